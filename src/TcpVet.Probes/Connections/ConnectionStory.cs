using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Probes.Connections;

/// <summary>A time between two bounds, in milliseconds.</summary>
/// <param name="AtLeastMs">The lower bound; null when nothing is known.</param>
/// <param name="AtMostMs">The upper bound; null when there is none.</param>
public readonly record struct AgeRange(long? AtLeastMs, long? AtMostMs);

/// <summary>What one connection's facts mean: since when, who closed first, what happens next and when. Pure.</summary>
/// <param name="Meaning">The state in words.</param>
/// <param name="Since">How long it has been in this state.</param>
/// <param name="FirstCloser"><c>local</c>, <c>peer</c>, <c>both</c>; null when nobody has closed or it is not known.</param>
/// <param name="TimerWords">The timer and what it does; null for none.</param>
/// <param name="Keepalive"><c>on</c>, <c>off</c>; null when another timer hides it.</param>
/// <param name="Next">What happens next.</param>
/// <param name="NextMs">When, from now; null when no time is set.</param>
/// <param name="EndsMs">When the kernel ends it if nothing changes, from now; null for never, or not known.</param>
public sealed record ConnectionStory(
    string Meaning, AgeRange Since, string? FirstCloser, string? TimerWords, string? Keepalive, string Next, long? NextMs, long? EndsMs)
{
    private const long TimeWaitMs = 60_000; // TCP_TIMEWAIT_LEN

    /// <summary>Tells a connection.</summary>
    public static ConnectionStory Tell(ConnectionFacts facts, ConnectionSettings settings)
    {
        (string next, long? nextMs, long? endsMs) = NextOf(facts, settings);
        return new ConnectionStory(
            MeaningOf(facts), SinceOf(facts, settings), CloserOf(facts.State), TimerOf(facts), KeepaliveOf(facts), next, nextMs, endsMs);
    }

    private static string MeaningOf(ConnectionFacts facts) => facts.State switch
    {
        TcpState.Established when facts.Inode == 0 => "the handshake is over; no program has accepted it yet",
        TcpState.Established => "both directions are open",
        TcpState.SynSent => "this end has asked for the connection, and the peer has not answered",
        TcpState.SynRecv => "the peer has asked for the connection, this end has agreed, and the peer has not confirmed",
        TcpState.FinWait1 => "this end has closed; the peer has not even acknowledged that",
        TcpState.FinWait2 when facts.Inode == 0 => "this end has closed and nobody here holds it; the peer has not closed its side",
        TcpState.FinWait2 => "the program here has shut down sending and waits for the peer to close its side",
        TcpState.TimeWait => "both ends have closed; this end remembers the connection in case of late packets",
        TcpState.CloseWait when facts.Unread == 1 => "the peer has closed; the program here has not even read that",
        TcpState.CloseWait when facts.Unread > 1 => "the peer has closed; the program here has not read what was sent before that",
        TcpState.CloseWait => "the peer has closed, the program here knows it, and has not closed its socket",
        TcpState.LastAck => "both ends have closed, the peer first; its last acknowledgement is missing",
        TcpState.Closing => "both ends have closed at the same time; the peer's acknowledgement is missing",
        TcpState.Listen => "no connection: a socket that takes connections",
        _ => "no connection: a socket that is bound to a port and does nothing",
    };

    private static string? CloserOf(TcpState state) => state switch
    {
        TcpState.FinWait1 or TcpState.FinWait2 => "local",
        // A connection that both ends closed at once comes here through CLOSING too, which is rare.
        TcpState.TimeWait => "local",
        TcpState.CloseWait or TcpState.LastAck => "peer",
        TcpState.Closing => "both",
        _ => null,
    };

    private static AgeRange SinceOf(ConnectionFacts facts, ConnectionSettings settings) => facts.State switch
    {
        TcpState.TimeWait => Exactly(TimeWaitMs - facts.ExpiresMs),
        TcpState.SynSent =>
            Exactly(Retransmissions.SynElapsed(facts.Retransmits, facts.ExpiresMs, settings.SynLinearTimeouts, settings.RtoMaxMs)),
        TcpState.SynRecv => Exactly(Retransmissions.SynElapsed(facts.Retransmits, facts.ExpiresMs, 0, settings.RtoMaxMs)),
        // A bare FIN counts as a segment that was accepted, not as data (tcp_ack, tcp_event_data_recv): the close lies between the two.
        TcpState.CloseWait => new AgeRange(facts.LastAckMs, facts.LastReceivedMs),
        TcpState.FinWait2 when facts.Timer == SocketTimer.TimeWait && settings.FinTimeout <= 60 =>
            Exactly((settings.FinTimeout * 1000L) - facts.ExpiresMs),
        TcpState.FinWait2 => new AgeRange(facts.LastAckMs, facts.LastSentMs),
        TcpState.FinWait1 or TcpState.LastAck
            or TcpState.Closing when facts is { Timer: SocketTimer.Retransmit, RtoUs: { } rto, Backoff: { } backoff } =>
            new AgeRange(Retransmissions.DataElapsed(rto / 1000, backoff, facts.ExpiresMs), null),
        // An open connection is at least as old as the last thing that happened on it; the kernel does not keep when it began.
        TcpState.Established => new AgeRange(Oldest(facts.LastSentMs, facts.LastReceivedMs, facts.LastAckMs), null),
        _ => default,
    };

    private static AgeRange Exactly(long milliseconds) => new(Math.Max(milliseconds, 0), Math.Max(milliseconds, 0));

    private static long? Oldest(params ReadOnlySpan<long?> ages)
    {
        long? oldest = null;
        foreach (long? age in ages)
        {
            // The kernel counts from the start of its clock what has never happened; that is no age of a connection.
            oldest = age is { } known && (oldest is null || known > oldest) ? known : oldest;
        }

        return oldest;
    }

    private static string? TimerOf(ConnectionFacts facts) => facts.Timer switch
    {
        SocketTimer.Retransmit => facts.Retransmits == 0 ? "waits for an acknowledgement, then sends again" : $"sends again what was not acknowledged; {Quantity.Of(facts.Retransmits, "time")} so far",
        SocketTimer.Keepalive when facts.State == TcpState.FinWait2 => "ends the connection that nobody holds",
        SocketTimer.Keepalive => facts.Retransmits == 0 ? "keepalive: asks the silent peer whether it is there" : $"keepalive: {Quantity.Of(facts.Retransmits, "probe")} without an answer",
        SocketTimer.TimeWait => facts.State == TcpState.FinWait2 ? "ends the connection that nobody holds" : "forgets the connection",
        SocketTimer.Persist => $"asks whether the peer has room again (zero window){(facts.Retransmits > 0 ? $"; {Quantity.Of(facts.Retransmits, "probe")} without an answer" : "")}",
        _ => null,
    };

    // sock_diag tells one timer, and keepalive's last (inet_sk_diag_fill): where none is told there is none.
    private static string? KeepaliveOf(ConnectionFacts facts) =>
        facts.State is not (TcpState.Established or TcpState.CloseWait or TcpState.FinWait2) ? null
        : facts.Timer switch
        {
            SocketTimer.Keepalive when facts.State != TcpState.FinWait2 => "on",
            SocketTimer.Off => "off",
            _ => null,
        };

    private static (string Next, long? NextMs, long? EndsMs) NextOf(ConnectionFacts facts, ConnectionSettings settings) =>
        facts.State switch
        {
            TcpState.TimeWait => ("the kernel forgets it; until then the port is in use towards this peer alone", facts.ExpiresMs, facts.ExpiresMs),
            TcpState.SynSent => ("the next SYN; without an answer connect() fails with ETIMEDOUT in the end", facts.ExpiresMs, SynEnd(facts, settings.SynRetries, settings.SynLinearTimeouts, settings)),
            TcpState.SynRecv => ("the next SYN-ACK; without a confirmation the request is forgotten", facts.ExpiresMs, SynEnd(facts, settings.SynAckRetries, 0, settings)),
            TcpState.CloseWait when facts.Timer is SocketTimer.Retransmit or SocketTimer.Persist => Sending(facts, settings),
            TcpState.CloseWait => ("nothing by itself: only the program can end it, by closing the socket or by ending; no setting of the kernel does", null, null),
            TcpState.FinWait2 when facts.Timer != SocketTimer.Off => ("the kernel forgets it, or the peer closes before", facts.ExpiresMs, facts.ExpiresMs),
            TcpState.FinWait2 => ("nothing by itself: it waits for the peer's FIN without a limit while the program holds it", null, null),
            TcpState.Established or TcpState.FinWait1 or TcpState.LastAck or TcpState.Closing => Sending(facts, settings),
            _ => ("nothing by itself", null, null),
        };

    private static (string Next, long? NextMs, long? EndsMs) Sending(ConnectionFacts facts, ConnectionSettings settings)
    {
        switch (facts.Timer)
        {
            case SocketTimer.Retransmit when facts.Retransmits == 0:
                return ("the peer acknowledges, or what is unacknowledged is sent again", facts.ExpiresMs, null);
            case SocketTimer.Retransmit:
                int retries = facts.Inode == 0 && facts.State != TcpState.Established ? settings.OrphanRetries : settings.Retries2;
                long? ends = facts is { RtoUs: { } rto, Backoff: { } backoff }
                    ? Math.Max(facts.ExpiresMs,
                        Retransmissions.GiveUpAfter(retries, settings.RtoMaxMs) - Retransmissions.DataElapsed(rto / 1000, backoff,
                            facts.ExpiresMs)) : null;
                return ("it is sent again; without an acknowledgement the kernel gives up in the end, and the program gets ETIMEDOUT", facts.ExpiresMs, ends);
            case SocketTimer.Persist:
                return ("the peer is asked whether it has room; while it answers so, this goes on without a limit", facts.ExpiresMs, null);
            case SocketTimer.Keepalive:
                long left = Math.Max(0, settings.KeepaliveProbes - facts.Retransmits);
                return ("a keepalive probe, unless something is heard before; a dead peer is noticed after the last one", facts.ExpiresMs, facts.ExpiresMs + (left * settings.KeepaliveInterval * 1000));
            default:
                return facts.Unread > 0
                    ? ("the program reads what lies unread, or nothing: nothing else is set to happen", null, null)
                    : ("nothing by itself: it stays until one end sends or closes; without keepalive a dead peer is not noticed", null, null);
        }
    }

    private static long SynEnd(ConnectionFacts facts, int retries, int linear, ConnectionSettings settings) => Math.Max(
        facts.ExpiresMs,
        Retransmissions.SynTotal(retries, linear, settings.RtoMaxMs) - Retransmissions.SynElapsed(facts.Retransmits, facts.ExpiresMs,
            linear, settings.RtoMaxMs));
}
