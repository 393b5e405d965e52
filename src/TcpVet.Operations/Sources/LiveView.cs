using TcpVet.Ebpf.Scan;
using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Sysctl;
using TcpVet.Model;

namespace TcpVet.Operations.Sources;

/// <summary>A live namespace, on a thread that is inside.</summary>
/// <param name="netns">The namespace's name in output.</param>
/// <param name="proc">Where proc(5) is mounted.</param>
/// <param name="notices">Takes what could not be looked at.</param>
internal sealed class LiveView(string netns, ProcFsRoot proc, Notices notices) : PlaceView(netns)
{
    private const long LargeHost = 50_000;
    private readonly KernelSource source = KernelSource.Open(proc);
    private CgroupPaths? cgroups;
    private TcpScan? scan;

    public override SocketSource Source => source;

    public override SocketSource PlainSource =>
        (SocketSource?)(scan ??= source.IsComplete ? FastPaths.OverSockets(Sockstat.TcpSockets(Counters()), source) : null) ?? source;

    public override bool IsLarge => Sockstat.TcpSockets(Counters()) > LargeHost;

    public override string? Shortcoming => source.Refusal is not { } refusal ? null
        : $"{refusal}; using /proc/net, which knows no accept-queue limits, drops of listeners, cgroups, marks or tcp_info";

    public override StateCounts? QuickCounts() => source.IsComplete ? Census.TryFast(source, Counters, SockDiagSource.Open) : null;

    public override string? Setting(string key) => new SysctlReader(proc).Read(key);

    protected override void Dispose(bool disposing)
    {
        scan?.Dispose();
        source.Dispose();
        cgroups?.Dispose();
    }

    protected override OwnerTable FindOwners()
    {
        OwnerTable owners = OwnerTable.Build(proc);
        if (OwnerGap.Describe(owners) is { } gap)
        {
            notices.Say(gap);
        }

        return owners;
    }

    protected override string? FindProcessName(int pid) => new ProcessTable(proc).NameOf(pid);

    protected override string? FindInterfaceName(uint index) => Interfaces.NameOf(index);

    protected override string? FindCgroupPath(ulong id) => (cgroups ??= CgroupPaths.Open(proc)).PathOf(id);

    // sockstat and sockstat6 of the namespace.
    private IReadOnlyDictionary<string, long> Counters() => Sockstat.Read(proc);
}
