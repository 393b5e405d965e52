namespace TcpVet.Ebpf.Tracing;

/// <summary>
/// Knows the TIME_WAITs that the trace has seen begin, and tells their end: after the kernel's constant time, or when a new connection
/// takes their place (net.ipv4.tcp_tw_reuse, or a SYN with a higher number).
/// </summary>
/// <param name="tell">Gets each end.</param>
internal sealed class TimeWaitFollower(Action<Transition> tell)
{
    /// <summary>TCP_TIMEWAIT_LEN in nanoseconds (include/net/tcp.h).</summary>
    public const ulong LengthNs = 60_000_000_000;

    // About 20 MB. Ends of those beyond are not told.
    private const int Most = 65_536;

    private readonly Dictionary<ConnectionKey, Transition> waiting = [];
    private readonly Queue<(ConnectionKey Key, ulong Began)> order = [];

    /// <summary>TIME_WAITs whose end is not told, because there were too many.</summary>
    public long NotFollowed { get; private set; }

    /// <summary>A TIME_WAIT began.</summary>
    /// <param name="key">Which connection.</param>
    /// <param name="began">The transition to it.</param>
    public void Add(ConnectionKey key, in Transition began)
    {
        if (order.Count >= Most)
        {
            NotFollowed++;
            return;
        }

        waiting[key] = began;
        order.Enqueue((key, began.At));
    }

    /// <summary>A new connection has the place of an old one.</summary>
    public void OnSuccessor(ConnectionKey key, ulong at)
    {
        if (waiting.Count > 0 && waiting.Remove(key, out Transition began))
        {
            End(in began, at);
        }
    }

    /// <summary>Tells those whose time is over.</summary>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    public void Tick(ulong now)
    {
        while (order.TryPeek(out (ConnectionKey Key, ulong Began) first) && first.Began + LengthNs <= now)
        {
            order.Dequeue();
            if (waiting.TryGetValue(first.Key, out Transition began) && began.At == first.Began)
            {
                waiting.Remove(first.Key);
                End(in began, first.Began + LengthNs);
            }
        }
    }

    private void End(in Transition began, ulong at) =>
        tell(began with
        {
            At = at,
            From = Model.TcpState.TimeWait,
            To = Model.TcpState.Close,
            HeldNs = at > began.At
            ? at - began.At
            : 0,
            Derived = true
        });
}
