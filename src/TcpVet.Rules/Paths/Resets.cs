using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;

namespace TcpVet.Rules.Paths;

/// <summary>
/// Which counters connections that end by force move. Measured on Linux 6.18, one connection each: close() with unread data
/// AbortOnClose 1, OutRsts 1, EstabResets 1; SO_LINGER 0 AbortOnData 1, OutRsts 1, EstabResets 1; a reset received EstabResets 1;
/// retransmission time-out AbortOnTimeout 1, EstabResets 1, no reset sent; keepalive death the same and OutRsts 1; connect() time-out
/// AbortOnTimeout 1, AttemptFails 1; a closed port, or data for a connection in FIN_WAIT2 that nobody holds: OutRsts 1 alone;
/// the same before our FIN is acknowledged: AbortOnData 1 too;
/// a listener closed over a waiting connection: OutRsts 1, EstabResets 1.
/// So EstabResets (net/ipv4/tcp.c <c>tcp_set_state</c>) counts our own aborts too, and on loopback both ends.
/// </summary>
internal static class Resets
{
    public const string OnClose = "TcpExt.TCPAbortOnClose";
    public const string OnData = "TcpExt.TCPAbortOnData";
    public const string OnTimeout = "TcpExt.TCPAbortOnTimeout";
    public const string OnMemory = "TcpExt.TCPAbortOnMemory";
    public const string Established = "Tcp.EstabResets";
    public const string Sent = "Tcp.OutRsts";
    public const string ConnectFails = "Tcp.AttemptFails";

    /// <summary>Connections that programs of this host ended by a reset in the interval; null when unknown.</summary>
    public static long? ByPrograms(RuleInput input) => Increase.Of(input, OnClose) + Increase.Of(input, OnData);

    /// <summary>Connections that timed out, those whose connect() failed taken off; at least. Null when unknown.</summary>
    public static long? ByTimeout(RuleInput input) =>
        Increase.Of(input, OnTimeout) is { } all && Increase.Of(input, ConnectFails) is { } fails ? Math.Max(0, all - fails) : null;

    /// <summary>Resets received on open connections, at least: what is left of EstabResets when everything that this host did itself is
    /// taken off. Null when unknown.</summary>
    public static long? Received(RuleInput input)
    {
        long waiting = input.Netns.ListenersClosed?.Sum(listener => listener.Queue) ?? 0;
        return Increase.Of(input, Established) - ByPrograms(input) - Increase.Of(input, OnTimeout) - (Increase.Of(input, OnMemory)
            ?? 0) is { } left ? Math.Max(0, left - waiting) : null;
    }

    /// <summary>
    /// How many more may have been received: of the time-outs that were taken off, those that never were in EstabResets, because connect()
    /// failed (AttemptFails counts it) or because a closed socket could not deliver its end. Null when unknown.
    /// </summary>
    public static long? Hidden(RuleInput input)
    {
        long closing = input.Netns.Groups
            .Where(group => group.State is TcpState.FinWait1 or TcpState.LastAck or TcpState.Closing)
            .Sum(group => group.Retransmitting + group.PersistTimers);
        return Increase.Of(input, OnTimeout) is { } timeouts && Increase.Of(input, ConnectFails) is { } fails
            ? Math.Min(timeouts, fails + closing) : null;
    }

    /// <summary>Connections, open or closing, that nothing answers: from these come time-outs.</summary>
    public static long Waiting(RuleInput input) =>
        ConnectionPile.ByEnd(input, group => group.Unanswered).Sum(pile => pile.Sum(group => group.Unanswered))
        + input.Netns.Groups.Where(group => group.State is TcpState.FinWait1 or TcpState.LastAck or TcpState.Closing)
            .Sum(group => group.Retransmitting + group.PersistTimers);

    /// <summary>
    /// Whether a finding about listeners or TIME_WAIT accounts for so many resets: connections that a full queue has turned away are reset
    /// when they speak, at once with tcp_abort_on_overflow; those without room in TIME_WAIT when their peers still send.
    /// </summary>
    public static bool CanCome(Finding cause, long? resets, RuleInput input) => cause.Code switch
    {
        "TV106" => Increase.Of(input, "TcpExt.TCPTimeWaitOverflow") >= resets,
        "TV201" or "TV202" => Increase.Of(input, "TcpExt.ListenOverflows") >= resets,
        "TV211" => true,
        _ => false,
    };

    /// <summary>Whether nearly all of so many resets met connections of programs here before a byte came: TV218 names them.</summary>
    /// <param name="resets">In the whole interval; listening begins a little later.</param>
    /// <param name="input">The facts.</param>
    /// <param name="here">Those from services of this host alone.</param>
    public static bool AreBeforeData(long resets, RuleInput input, bool here = false) =>
        input.Netns.Heard is { DurationMs: > 0 } heard && heard.Failures
            .Where(failure => failure.Reason == FailureReason.ResetLater && (!here || failure.Destination is { Here: true }))
            .Sum(failure => failure.Count) * Math.Max(1.0, (double)input.Capture.IntervalMs / heard.DurationMs) >= 0.8 * resets;

    /// <summary>Connections made in the interval, both ways: what a number of resets is a share of. Null when unknown.</summary>
    public static long? Opened(RuleInput input) => Increase.Of(input, "Tcp.ActiveOpens") + Increase.Of(input, "Tcp.PassiveOpens");

    /// <summary>The first counter that is needed and whose growth is unknown, in words; null when all are known.</summary>
    public static Phrase? Unknown(RuleInput input, params ReadOnlySpan<string> counters)
    {
        foreach (string counter in counters)
        {
            if (Increase.Of(input, counter) is null)
            {
                return Increase.Lacks(input, counter);
            }
        }

        return null;
    }
}
