using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Sources;

/// <summary>A namespace from the inside: its sockets, and the names that belong to them.</summary>
/// <param name="netns">The namespace's name in output.</param>
/// <param name="proc">Where this host's proc(5) is mounted.</param>
public abstract class PlaceView(string netns, ProcFsRoot proc) : ISocketContext, IDisposable
{
    private readonly Dictionary<int, string> processNames = [];
    private readonly Dictionary<ulong, string?> cgroupPaths = [];
    private readonly Dictionary<uint, string?> interfaceNames = [];
    private readonly List<SocketHolder> holders = [];
    private OwnerTable? owners;

    /// <inheritdoc/>
    public string Netns => netns;

    /// <summary>Where the names are that a filter may use, of interfaces and control groups: those of this host, for a record
    /// too.</summary>
    internal ProcFsRoot NamesFrom => proc;

    /// <summary>Where its sockets come from.</summary>
    public abstract SocketSource Source { get; }

    /// <summary>
    /// The fastest source for a visitor that looks at nothing but family, state, both ends and the interface, in any order.
    /// </summary>
    public virtual SocketSource PlainSource => Source;

    /// <summary>True when there are so many sockets that a second walk over them costs a reader time.</summary>
    public virtual bool IsLarge => false;

    /// <summary>What the kind of source costs, for people; null when it tells all that sock_diag does.</summary>
    public virtual string? Shortcoming => null;

    /// <summary>Turns addresses and ports into names; null to write numbers.</summary>
    public NameResolver? Names { get; set; }

    /// <summary>Sockets that a record had no room for.</summary>
    public long LeftOut { get; init; }

    /// <summary>Who holds which socket; found at the first use.</summary>
    public OwnerTable Owners => owners ??= FindOwners();

    /// <inheritdoc/>
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
    public string ProcessName(int pid)
    {
        // A filter on the dumping thread and a writer on another both ask for names.
        lock (processNames)
        {
            if (!processNames.TryGetValue(pid, out string? name))
            {
                name = FindProcessName(pid) ?? "?";
                processNames[pid] = name;
            }

            return name;
        }
    }

    /// <inheritdoc/>
    public string? InterfaceName(uint index) => Cached(interfaceNames, index, FindInterfaceName);

    /// <inheritdoc/>
    public string? CgroupPath(ulong id) => Cached(cgroupPaths, id, FindCgroupPath);

    /// <inheritdoc/>
    public bool TryResolve(InetAddress address, out string name)
    {
        name = "";
        return Names is not null && Names.TryResolve(address, out name);
    }

    /// <inheritdoc/>
    public string? ServiceName(Protocol protocol, ushort port) => Names?.ServiceName(protocol, port);

    /// <summary>Sockets by state from the namespace's own counters, without a walk over them; null where these do not tell.</summary>
    public virtual StateCounts? QuickCounts() => null;

    /// <summary>A kernel setting of the namespace; null where it is not known, as in a record.</summary>
    /// <param name="key">As sysctl(8) writes it: <c>net.ipv4.tcp_fin_timeout</c>.</param>
    public virtual string? Setting(string key) => null;

    /// <summary>Frees what the view holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the view holds.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Finds who holds which socket.</summary>
    protected abstract OwnerTable FindOwners();

    /// <summary>Finds the name of a process; null when it has gone.</summary>
    protected abstract string? FindProcessName(int pid);

    /// <summary>Finds the name of an interface; null when it is gone.</summary>
    protected abstract string? FindInterfaceName(uint index);

    /// <summary>Finds the path of a cgroup; null when it is unknown.</summary>
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
