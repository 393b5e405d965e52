namespace TcpVet.Rules.Software;

/// <summary>uWSGI (documentation: Options).</summary>
internal sealed class Uwsgi : Python
{
    public override bool IsRunBy(ProcessTraits process) => process.IsCalledLike("uwsgi");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            Look(pid),
            InConfiguration(
                "Let it end stuck requests: harakiri = SECONDS (off by default); raise processes and threads",
                Proof.Source("unbit/uwsgi@6cbb2177 core/uwsgi.c:61")),
        ],
        Fault.SilentClientHoldsWorker =>
        [
            InConfiguration(
                "Bound how long a worker waits for a word of its client: socket-timeout = SECONDS (default 4)",
                Proof.Source("unbit/uwsgi@6cbb2177 core/init.c:136")),
        ],
        Fault.ShortBacklog =>
        [
            InConfiguration(
                "Raise listen (default 100); it must not exceed net.core.somaxconn, then restart it",
                Proof.Source("unbit/uwsgi@6cbb2177 core/init.c:124")),
        ],
        _ => base.Remedies(fault, pid),
    };
}
