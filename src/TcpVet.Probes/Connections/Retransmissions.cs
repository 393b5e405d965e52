namespace TcpVet.Probes.Connections;

/// <summary>How long the kernel has been repeating something, and how long it will go on. Pure; milliseconds.</summary>
internal static class Retransmissions
{
    private const long SynTimeoutMs = 1000; // TCP_TIMEOUT_INIT, RFC 6298 §2.1
    private const long MinRtoMs = 200; // TCP_RTO_MIN

    /// <summary>Since the first SYN: the timeouts that are over, and the part of the running one.</summary>
    public static long SynElapsed(int retransmits, long expiresMs, int linear, long maxMs) =>
        Sum(retransmits, linear, maxMs) + Math.Max(0, SynTimeout(retransmits, linear, maxMs) - expiresMs);

    /// <summary>
    /// From the first SYN until connect(2) fails (net/ipv4/tcp_timer.c <c>tcp_write_timeout</c>): at the first timeout at which the
    /// repetitions are used up, the linear ones on top of the others, or the time is over that the retries alone would take.
    /// </summary>
    public static long SynTotal(int retries, int linear, long maxMs)
    {
        long allowed = GiveUpAfter(retries, maxMs, SynTimeoutMs);
        long elapsed = 0;
        for (int sent = 0; ; sent++)
        {
            elapsed += SynTimeout(sent, linear, maxMs);
            if (sent >= retries + linear || elapsed >= allowed)
            {
                return elapsed;
            }
        }
    }

    /// <summary>Since the oldest unacknowledged segment was first sent, from the doublings of the timeout.</summary>
    /// <param name="rtoMs">The timeout after its doublings.</param>
    /// <param name="backoff">The doublings.</param>
    /// <param name="expiresMs">Until the timer fires.</param>
    public static long DataElapsed(long rtoMs, int backoff, long expiresMs)
    {
        // A timeout that has reached its ceiling hides its first value, which is then at least the smallest one.
        long first = Math.Max(rtoMs >> Math.Min(backoff, 40), 1);
        long elapsed = 0;
        for (int i = 0; i < backoff; i++)
        {
            elapsed += Math.Min(first << Math.Min(i, 40), rtoMs);
        }

        return elapsed + Math.Max(0, rtoMs - expiresMs);
    }

    /// <summary>
    /// The time after which the kernel gives a connection up, counted from the first retransmission's segment (net/ipv4/tcp_timer.c
    /// <c>retransmits_timed_out</c>, <c>tcp_model_timeout</c>): what so many retries would take from the smallest timeout on.
    /// </summary>
    public static long GiveUpAfter(int retries, long maxMs) => GiveUpAfter(retries, maxMs, MinRtoMs);

    private static long GiveUpAfter(int retries, long maxMs, long firstMs)
    {
        int doublings = 0;
        while (doublings < retries && (firstMs << (doublings + 1)) <= maxMs)
        {
            doublings++;
        }

        return retries <= doublings
            ? ((2L << retries) - 1) * firstMs
            : (((2L << doublings) - 1) * firstMs) + ((retries - doublings) * maxMs);
    }

    private static long Sum(int timeouts, int linear, long maxMs)
    {
        long sum = 0;
        for (int i = 0; i < timeouts; i++)
        {
            sum += SynTimeout(i, linear, maxMs);
        }

        return sum;
    }

    // tcp_retransmit_timer: the first so many keep the first timeout, then each doubles it.
    private static long SynTimeout(int index, int linear, long maxMs) =>
        Math.Min(SynTimeoutMs << Math.Clamp(index - linear, 0, 20), maxMs);
}
