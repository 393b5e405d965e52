using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Checkup;

/// <summary>Looks at established connections for what tcp_info, timers and memory tell, in the same bounded dump as <see cref="IdlePass"/>.</summary>
/// <param name="index">Tells incoming connections from outgoing ones.</param>
/// <param name="expected">How many there will be, roughly: room is made once, since it is the largest piece of a check-up's memory.</param>
internal sealed class ConnectionPass(ListenerIndex index, long expected = 0) : ISocketVisitor
{
    /// <summary>Groups at the most; beyond it the smaller half lose their peer and join.</summary>
    public const int MaxGroups = 1024;

    private readonly List<ConnectionSample> samples = new((int)Math.Min(expected, IdlePass.SampleLimit));
    private bool informed;

    public bool Visit(in SocketView socket)
    {
        TcpInfoView info = socket.TcpInfo;
        informed |= info.IsPresent;
        int service = index.Find(in socket);
        samples.Add(new ConnectionSample
        {
            Service = service,
            Family = socket.Family,
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

        Dictionary<ConnectionKey, ConnectionCounts> groups = [];
        foreach (ref readonly ConnectionSample sample in CollectionsMarshal.AsSpan(samples))
        {
            (Ownership ownership, ProcessRef? process) = sample.Inode == 0 ? (Ownership.None, null) : ownerOf(sample.Inode);
            bool inbound = sample.Service >= 0;
            InetEndpoint local = inbound ? index.Services[sample.Service].Local : new(GroupCounts.Any(sample.Family), 0);
            Of(groups, new ConnectionKey(ownership, process, inbound, local, sample.Peer)).Add(in sample);
        }

        (List<ConnectionGroup> kept, long leftOut) = Bounded(Sorted(groups));
        return new ConnectionSurvey { Population = Math.Max(population, samples.Count), Sampled = samples.Count, Groups = kept, LeftOut = leftOut };
    }

    private static (List<ConnectionGroup> Kept, long LeftOut) Bounded(List<KeyValuePair<ConnectionKey, ConnectionCounts>> groups)
    {
        if (groups.Count > MaxGroups)
        {
            Dictionary<ConnectionKey, ConnectionCounts> joined = new(groups.Take(MaxGroups / 2));
            foreach ((ConnectionKey key, ConnectionCounts small) in groups.Skip(MaxGroups / 2))
            {
                Of(joined, key with { Peer = new(GroupCounts.Any(key.Peer.Addr.Family), 0) }).Join(small);
            }

            groups = Sorted(joined);
        }

        return ([.. groups.Take(MaxGroups).Select(group => group.Value.ToFact(group.Key))], groups.Skip(MaxGroups).Sum(group => group.Value.Count));
    }

    private static ConnectionCounts Of(Dictionary<ConnectionKey, ConnectionCounts> groups, ConnectionKey key)
    {
        ref ConnectionCounts? counts = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _);
        return counts ??= new ConnectionCounts();
    }

    private static List<KeyValuePair<ConnectionKey, ConnectionCounts>> Sorted(Dictionary<ConnectionKey, ConnectionCounts> groups) =>
        [.. groups.OrderByDescending(group => group.Value.Count).ThenBy(group => group.Key.Local).ThenBy(group => group.Key.Peer).ThenBy(group => group.Key.Process?.Pid)];
}

/// <summary>What connections are grouped by.</summary>
internal readonly record struct ConnectionKey(Ownership Ownership, ProcessRef? Process, bool Inbound, InetEndpoint Local, InetEndpoint Peer);
