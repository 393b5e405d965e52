using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>gunicorn (documentation: Settings).</summary>
internal sealed class Gunicorn : Python
{
    public override bool IsRunBy(ProcessTraits process) =>
        process.IsCalled("gunicorn") || process.IsTitled("gunicorn: ") || (base.IsRunBy(process) && process.Script() == "gunicorn");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept =>
        [
            Look(pid),
            InConfiguration("Raise --workers, or serve several requests a worker: --worker-class gthread with --threads"),
        ],
        Fault.ShortBacklog => [InConfiguration("Raise --backlog (default 2048), then restart it")],
        Fault.ClosesFirst => [InConfiguration("Raise --keep-alive (default 2 s) above the balancer's idle limit, with --worker-class gthread or an asynchronous one: sync workers close after each request")],
        Fault.AbruptReload => [InConfiguration("Raise --graceful-timeout (default 30 s): a worker that still serves after it is killed")],
        _ => base.Remedies(fault, pid),
    };
}
