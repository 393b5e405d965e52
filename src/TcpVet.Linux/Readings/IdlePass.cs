using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>
/// Looks at the activity of established connections. tcp_info doubles the cost of a dump, so beyond <see cref="SampleLimit"/> it is
/// a sample: the kernel walks its hash table, whose order is random in addresses and ports (inet_ehashfn with a boot-time secret).
/// </summary>
/// <param name="index">Tells incoming connections from outgoing ones.</param>
/// <param name="thresholdMs">The silence that counts.</param>
internal sealed class IdlePass(ListenerIndex index, long thresholdMs) : ISocketVisitor
{
    public const int SampleLimit = 20_000;

    private readonly EndpointTable sampled = new(); // Services by their local end, outgoing connections by their remote one.
    private long total;
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
            new SocketQuery { States = TcpStateSet.Of(TcpState.Established), Details = SocketDetails.TcpInfo | SocketDetails.Memory },
                new FirstSockets(SampleLimit, both));
        return pass;
    }

    /// <summary>
    /// How many connections those that were looked at stand for. A dump that was not cut off is whole: what another walk counted besides
    /// came or went between the two.
    /// </summary>
    /// <param name="counted">All of them, as another walk counted them.</param>
    /// <param name="looked">Those that were looked at.</param>
    public static long Population(long counted, long looked) => looked < SampleLimit ? looked : Math.Max(counted, looked);

    public bool Visit(in SocketView socket)
    {
        TcpInfoView info = socket.TcpInfo;
        informed |= info.IsPresent;
        int service = index.Find(in socket);
        int end = service >= 0
            ? sampled.Add(index.Services[service].Local, local: true)
            : sampled.Add(new(socket.PeerAddress.Unmapped, socket.PeerPort));
        total++;
        if (socket.Timer == SocketTimer.Off && info is { LastDataSentMs: { } sent, LastDataRecvMs: { } received, LastAckRecvMs: { } ack })
        {
            long quiet = Math.Min(Math.Min(sent, received), ack);
            if (quiet > thresholdMs)
            {
                silent.Add(new Silent(end, socket.Inode, quiet));
            }
        }

        return true;
    }

    /// <summary>The survey, once owners are known; null when the source gave no tcp_info.</summary>
    /// <param name="population">All ESTABLISHED connections, as another walk counted them.</param>
    /// <param name="ownerOf">The process of an inode and whether there is one.</param>
    public IdleSurvey? ToFact(long population, Func<uint, (Ownership Ownership, ProcessRef? Process)> ownerOf)
    {
        if (total > 0 && !informed)
        {
            return null;
        }

        List<IdleGroup> groups = [.. silent
            .Select(socket => (socket, owner: ownerOf(socket.Inode)))
            .GroupBy(entry => (entry.owner, entry.socket.End))
            .Select(group => new IdleGroup
            {
                Ownership = group.Key.owner.Ownership,
                Process = group.Key.owner.Process,
                Inbound = sampled.IsLocal(group.Key.End),
                Local = sampled.IsLocal(group.Key.End) ? sampled[group.Key.End] : Any(sampled[group.Key.End]),
                Peer = sampled.IsLocal(group.Key.End) ? Any(sampled[group.Key.End]) : sampled[group.Key.End],
                Count = group.Count(),
                Of = sampled.Times(group.Key.End),
                LongestMs = group.Max(entry => entry.socket.QuietMs),
            })
            .OrderByDescending(group => group.Count).ThenBy(group => group.Local).ThenBy(group => group.Peer)
            .Take(100)];
        return new IdleSurvey { Population = Population(population, total), Sampled = total, ThresholdMs = thresholdMs, Groups = groups };
    }

    private static InetEndpoint Any(InetEndpoint end) => new(GroupCounts.Any(end.Addr.Family), 0);

    /// <summary>A silent connection.</summary>
    /// <param name="End">The number of its service or destination.</param>
    /// <param name="Inode">The inode; 0 without a process.</param>
    /// <param name="QuietMs">How long it has been silent.</param>
    private readonly record struct Silent(int End, uint Inode, long QuietMs);
}
