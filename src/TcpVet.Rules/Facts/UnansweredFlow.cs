using TcpVet.Model;

namespace TcpVet.Rules.Facts;

/// <summary>Datagrams of one process to one destination that answers nobody here.</summary>
/// <param name="Process">Who sends; null when unknown.</param>
/// <param name="Peer">The destination.</param>
/// <param name="Sent">Calls that sent while it was listened.</param>
/// <param name="FirstSentMs">How long before the end the first was, in milliseconds; null when none was heard.</param>
/// <param name="Sockets">Sockets that waited all the time and have never received anything.</param>
internal sealed record UnansweredFlow(ProcessRef? Process, InetEndpoint Peer, long Sent, long? FirstSentMs, long Sockets)
{
    private static readonly InetAddress Broadcast = InetAddress.Parse("255.255.255.255");

    /// <summary>All of them. A destination that answered anybody is left out, and so is one that refused.</summary>
    public static IEnumerable<UnansweredFlow> In(HeardFacts heard)
    {
        HashSet<InetEndpoint> known =
            [.. (heard.Datagrams ?? []).Where(flow => flow is { Received: > 0, Peer: not null }).Select(flow => flow.Peer!.Value)];
        known.UnionWith(heard.Failures.Where(failure => failure.Proto == Protocol.Udp).Select(failure => failure.Peer));
        Dictionary<(ProcessRef? Process, InetEndpoint Peer), UnansweredFlow> found = [];
        foreach (DatagramFlow flow in heard.Datagrams ?? [])
        {
            if (flow is { Peer: { } peer, Sent: > 0 } && IsOne(peer) && !known.Contains(peer))
            {
                UnansweredFlow before = found.GetValueOrDefault((flow.Process, peer)) ?? new(flow.Process, peer, 0, null, 0);
                long? first = before.FirstSentMs > flow.FirstSentMs ? before.FirstSentMs : flow.FirstSentMs;
                found[(flow.Process, peer)] = before with { Sent = before.Sent + flow.Sent, FirstSentMs = first };
            }
        }

        foreach (SilentSockets silent in heard.Silent ?? [])
        {
            if (IsOne(silent.Peer) && !known.Contains(silent.Peer))
            {
                (ProcessRef?, InetEndpoint) key = (silent.Process, silent.Peer);
                UnansweredFlow before = found.GetValueOrDefault(key) ?? new(silent.Process, silent.Peer, 0, null, 0);
                found[key] = before with { Sockets = before.Sockets + silent.Count };
            }
        }

        return found.Values;
    }

    // Of a group nobody has to answer, nor from its address.
    private static bool IsOne(InetEndpoint peer) => !peer.Addr.IsMulticast && peer.Addr != Broadcast;
}
