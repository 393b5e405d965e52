using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>Puma (documentation: architecture, Puma::DSL).</summary>
internal sealed class Puma : Ruby
{
    public override bool IsRunBy(ProcessTraits process) =>
        process.IsCalled("puma") || process.IsTitled("puma ") || process.IsTitled("puma: ") || (base.IsRunBy(process) && process.Script() == "puma");

    public override IReadOnlyList<Remedy> Remedies(Fault fault, int pid) => fault switch
    {
        Fault.SlowAccept => [Look(pid), InConfiguration("Raise threads and workers in config/puma.rb, with as many database connections in the pool")],
        Fault.ShortBacklog => [InConfiguration("Name a backlog in bind \"tcp://0.0.0.0:PORT?backlog=N\" (default 1024), then restart it")],
        Fault.ClosesFirst => [InConfiguration("Raise persistent_timeout (in s) above the balancer's idle limit")],
        Fault.NoReadTimeout => [InConfiguration("Lower first_data_timeout (default 30 s) and persistent_timeout"), .. base.Remedies(fault, pid)],
        _ => base.Remedies(fault, pid),
    };
}
