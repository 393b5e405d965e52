using TcpVet.Linux;
using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Interop;
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
/// <param name="host">The host that it is on.</param>
/// <param name="notices">Takes what could not be looked at.</param>
internal sealed class LiveView(string netns, LiveHost host, Notices notices) : PlaceView(netns, host.Root)
{
    private const long LargeHost = 50_000;
    private readonly KernelSource source = host.OpenSockets();
    private CgroupPaths? cgroups;
    private SocketSource? scan;

    public override SocketSource Source => source;

    public override SocketSource PlainSource =>
        (scan ??= source.IsComplete ? host.OverSockets(Sockstat.TcpSockets(Counters()), source) : null) ?? source;

    public override bool IsLarge => Sockstat.TcpSockets(Counters()) > LargeHost;

    public override string? Shortcoming => source.Refusal is not { } refusal ? null
        : $"{refusal}; using /proc/net, which knows no accept-queue limits, drops of listeners, cgroups, marks or tcp_info";

    public override StateCounts? QuickCounts() => source.IsComplete ? Census.TryFast(source, Counters, SockDiagSource.Open) : null;

    public override string? Setting(string key) => new SysctlReader(host.Root).Read(key);

    protected override void Dispose(bool disposing)
    {
        scan?.Dispose();
        source.Dispose();
        cgroups?.Dispose();
    }

    protected override OwnerTable FindOwners()
    {
        OwnerTable owners;
        try
        {
            owners = host.FindOwners();
        }
        catch (KernelException exception)
        {
            notices.Say($"{exception.Message}: owners are unknown");
            return OwnerTable.Unknown();
        }

        if (OwnerGap.Describe(owners) is { } gap)
        {
            notices.Say(gap);
        }

        return owners;
    }

    protected override string? FindProcessName(int pid) => new ProcessTable(host.Root).NameOf(pid);

    protected override string? FindInterfaceName(uint index) => Interfaces.NameOf(index);

    protected override string? FindCgroupPath(ulong id) => (cgroups ??= CgroupPaths.Open(host.Root)).PathOf(id);

    // sockstat and sockstat6 of the namespace.
    private IReadOnlyDictionary<string, long> Counters() => Sockstat.Read(host.Root);
}
