using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Looks at established connections for what tcp_info, timers and memory tell, in the same bounded dump as
/// <see cref="IdlePass"/>.</summary>
/// <param name="index">Tells incoming connections from outgoing ones.</param>
/// <param name="expected">How many there will be, roughly: room is made once, since it is the largest piece of a check-up's memory.</param>
/// <param name="earlier">The first reading; null when there is none to compare with.</param>
internal sealed class ConnectionPass(ListenerIndex index, long expected = 0, EarlierConnections? earlier = null) : ISocketVisitor
{
    /// <summary>Groups at the most; beyond it the smaller half lose their peer and join.</summary>
    public const int MaxGroups = 1024;

    private const int AnyIPv4 = -4;
    private const int AnyIPv6 = -6;

    private readonly EndpointTable peers = new();
    private readonly List<ConnectionFigures> samples = new((int)Math.Min(expected, IdlePass.SampleLimit));
    private readonly long apartMs = earlier is null ? 0 : Environment.TickCount64 - earlier.At;
    private bool informed;

    public bool Visit(in SocketView socket)
    {
        TcpInfoView info = socket.TcpInfo;
        informed |= info.IsPresent;
        int service = index.Find(in socket);
        ConnectionSample sample = new()
        {
            Service = service,
            Peer = peers.Add(new(socket.PeerAddress.Unmapped, service >= 0 ? (ushort)0 : socket.PeerPort)),
            Inode = socket.Inode,
            IsSelfConnected = socket.LocalPort == socket.PeerPort && socket.LocalAddress == socket.PeerAddress,
            Timer = socket.Timer,
            Probes = socket.Retransmits,
            ExpiresMs = socket.ExpiresMs,
            RecvQ = socket.RecvQ,
            SendQ = socket.SendQ,
            ReceiveMemory = socket.Memory(SkMemInfo.SK_MEMINFO_RMEM_ALLOC),
            ReceiveBuffer = socket.Memory(SkMemInfo.SK_MEMINFO_RCVBUF),
            SendBuffer = socket.Memory(SkMemInfo.SK_MEMINFO_SNDBUF),
            Info = TcpInfoSample.Of(info),
            HasSent = earlier?.HasSent(in socket, apartMs),
            HasRead = earlier?.HasRead(in socket),
        };
        samples.Add(new ConnectionFigures(in sample));
        return true;
    }

    /// <summary>Adds every connection that was looked at: a sample of bounded size.</summary>
    public void AddWanted(InodeSet wanted)
    {
        foreach (ref readonly ConnectionFigures sample in CollectionsMarshal.AsSpan(samples))
        {
            wanted.Add(sample.Inode);
        }
    }

    /// <summary>The survey, once owners are known; null when the source gave no tcp_info.</summary>
    /// <param name="population">All ESTABLISHED connections, as another walk counted them.</param>
    /// <param name="ownerOf">The process of an inode and whether there is one.</param>
    public ConnectionSurvey? ToFact(long population, Func<uint, (Ownership Ownership, ProcessRef? Process)> ownerOf)
    {
        if (samples.Count > 0 && !informed)
        {
            return null;
        }

        Dictionary<int, ProcessRef> processes = [];
        Key[] keys = new Key[samples.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            ref readonly ConnectionFigures sample = ref CollectionsMarshal.AsSpan(samples)[i];
            (Ownership ownership, ProcessRef? process) = sample.Inode == 0 ? (Ownership.None, null) : ownerOf(sample.Inode);
            keys[i] = new Key(ownership, process?.Pid ?? 0, sample.Service, sample.Peer);
            if (process is not null)
            {
                processes[process.Pid] = process;
            }
        }

        JoinSmall(keys);
        HashSet<Key> kept = Largest(keys, MaxGroups);
        Dictionary<Key, ConnectionCounts> groups = [];
        for (int i = 0; i < keys.Length; i++)
        {
            if (kept.Contains(keys[i]))
            {
                ref ConnectionCounts? counts = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, keys[i], out _);
                (counts ??= new ConnectionCounts()).Add(in CollectionsMarshal.AsSpan(samples)[i]);
            }
        }

        List<ConnectionGroup> facts = [.. groups.Select(group => Fact(group.Key, group.Value, processes.GetValueOrDefault(group.Key.Pid)))
            .OrderByDescending(group => group.Count)
                .ThenBy(group => group.Local)
                .ThenBy(group => group.Peer)
                .ThenBy(group => group.Process?.Pid)];
        return new ConnectionSurvey
        {
            Population = IdlePass.Population(population, samples.Count),
            Sampled = samples.Count,
            Groups = facts,
            LeftOut = samples.Count - facts.Sum(group => group.Count),
        };
    }

    // Before anything is summed: a host with many clients and processes has nearly as many groups as connections.
    private void JoinSmall(Key[] keys)
    {
        HashSet<Key> large = Largest(keys, MaxGroups);
        if (!keys.All(large.Contains))
        {
            large = Largest(keys, MaxGroups / 2);
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = large.Contains(keys[i])
                    ? keys[i]
                    : keys[i] with { Peer = peers[keys[i].Peer].Addr.Family == AddressFamily.IPv4 ? AnyIPv4 : AnyIPv6 };
            }
        }
    }

    private static HashSet<Key> Largest(Key[] keys, int most)
    {
        Dictionary<Key, int> counts = [];
        foreach (Key key in keys)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
        }

        if (counts.Count <= most)
        {
            return [.. counts.Keys];
        }

        // In place: the buffers of a query would be as large as the sample.
        KeyValuePair<Key, int>[] sorted = [.. counts];
        Array.Sort(sorted, (a, b) => a.Value != b.Value ? b.Value.CompareTo(a.Value) : Order(a.Key, b.Key));
        return [.. sorted.AsSpan(0, most).ToArray().Select(pair => pair.Key)];
    }

    private static int Order(Key a, Key b) => (a.Service, a.Peer, a.Pid, a.Ownership).CompareTo((b.Service, b.Peer, b.Pid, b.Ownership));

    private ConnectionGroup Fact(Key key, ConnectionCounts counts, ProcessRef? process)
    {
        InetEndpoint peer = key.Peer switch
        {
            AnyIPv4 => new(InetAddress.AnyIPv4, 0),
            AnyIPv6 => new(InetAddress.AnyIPv6, 0),
            _ => peers[key.Peer],
        };
        return counts.ToFact(peer) with
        {
            Ownership = key.Ownership,
            Process = process,
            ZeroWindowMoving = earlier is null ? null : counts.ZeroWindowMoving,
            StalledMoving = earlier is null ? null : counts.StalledMoving,
            Inbound = key.Service >= 0,
            Local = key.Service >= 0 ? index.Services[key.Service].Local : new(GroupCounts.Any(peer.Addr.Family), 0),
        };
    }

    /// <summary>What connections are grouped by.</summary>
    /// <param name="Ownership">Whether a process holds them.</param>
    /// <param name="Pid">The process; 0 for none.</param>
    /// <param name="Service">An index of the services; −1 when outgoing.</param>
    /// <param name="Peer">An index of the peers, or one of the wildcards.</param>
    private readonly record struct Key(Ownership Ownership, int Pid, int Service, int Peer);
}
