using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Handshake;

/// <summary>
/// Which listener the overflows of a namespace belong to. ListenOverflows counts them and names none; a listener's sk_drops
/// counts its own, and more: with TCP_DEFER_ACCEPT one for each connection (TCPDeferAcceptDrop counts these), and one for each
/// repeated SYN of a request that waits (net/ipv4/tcp_minisocks.c <c>tcp_check_req</c>; measured on Linux 6.18).
/// </summary>
/// <param name="drops">sk_drops of each listener, or what it gained; null where unknown.</param>
/// <param name="counted">ListenOverflows, or what it gained; null when unknown.</param>
/// <param name="deferred">TCPDeferAcceptDrop likewise; read together with the overflows, so that only a kernel before 2.6.34 lacks it
/// alone, and null counts as none.</param>
internal sealed class Overflows(IEnumerable<long?> drops, long? counted, long? deferred)
{
    /// <summary>The counter of a full accept queue, over all listeners of a namespace.</summary>
    public const string Counter = "TcpExt.ListenOverflows";

    private const string Deferred = "TcpExt.TCPDeferAcceptDrop";
    private readonly long? dropsOfAll = drops.Aggregate((long?)0, (sum, one) => sum + one);

    /// <summary>Between the two readings.</summary>
    public static Overflows Now(RuleInput input) =>
        new(Listeners(input).Select(listener => listener.Drops - listener.DropsFirst), input.Delta(Counter), input.Delta(Deferred));

    /// <summary>Since the namespace began.</summary>
    public static Overflows Ever(RuleInput input) =>
        new(Listeners(input).Select(listener => listener.Drops), input.Total(Counter), input.Total(Deferred));

    /// <summary>At the most: no more of a listener's drops can be overflows than were counted.</summary>
    /// <param name="own">The drops of the listener in question.</param>
    public long AtMost(long? own) => Math.Max(0, Math.Min(own ?? 0, counted ?? 0));

    /// <summary>
    /// True when the listener is to blame: its drops are as many as the overflows, or those of the others cannot account for all
    /// of them and deferred connections not for its own.
    /// </summary>
    /// <param name="own">The drops of the listener in question.</param>
    public bool BelongTo(long? own) => own > 0 && counted > 0
        && (own == counted || (dropsOfAll - own < counted && own > (deferred ?? 0)));

    /// <summary>True when deferred connections alone can account for the listener's drops.</summary>
    /// <param name="own">The drops of the listener in question.</param>
    public bool CanBeDeferred(long? own) => own is { } known && known != counted && ListenerDrops.CanBeDeferred(known, deferred ?? 0);

    /// <summary>True when all drops are overflows of one listener, as far as counters can show it.</summary>
    /// <param name="own">The drops of the listener in question.</param>
    public bool AreAllOf(long? own) => own == counted && own == dropsOfAll && deferred is null or 0;

    private static IEnumerable<ListenerFacts> Listeners(RuleInput input) =>
        input.Netns.Listeners.Where(listener => listener.Proto == Protocol.Tcp);
}
