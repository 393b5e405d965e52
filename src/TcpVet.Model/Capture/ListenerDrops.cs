namespace TcpVet.Model;

/// <summary>
/// What of a listener's sk_drops were clients that it turned away. sk_drops counts more: with TCP_DEFER_ACCEPT one for each connection
/// that has not spoken yet, and one for each repeated SYN of a request that waits (net/ipv4/tcp_minisocks.c <c>tcp_check_req</c>). Neither
/// is in ListenDrops, which counts those of all listeners.
/// </summary>
public static class ListenerDrops
{
    private const string AllDrops = "TcpExt.ListenDrops";
    private const string Deferred = "TcpExt.TCPDeferAcceptDrop";

    /// <summary>Clients that a listener turned away since it was made, at the most; null when unknown. A UDP socket's drops are its
    /// own.</summary>
    /// <param name="netns">Its namespace.</param>
    /// <param name="listener">The listener.</param>
    public static long? TurnedAway(NetnsCapture netns, ListenerFacts listener) =>
        listener.Proto == Protocol.Udp || !netns.Counters.TryGetValue(AllDrops, out Reading all)
            ? listener.Drops
            : AtMost(netns, listener, one => one.Drops, all.Last, netns.Counters.TryGetValue(Deferred, out Reading held) ? held.Last : 0);

    /// <summary>The same between the two readings; null when unknown.</summary>
    /// <param name="netns">Its namespace.</param>
    /// <param name="listener">The listener.</param>
    public static long? TurnedAwayMeanwhile(NetnsCapture netns, ListenerFacts listener) =>
        listener.Proto == Protocol.Udp || netns.Delta(AllDrops) is not { } all
            ? listener.Drops - listener.DropsFirst
            : AtMost(netns, listener, one => one.Drops - one.DropsFirst, all, netns.Delta(Deferred) ?? 0);

    /// <summary>
    /// Whether deferred connections alone can account for drops. A listener is read a moment after the counters: a few connections, or a
    /// few in a hundred, may have come between.
    /// </summary>
    /// <param name="drops">A listener's drops, or what they gained.</param>
    /// <param name="deferred">TCPDeferAcceptDrop likewise.</param>
    public static bool CanBeDeferred(long drops, long deferred) => deferred > 0 && drops <= deferred + Math.Max(3, drops / 20);

    private static long? AtMost(NetnsCapture netns, ListenerFacts listener, Func<ListenerFacts, long?> drops, long counted, long deferred)
    {
        if (drops(listener) is not { } own)
        {
            return null;
        }

        // Deferred connections can be all of its own; where the other listeners account for what was counted, they are.
        long others = netns.Listeners.Where(one => one.Proto == Protocol.Tcp).Sum(one => drops(one) ?? 0) - own;
        return own != counted && CanBeDeferred(own, deferred) && others >= counted ? 0 : Math.Min(own, Math.Max(0, counted));
    }
}
