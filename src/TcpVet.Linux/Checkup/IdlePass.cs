using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Checkup;

/// <summary>
/// Looks at the activity of established connections. tcp_info doubles the cost of a dump, so beyond <see cref="SampleLimit"/> it is
/// a sample: the kernel walks its hash table, whose order is random in addresses and ports (inet_ehashfn with a boot-time secret).
/// </summary>
/// <param name="index">Tells incoming connections from outgoing ones.</param>
/// <param name="thresholdMs">The silence that counts.</param>
internal sealed class IdlePass(ListenerIndex index, long thresholdMs) : ISocketVisitor
{
    public const int SampleLimit = 20_000;

    private readonly Dictionary<(bool Inbound, InetEndpoint Local, InetEndpoint Peer), long> sampled = [];
    private readonly List<Silent> silent = [];
    private bool informed;

    /// <summary>Looks at a bounded sample.</summary>
    /// <param name="source">The sockets.</param>
    /// <param name="index">Tells incoming connections from outgoing ones.</param>
    /// <param name="thresholdMs">The silence that counts.</param>
    /// <param name="connections">Looks at the same sockets; memory costs a dump with tcp_info next to nothing more.</param>
    public static IdlePass Run(SocketSource source, ListenerIndex index, long thresholdMs, ConnectionPass? connections = null)
    {
        IdlePass pass = new(index, thresholdMs);
        ISocketVisitor both = connections is null ? pass : new ManyVisitors(pass, connections);
        source.Dump(
            new SocketQuery { States = TcpStateSet.Of(TcpState.Established), Details = SocketDetails.TcpInfo | SocketDetails.Memory }, new FirstSockets(SampleLimit, both));
        return pass;
    }

    public bool Visit(in SocketView socket)
    {
        TcpInfoView info = socket.TcpInfo;
        informed |= info.IsPresent;
        (bool Inbound, InetEndpoint Local, InetEndpoint Peer) key = Key(in socket);
        sampled[key] = sampled.GetValueOrDefault(key) + 1;
        if (socket.Timer == SocketTimer.Off && info is { LastDataSentMs: { } sent, LastDataRecvMs: { } received, LastAckRecvMs: { } ack })
        {
            long quiet = Math.Min(Math.Min(sent, received), ack);
            if (quiet > thresholdMs)
            {
                silent.Add(new Silent(key.Inbound, key.Local, key.Peer, socket.Inode, quiet));
            }
        }

        return true;
    }

    /// <summary>The survey, once owners are known; null when the source gave no tcp_info.</summary>
    /// <param name="population">All ESTABLISHED connections.</param>
    /// <param name="ownerOf">The process of an inode and whether there is one.</param>
    public IdleSurvey? ToFact(long population, Func<uint, (Ownership Ownership, ProcessRef? Process)> ownerOf)
    {
        long total = sampled.Values.Sum();
        if (total > 0 && !informed)
        {
            return null;
        }

        List<IdleGroup> groups = [.. silent
            .Select(socket => (socket, owner: ownerOf(socket.Inode)))
            .GroupBy(entry => (entry.owner, entry.socket.Inbound, entry.socket.Local, entry.socket.Peer))
            .Select(group => new IdleGroup
            {
                Ownership = group.Key.owner.Ownership,
                Process = group.Key.owner.Process,
                Inbound = group.Key.Inbound,
                Local = group.Key.Local,
                Peer = group.Key.Peer,
                Count = group.Count(),
                Of = sampled[(group.Key.Inbound, group.Key.Local, group.Key.Peer)],
                LongestMs = group.Max(entry => entry.socket.QuietMs),
            })
            .OrderByDescending(group => group.Count).ThenBy(group => group.Local).ThenBy(group => group.Peer)
            .Take(100)];
        return new IdleSurvey { Population = Math.Max(population, total), Sampled = total, ThresholdMs = thresholdMs, Groups = groups };
    }

    private (bool Inbound, InetEndpoint Local, InetEndpoint Peer) Key(in SocketView socket)
    {
        int service = index.Find(in socket);
        if (service >= 0)
        {
            InetEndpoint local = index.Services[service].Local;
            return (true, local, new(local.Addr.Family == AddressFamily.IPv4 ? InetAddress.AnyIPv4 : InetAddress.AnyIPv6, 0));
        }

        InetAddress any = socket.Family == AddressFamily.IPv4 ? InetAddress.AnyIPv4 : InetAddress.AnyIPv6;
        return (false, new(any, 0), new(socket.PeerAddress.Unmapped, socket.PeerPort));
    }

    /// <summary>A silent connection.</summary>
    private readonly record struct Silent(bool Inbound, InetEndpoint Local, InetEndpoint Peer, uint Inode, long QuietMs);
}
