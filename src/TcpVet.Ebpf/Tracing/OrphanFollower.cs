using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>How an orphan in FIN_WAIT2 went on.</summary>
internal enum OrphanFate
{
    /// <summary>The peer's FIN came: TIME_WAIT.</summary>
    TimeWait,

    /// <summary>The peer's FIN did not come in time (net.ipv4.tcp_fin_timeout).</summary>
    Expired,

    /// <summary>It went before its time: a RST of the peer, or a new connection in its place.</summary>
    Gone,

    /// <summary>Data came after the close and was answered with a RST: there never was a mini-socket.</summary>
    Reset,

    /// <summary>Nobody could tell.</summary>
    Unknown,
}

/// <summary>An orphan in FIN_WAIT2 that is followed.</summary>
internal sealed class Orphan
{
    /// <summary>Which connection.</summary>
    public required ConnectionKey Key { get; init; }

    /// <summary>When it came to be one.</summary>
    public required ulong At { get; init; }

    /// <summary>Its local end, of the socket's own family.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>Its remote end.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>The interface that it is bound to.</summary>
    public required uint Interface { get; init; }

    /// <summary>The transition to tell once its fate is known; null when transitions are not asked for.</summary>
    public Transition? Transition { get; set; }

    /// <summary>The life to tell once its fate is known; null when lives are not asked for.</summary>
    public ConnectionLife? Life { get; set; }

    /// <summary>When it will have expired, as far as is known; 0 when it is not.</summary>
    public ulong Expires { get; set; }

    /// <summary>How often it was looked for.</summary>
    public int Looks { get; set; }

    /// <summary>True once its fate is known.</summary>
    public bool IsDone { get; set; }
}

/// <summary>
/// Follows orphans in FIN_WAIT2. The kernel keeps them as mini-sockets, of which no tracepoint tells: the peer's own end
/// tells where it is on this host, else the kernel is asked for the one connection at growing intervals.
/// </summary>
/// <param name="probe">Asks the kernel.</param>
/// <param name="tell">Gets each orphan with its fate, and when that was.</param>
internal sealed class OrphanFollower(SocketProbe probe, Action<Orphan, OrphanFate, ulong> tell)
{
    // What is beyond is told at once, with what is known of it.
    private const int Most = 65_536;
    private const ulong Millisecond = 1_000_000;
    private const ulong TimeWaitNs = 60_000 * Millisecond; // TCP_TIMEWAIT_LEN, include/net/tcp.h

    private static readonly ulong[] Intervals =
        [5 * Millisecond, 20 * Millisecond, 100 * Millisecond, 500 * Millisecond, 1000 * Millisecond];

    private readonly Dictionary<ConnectionKey, Orphan> followed = [];
    private readonly PriorityQueue<Orphan, ulong> due = new();

    /// <summary>Follows an orphan from now on.</summary>
    public void Add(Orphan orphan)
    {
        if (followed.Remove(orphan.Key, out Orphan? earlier))
        {
            End(earlier, OrphanFate.Gone, orphan.At);
        }

        if (due.Count >= Most)
        {
            End(orphan, OrphanFate.Unknown, orphan.At);
            return;
        }

        followed.Add(orphan.Key, orphan);
        due.Enqueue(orphan, orphan.At + Intervals[0]);
    }

    /// <summary>The orphan of a connection; null when it is not followed.</summary>
    public Orphan? Find(ConnectionKey key) => followed.GetValueOrDefault(key);

    /// <summary>The other end, on this host, came to its end in LAST_ACK: the orphan got its FIN and answered.</summary>
    public void OnPeerClosed(ConnectionKey other, ulong at)
    {
        if (followed.Count > 0 && followed.Remove(other.Reversed, out Orphan? orphan))
        {
            End(orphan, OrphanFate.TimeWait, at);
        }
    }

    /// <summary>A RST went out after all.</summary>
    public void OnReset(ConnectionKey key, ulong at)
    {
        if (followed.Count > 0 && followed.Remove(key, out Orphan? orphan))
        {
            End(orphan, OrphanFate.Reset, at);
        }
    }

    /// <summary>A new connection has the place of an old one.</summary>
    public void OnSuccessor(ConnectionKey key, ulong at)
    {
        if (followed.Count > 0 && followed.Remove(key, out Orphan? orphan))
        {
            End(orphan, OrphanFate.Gone, at);
        }
    }

    /// <summary>Looks for those whose time has come.</summary>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    public void Tick(ulong now)
    {
        while (due.TryPeek(out Orphan? orphan, out ulong time) && time <= now)
        {
            due.Dequeue();
            if (!orphan.IsDone)
            {
                Look(orphan, now);
            }
        }
    }

    private void Look(Orphan orphan, ulong now)
    {
        if (!probe(orphan.Key.Netns, orphan.Local, orphan.Peer, orphan.Interface, out FoundSocket? answer))
        {
            followed.Remove(orphan.Key);
            End(orphan, OrphanFate.Unknown, orphan.At);
            return;
        }

        if (answer is { State: TcpState.FinWait2, Timer: SocketTimer.TimeWait } waiting)
        {
            orphan.Expires = now + (waiting.ExpiresMs * Millisecond);
            ulong interval = Intervals[Math.Min(++orphan.Looks, Intervals.Length - 1)];
            due.Enqueue(orphan, now + interval);
            return;
        }

        followed.Remove(orphan.Key);
        if (answer is { State: TcpState.TimeWait } found)
        {
            // It runs for a constant time: what is left tells when it began.
            ulong passed = TimeWaitNs - Math.Min(TimeWaitNs, found.ExpiresMs * Millisecond);
            End(orphan, OrphanFate.TimeWait, Math.Max(orphan.At, now - Math.Min(now, passed)));
        }
        else if (answer is null && orphan.Expires != 0 && orphan.Expires <= now)
        {
            End(orphan, OrphanFate.Expired, orphan.Expires);
        }
        else
        {
            End(orphan, OrphanFate.Gone, now);
        }
    }

    private void End(Orphan orphan, OrphanFate fate, ulong at)
    {
        orphan.IsDone = true;
        tell(orphan, fate, at);
    }
}
