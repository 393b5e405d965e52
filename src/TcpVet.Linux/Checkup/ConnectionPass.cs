using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Checkup;

/// <summary>Looks at established connections for what tcp_info, timers and memory tell, in the same bounded dump as <see cref="IdlePass"/>.</summary>
/// <param name="index">Tells incoming connections from outgoing ones.</param>
internal sealed class ConnectionPass(ListenerIndex index) : ISocketVisitor
{
    /// <summary>Groups at the most; beyond it the smaller half lose their peer and join.</summary>
    public const int MaxGroups = 1024;

    private readonly List<ConnectionSample> samples = [];
    private bool informed;

    public bool Visit(in SocketView socket)
    {
        TcpInfoView info = socket.TcpInfo;
        informed |= info.IsPresent;
        int service = index.Find(in socket);
        samples.Add(new ConnectionSample
        {
            Inbound = service >= 0,
            Local = service >= 0 ? index.Services[service].Local : new(GroupCounts.Any(socket.Family), 0),
            Peer = new(socket.PeerAddress.Unmapped, service >= 0 ? (ushort)0 : socket.PeerPort),
            Inode = socket.Inode,
            Timer = socket.Timer,
            Probes = socket.Retransmits,
            ExpiresMs = socket.ExpiresMs,
            RecvQ = socket.RecvQ,
            SendQ = socket.SendQ,
            ReceiveMemory = socket.Memory(SkMemInfo.SK_MEMINFO_RMEM_ALLOC),
            ReceiveBuffer = socket.Memory(SkMemInfo.SK_MEMINFO_RCVBUF),
            SendBuffer = socket.Memory(SkMemInfo.SK_MEMINFO_SNDBUF),
            Info = TcpInfoSample.Of(info),
        });
        return true;
    }

    /// <summary>Adds every connection that was looked at: a sample of bounded size.</summary>
    public void AddWanted(InodeSet wanted)
    {
        foreach (ConnectionSample sample in samples)
        {
            wanted.Add(sample.Inode);
        }
    }

    /// <summary>The survey, once owners are known; null when the source gave no tcp_info.</summary>
    /// <param name="population">All ESTABLISHED connections.</param>
    /// <param name="ownerOf">The process of an inode and whether there is one.</param>
    public ConnectionSurvey? ToFact(long population, Func<uint, (Ownership Ownership, ProcessRef? Process)> ownerOf)
    {
        if (samples.Count > 0 && !informed)
        {
            return null;
        }

        Dictionary<ConnectionKey, ConnectionGroup> groups = [];
        foreach (ConnectionSample sample in samples)
        {
            (Ownership ownership, ProcessRef? process) = sample.Inode == 0 ? (Ownership.None, null) : ownerOf(sample.Inode);
            ConnectionKey key = new(ownership, process, sample.Inbound, sample.Local, sample.Peer);
            Add(groups, key, ConnectionCounts.Of(in key, in sample));
        }

        (List<ConnectionGroup> kept, long leftOut) = Bounded(Sorted(groups.Values));
        return new ConnectionSurvey { Population = Math.Max(population, samples.Count), Sampled = samples.Count, Groups = kept, LeftOut = leftOut };
    }

    private static (List<ConnectionGroup> Kept, long LeftOut) Bounded(List<ConnectionGroup> groups)
    {
        if (groups.Count <= MaxGroups)
        {
            return (groups, 0);
        }

        Dictionary<ConnectionKey, ConnectionGroup> joined = [];
        foreach (ConnectionGroup small in groups.Skip(MaxGroups / 2))
        {
            ConnectionGroup anyPeer = small with { Peer = new(GroupCounts.Any(small.Peer.Addr.Family), 0) };
            Add(joined, new ConnectionKey(small.Ownership, small.Process, small.Inbound, small.Local, anyPeer.Peer), anyPeer);
        }

        List<ConnectionGroup> all = Sorted(groups.Take(MaxGroups / 2).Concat(joined.Values));
        return ([.. all.Take(MaxGroups)], all.Skip(MaxGroups).Sum(group => group.Count));
    }

    private static void Add(Dictionary<ConnectionKey, ConnectionGroup> groups, ConnectionKey key, ConnectionGroup more)
    {
        ref ConnectionGroup? group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _);
        group = group is null ? more : ConnectionCounts.Join(group, more);
    }

    private static List<ConnectionGroup> Sorted(IEnumerable<ConnectionGroup> groups) =>
        [.. groups.OrderByDescending(group => group.Count).ThenBy(group => group.Local).ThenBy(group => group.Peer).ThenBy(group => group.Process?.Pid)];
}

/// <summary>What connections are grouped by.</summary>
internal readonly record struct ConnectionKey(Ownership Ownership, ProcessRef? Process, bool Inbound, InetEndpoint Local, InetEndpoint Peer);
