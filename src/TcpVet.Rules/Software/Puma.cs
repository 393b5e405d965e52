namespace TcpVet.Rules.Software;

/// <summary>Puma (documentation: architecture, Puma::DSL).</summary>
internal sealed class Puma : Ruby
{
    private const string Settings = "puma/puma@ff2e2126 lib/puma/dsl.rb:";

    public override bool IsRunBy(ProcessTraits process) =>
        process.IsCalled("puma") || process.IsTitled("puma ") || process.IsTitled("puma: ") || (base.IsRunBy(process) && process.Script() == "puma");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            Look(pid),
            InConfiguration(
                "Raise threads and workers in config/puma.rb, with as many database connections in the pool", Proof.Source(Settings + "605")),
        ],
        Fault.ShortBacklog =>
        [
            InConfiguration(
                "Name a backlog in bind \"tcp://0.0.0.0:PORT?backlog=N\" (default 1024), then restart it", Proof.Source(Settings + "268")),
        ],
        Fault.ClosesFirst =>
            [InConfiguration("Raise persistent_timeout (in s) above the balancer's idle limit", Proof.Source(Settings + "357"))],
        Fault.NoReadTimeout =>
        [
            InConfiguration("Lower first_data_timeout (default 30 s) and persistent_timeout", Proof.Source(Settings + "344")),
            .. base.Remedies(fault, pid),
        ],
        _ => base.Remedies(fault, pid),
    };
}
