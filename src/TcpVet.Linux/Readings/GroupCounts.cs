using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Sockets of one group while they are counted.</summary>
/// <param name="process">Who holds them; null when nobody does or nobody knows.</param>
/// <param name="cgroup">The path of the first one's control group.</param>
internal sealed class GroupCounts(ProcessRef? process, string? cgroup)
{
    private long count;
    private long recvQ0;
    private long recvQ1;
    private long sendQ;
    private long retransmitting;
    private long retransmittingTwice;
    private int retransmitsMax;
    private long keepaliveTimers;
    private long persistTimers;
    private long? delivering;
    private long aged;
    private long old;
    private long oldestAtLeast;
    private long? oldestAtMost = 0;
    private long? arrived;

    public static InetAddress Any(AddressFamily family) => family == AddressFamily.IPv4 ? InetAddress.AnyIPv4 : InetAddress.AnyIPv6;

    /// <summary>Counts a socket.</summary>
    /// <param name="suspect">The socket at the last reading.</param>
    /// <param name="earlier">The first reading; null when there is none to compare with.</param>
    public void Add(in SuspectTally.Suspect suspect, EarlierSuspects? earlier)
    {
        bool? wasThere = earlier?.Had(in suspect);
        arrived = wasThere is { } there && (count == 0 || arrived is not null) ? (arrived ?? 0) + (there ? 0 : 1) : null;
        count++;
        recvQ0 += suspect.RecvQ == 0 ? 1 : 0;
        recvQ1 += suspect.RecvQ == 1 ? 1 : 0;
        sendQ += suspect.SendQ > 0 ? 1 : 0;
        keepaliveTimers += suspect.Timer == SocketTimer.Keepalive ? 1 : 0;
        bool delivers = suspect.Timer is SocketTimer.Persist or SocketTimer.Retransmit && earlier?.HasDelivered(in suspect) == true;
        persistTimers += suspect.Timer == SocketTimer.Persist && !delivers ? 1 : 0;
        if (suspect.Timer == SocketTimer.Retransmit)
        {
            retransmitting += suspect.Retransmits >= 1 ? 1 : 0;
            retransmittingTwice += suspect.Retransmits >= 2 && !delivers ? 1 : 0;
            retransmitsMax = Math.Max(retransmitsMax, suspect.Retransmits);
        }

        if (earlier is not null)
        {
            bool looksStuck = suspect.Timer == SocketTimer.Persist || suspect.Retransmits >= 2;
            delivering = (delivering ?? 0) + (looksStuck && delivers ? 1 : 0);
        }

        SuspectAge age = SuspectAge.Of(in suspect, wasThere, earlier?.ApartMs ?? default);
        if (age.IsKnown)
        {
            aged++;
            old += age.AtLeastMs > SocketGroup.AgeThresholdMs ? 1 : 0;
            oldestAtLeast = Math.Max(oldestAtLeast, age.AtLeastMs ?? 0);
            // One of an age without an upper bound may be the oldest.
            oldestAtMost = oldestAtMost is { } known && age.AtMostMs is { } most ? Math.Max(known, most) : null;
        }
    }

    public SocketGroup ToFact(GroupBuilder.Ends ends, Ownership ownership, long? countFirst) => new()
    {
        State = ends.State,
        Ownership = ownership,
        Process = process,
        Cgroup = cgroup,
        Inbound = ends.Inbound,
        Local = ends.Local,
        Peer = ends.Peer,
        Count = count,
        CountFirst = countFirst,
        RecvQ0 = recvQ0,
        RecvQ1 = recvQ1,
        RecvQMore = count - recvQ0 - recvQ1,
        SendQ = sendQ,
        Retransmitting = retransmitting,
        RetransmittingTwice = retransmittingTwice,
        RetransmitsMax = retransmitsMax,
        KeepaliveTimers = keepaliveTimers,
        PersistTimers = persistTimers,
        Delivering = delivering,
        Arrived = arrived,
        Aged = aged,
        Old = old,
        OldestAtLeastMs = aged > 0 ? oldestAtLeast : null,
        OldestAtMostMs = aged > 0 ? oldestAtMost : null,
    };

    /// <summary>Two groups of one owner and service as one, without a peer.</summary>
    public static SocketGroup Join(SocketGroup a, SocketGroup b) => a with
    {
        Cgroup = a.Cgroup == b.Cgroup ? a.Cgroup : null,
        Peer = new InetEndpoint(Any(a.Peer.Addr.Family), 0),
        Count = a.Count + b.Count,
        CountFirst = a.CountFirst + b.CountFirst,
        RecvQ0 = a.RecvQ0 + b.RecvQ0,
        RecvQ1 = a.RecvQ1 + b.RecvQ1,
        RecvQMore = a.RecvQMore + b.RecvQMore,
        SendQ = a.SendQ + b.SendQ,
        Retransmitting = a.Retransmitting + b.Retransmitting,
        RetransmittingTwice = a.RetransmittingTwice + b.RetransmittingTwice,
        RetransmitsMax = Math.Max(a.RetransmitsMax, b.RetransmitsMax),
        KeepaliveTimers = a.KeepaliveTimers + b.KeepaliveTimers,
        PersistTimers = a.PersistTimers + b.PersistTimers,
        Delivering = a.Delivering + b.Delivering,
        Arrived = a.Arrived + b.Arrived,
        Aged = a.Aged + b.Aged,
        Old = a.Old + b.Old,
        OldestAtLeastMs = Larger(a.OldestAtLeastMs, b.OldestAtLeastMs),
        OldestAtMostMs = (a.Aged > 0 && a.OldestAtMostMs is null) || (b.Aged > 0 && b.OldestAtMostMs is null)
            ? null
            : Larger(a.OldestAtMostMs, b.OldestAtMostMs),
    };

    private static long? Larger(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
