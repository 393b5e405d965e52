using System.Collections.Concurrent;
using TcpVet.Cli.Output;
using TcpVet.Ebpf.Scan;
using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Input;

/// <summary>A namespace from the inside: its sockets, and the names that belong to them.</summary>
internal abstract class PlaceView(string netns) : ISocketContext, IDisposable
{
    // A filter on the dumping thread and a writer on another both ask for names.
    private readonly ConcurrentDictionary<int, string> processNames = [];
    private readonly Dictionary<ulong, string?> cgroupPaths = [];
    private readonly Dictionary<uint, string?> interfaceNames = [];
    private readonly List<SocketHolder> holders = [];
    private OwnerTable? owners;

    public string Netns => netns;

    public abstract SocketSource Source { get; }

    /// <summary>The fastest source for a visitor that looks at nothing but family, state, both ends and the interface, in any order.</summary>
    public virtual SocketSource PlainSource => Source;

    /// <summary>True when there are so many sockets that a second walk over them costs a reader time.</summary>
    public virtual bool IsLarge => false;

    /// <summary>Turns addresses and ports into names; null to write numbers.</summary>
    public NameResolver? Names { get; set; }

    /// <summary>Sockets that a record had no room for.</summary>
    public long LeftOut { get; init; }

    /// <summary>Who holds which socket; found at the first use.</summary>
    public OwnerTable Owners => owners ??= FindOwners();

    /// <summary>True once somebody asked for owners.</summary>
    public bool OwnersAsked => owners is not null;

    public IReadOnlyList<SocketHolder> Holders(uint inode)
    {
        holders.Clear();
        foreach (SocketOwner owner in Owners.Of(inode))
        {
            holders.Add(new SocketHolder(owner.Pid, ProcessName(owner.Pid), owner.Fd));
        }

        return holders;
    }

    /// <summary>The name of a process; <c>?</c> when it has gone.</summary>
    public string ProcessName(int pid) => processNames.GetOrAdd(pid, known => FindProcessName(known) ?? "?");

    public string? InterfaceName(uint index) => Cached(interfaceNames, index, FindInterfaceName);

    public string? CgroupPath(ulong id) => Cached(cgroupPaths, id, FindCgroupPath);

    public bool TryResolve(InetAddress address, out string name)
    {
        name = "";
        return Names is not null && Names.TryResolve(address, out name);
    }

    public string? ServiceName(Protocol protocol, ushort port) => Names?.ServiceName(protocol, port);

    public abstract void Dispose();

    protected abstract OwnerTable FindOwners();

    protected abstract string? FindProcessName(int pid);

    protected abstract string? FindInterfaceName(uint index);

    protected abstract string? FindCgroupPath(ulong id);

    private static string? Cached<TKey>(Dictionary<TKey, string?> cache, TKey key, Func<TKey, string?> find)
        where TKey : notnull
    {
        if (!cache.TryGetValue(key, out string? value))
        {
            value = find(key);
            cache[key] = value;
        }

        return value;
    }
}

/// <summary>A live namespace, on a thread that is inside.</summary>
internal sealed class LiveView(string netns) : PlaceView(netns)
{
    private const long LargeHost = 50_000;
    private readonly KernelSource source = KernelSource.Open(ProcFsRoot.Default);
    private CgroupPaths? cgroups;
    private TcpScan? scan;

    public override SocketSource Source => source;

    public override SocketSource PlainSource =>
        (SocketSource?)(scan ??= source.IsComplete ? FastPaths.OverSockets(Linux.ProcFs.Sockstat.TcpSockets(Sockstat()), source) : null) ?? source;

    public override bool IsLarge => Linux.ProcFs.Sockstat.TcpSockets(Sockstat()) > LargeHost;

    /// <summary>sockstat and sockstat6 of the namespace.</summary>
    public static IReadOnlyDictionary<string, long> Sockstat() => Linux.ProcFs.Sockstat.Read(ProcFsRoot.Default);

    /// <summary>Says on standard error what a missing sock_diag costs.</summary>
    public void WarnOfRefusal()
    {
        if (source.Refusal is { } refusal)
        {
            Messages.Warn($"{SafeText.Escape(refusal)}; using /proc/net, which knows no accept-queue limits, drops of listeners, cgroups, marks or tcp_info");
        }
    }

    public override void Dispose()
    {
        scan?.Dispose();
        source.Dispose();
        cgroups?.Dispose();
    }

    protected override OwnerTable FindOwners()
    {
        OwnerTable owners = OwnerTable.Build(ProcFsRoot.Default);
        if (OwnerGap.Describe(owners) is { } gap)
        {
            Messages.Warn(gap);
        }

        return owners;
    }

    protected override string? FindProcessName(int pid) => new ProcessTable(ProcFsRoot.Default).NameOf(pid);

    protected override string? FindInterfaceName(uint index) => Interfaces.NameOf(index);

    protected override string? FindCgroupPath(ulong id) => (cgroups ??= CgroupPaths.Open(ProcFsRoot.Default)).PathOf(id);
}

/// <summary>A record.</summary>
internal sealed class RecordedView(string netns, RecordedSource source, OwnerTable recorded, Func<int, string?> nameOf) : PlaceView(netns)
{
    public override SocketSource Source => source;

    public override void Dispose() => source.Dispose();

    protected override OwnerTable FindOwners() => recorded;

    protected override string? FindProcessName(int pid) => nameOf(pid);

    // A record holds the numbers; their names belong to the host that it was made on.
    protected override string? FindInterfaceName(uint index) => null;

    protected override string? FindCgroupPath(ulong id) => null;
}
