using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>
/// Holds each CLOSE→SYN_SENT until the local end is known: connect(2) changes the state before it chooses a port
/// (net/ipv4/tcp_ipv4.c <c>tcp_v4_connect</c>). The next transition brings it; where there is no answer, the kernel is asked.
/// </summary>
/// <param name="probe">Asks the kernel.</param>
/// <param name="tell">Gets the transitions.</param>
internal sealed class OpeningFollower(OpeningProbe probe, Action<Transition> tell)
{
    private const ulong Patience = 100_000_000;

    // The answer is a walk over all sockets of the namespace.
    private const ulong BetweenProbes = 1_000_000_000;
    private const int Most = 65_536;

    private readonly Dictionary<ulong, Transition> held = [];
    private readonly Queue<(ulong Cookie, ulong At)> order = [];
    private ulong probed;

    /// <summary>Takes a transition to SYN_SENT.</summary>
    public void Add(in Transition opening)
    {
        if (held.Count >= Most || !held.TryAdd(opening.Cookie, opening))
        {
            tell(opening);
            return;
        }

        order.Enqueue((opening.Cookie, opening.At));
    }

    /// <summary>The next transition of a socket: what was held is told before it.</summary>
    public void OnNext(in Transition next)
    {
        if (held.Count > 0 && held.Remove(next.Cookie, out Transition opening))
        {
            tell(opening with { Local = next.Local, Peer = next.Peer });
        }
    }

    /// <summary>Asks for those that wait.</summary>
    /// <param name="now">Nanoseconds of CLOCK_MONOTONIC.</param>
    public void Tick(ulong now)
    {
        while (order.TryPeek(out (ulong Cookie, ulong At) first)
            && (!held.TryGetValue(first.Cookie, out Transition oldest) || oldest.At != first.At))
        {
            order.Dequeue();
        }

        if (order.Count > 0 && order.Peek().At + Patience <= now && probed + BetweenProbes <= now)
        {
            probed = now;
            Ask(now);
        }
    }

    /// <summary>Tells what is held: the trace ends.</summary>
    public void End(ulong now)
    {
        Tick(now);
        if (held.Count > 0)
        {
            Ask(ulong.MaxValue);
        }
    }

    private void Ask(ulong now)
    {
        Dictionary<uint, IReadOnlyDictionary<ulong, InetEndpoint>> answers = [];
        while (order.TryPeek(out (ulong Cookie, ulong At) first) && first.At + Patience <= now)
        {
            order.Dequeue();
            if (!held.Remove(first.Cookie, out Transition opening))
            {
                continue;
            }

            if (!answers.TryGetValue(opening.Netns, out IReadOnlyDictionary<ulong, InetEndpoint>? locals))
            {
                answers.Add(opening.Netns, locals = probe(opening.Netns));
            }

            tell(locals.TryGetValue(opening.Cookie, out InetEndpoint local) ? opening with { Local = local } : opening);
        }
    }
}
