using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>uvicorn (documentation: Settings).</summary>
internal sealed class Uvicorn : Python
{
    public override bool IsRunBy(ProcessTraits process) => process.IsCalled("uvicorn") || (base.IsRunBy(process) && process.Script() == "uvicorn");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept => [Look(pid), InConfiguration("Raise --workers; keep blocking calls out of async functions")],
        Fault.ShortBacklog => [InConfiguration("Raise --backlog (default 2048), then restart it")],
        Fault.ClosesFirst => [InConfiguration("Raise --timeout-keep-alive (default 5 s) above the balancer's idle limit")],
        Fault.AbruptReload => [InConfiguration("Set --timeout-graceful-shutdown in s, and let the balancer drain it first")],
        _ => base.Remedies(fault, pid),
    };
}
