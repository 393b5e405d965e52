namespace TcpVet.Rules.Software;

/// <summary>gunicorn (documentation: Settings).</summary>
internal sealed class Gunicorn : Python
{
    private const string Settings = "benoitc/gunicorn@65ac1a3a gunicorn/config.py:";

    public override bool IsRunBy(ProcessTraits process) =>
        process.IsCalled("gunicorn") || process.IsTitled("gunicorn: ") || (base.IsRunBy(process) && process.Script() == "gunicorn");

    public override IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            Look(pid),
            InConfiguration(
                "Raise --workers, or serve several requests a worker: --worker-class gthread with --threads", Proof.Source(Settings + "717")),
        ],
        Fault.SilentClientHoldsWorker =>
        [
            InConfiguration(
                "Put a server in front that reads whole requests (nginx), or take --worker-class gthread with --threads, or gevent: a sync worker waits for its one client, until --timeout ends it (default 30 s)",
                Proof.Docs("gunicorn 20.1 Design: Sync Workers, Choosing a Worker Type")),
        ],
        Fault.ShortBacklog => [InConfiguration("Raise --backlog (default 2048), then restart it", Proof.Source(Settings + "697"))],
        Fault.ClosesFirst =>
        [
            InConfiguration(
                "Raise --keep-alive (default 2 s) above the balancer's idle limit, with --worker-class gthread or an asynchronous one: sync workers close after each request",
                Proof.Source(Settings + "891")),
        ],
        Fault.AbruptReload =>
        [
            InConfiguration(
                "Raise --graceful-timeout (default 30 s): a worker that still serves after it is killed", Proof.Source(Settings + "874")),
        ],
        _ => base.Remedies(fault, pid),
    };
}
