namespace TcpVet.Rules.Software;

/// <summary>Logstash (logstash.yml, its inputs). Whoever runs it has its settings, not its code.</summary>
internal sealed class Logstash : Java
{
    private const string Settings = "elastic/logstash@5e5356567f config/logstash.yml:";

    public override bool IsRunBy(ProcessTraits process) =>
        base.IsRunBy(process) && (process.Says("org.logstash.Logstash") || process.IsUnitLike("logstash"));

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SocketNotClosed => [Look(pid)],
        Fault.SlowAccept or Fault.EndNotRead or Fault.SlowReader =>
        [
            InConfiguration(
                "See which pipeline is full: its inputs stop reading then; the slowest output decides",
                Proof.Source(Settings + "172"),
                "curl -s localhost:9600/_node/stats/pipelines?pretty"),
            InConfiguration("Raise pipeline.workers where its processors are idle (default their number)", Proof.Source(Settings + "41")),
        ],
        Fault.DescriptorLimit => base.Remedies(fault, pid),
        _ => [],
    };
}
