using TcpVet.Model;
using TcpVet.Probes.Firewalls;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Local;

/// <summary>
/// The kernel's side of a UDP port of this host. A datagram that arrives is in the socket's queue, counted as read (Udp.InDatagrams counts
/// recvmsg(2), net/ipv4/udp.c <c>udp_recvmsg</c>), or in its drops; where it is in none of them, it did not get so far.
/// </summary>
internal static class UdpSide
{
    public static Judgement Judge(ProbeResult result, LocalView view, FirewallWord? rule)
    {
        IReadOnlyList<string> notes = Notes(view);
        if (result.Verdict == ProbeVerdict.Open)
        {
            return new Judgement("two-way")
            {
                Notes = view.Reached.Count == 0 ? [$"no unconnected socket is bound to it{view.There}: a connected socket answered, or a firewall rule redirects it"] : notes,
            };
        }

        if (result.Verdict == ProbeVerdict.Closed)
        {
            return Closed(view, rule, notes);
        }

        return result.Silent ? Silent(result, view, rule, notes)
            : new Judgement(result.Verdict.Name()) { Notes = [.. notes, .. rule is null ? Array.Empty<string>() : [rule.Words]] };
    }

    private static Judgement Closed(LocalView view, FirewallWord? rule, IReadOnlyList<string> notes)
    {
        if (view.JustBegun)
        {
            return new Judgement("closed") { Why = $"port unreachable: {view.Who} was bound to it only meanwhile{view.There}: ask again" };
        }

        if (view.Reached.Count > 0)
        {
            return new Judgement("filtered")
            {
                Verdict = ProbeVerdict.Filtered,
                Why = $"{view.Who} is bound to it{view.There}, and yet port unreachable came: {rule?.Words ?? "a firewall rule rejects"}",
                Notes = notes,
            };
        }

        return new Judgement("closed")
        {
            Why = view.Elsewhere.Count > 0 ? $"port unreachable: {view.BoundElsewhere}, so nobody is there at {view.Peer.Addr}" : $"port unreachable: no socket is bound to it{view.There}",
            Notes = notes,
        };
    }

    private static Judgement Silent(ProbeResult result, LocalView view, FirewallWord? rule, IReadOnlyList<string> notes)
    {
        string asked = $"no answer to {Quantity.Of(result.Attempts, "datagram")}";
        if (view.Reached.Count == 0)
        {
            string nobody = view.Elsewhere.Count > 0 ? view.BoundElsewhere : $"no socket is bound to it{view.There}";
            return new Judgement("filtered")
            {
                Verdict = ProbeVerdict.Filtered,
                Why = $"{asked}: {nobody}, and not even port unreachable came: {rule?.Words ?? "a firewall drops the datagrams or the refusal"}",
                Notes = notes,
            };
        }

        if (view.Dropped > 0)
        {
            return new Judgement("overflowing") { Why = $"{asked}: the receive queue of {view.Who} is full{view.There} and dropped {Quantity.Of(view.Dropped, "datagram")} meanwhile: it does not read fast enough, or not at all", Notes = notes };
        }

        if (view.Grown > 0)
        {
            return new Judgement("bound but silent") { Why = $"{asked}: they lie unread in the receive queue of {view.Who}{view.There}: it does not read", Notes = notes };
        }

        if (rule is { Drops: true })
        {
            return new Judgement("filtered") { Verdict = ProbeVerdict.Filtered, Why = $"{asked}: {view.Who} is bound to it{view.There}, but {rule.Words}", Notes = notes };
        }

        return view.UdpMoved("InDatagrams") switch
        {
            0 => new Judgement("filtered")
            {
                Verdict = ProbeVerdict.Filtered,
                Why = $"{asked}: {view.Who} is bound to it{view.There}, but they are neither in its queue nor read nor dropped by it: {rule?.Words ?? "a firewall drops them before, here or on the way"}",
                Notes = notes,
            },
            { } read when read >= view.Sent => new Judgement("receiving only") { Why = $"{asked}: {view.Who} reads them{view.There} and does not answer: a service that only listens, or that does not know the question", Notes = notes },
            not null => new Judgement("bound but silent")
            {
                Why = $"{asked}: {view.Who} is bound to it{view.There}; of the datagrams of this run some were read and some were not, and the kernel counts them for all ports together",
                Notes = [.. notes, "to settle it: ask for this port alone"],
            },
            _ => new Judgement("bound but silent") { Why = $"{asked}: {view.Who} is bound to it{view.There}", Notes = notes, KeepsNotes = true },
        };
    }

    private static List<string> Notes(LocalView view)
    {
        List<string> notes = [];
        foreach (BoundSocket socket in view.Reached.Take(4))
        {
            string grown = view.Reached.Count == 1 && view.Grown != 0 ? $", {Math.Abs(view.Grown)} {(view.Grown > 0 ? "more" : "less")} than before" : "";
            string drops = socket.Drops is { } known ? $", {known} dropped since it was made" : "";
            notes.Add($"{socket.Who} on {socket.Local}{view.There}: receive queue {socket.Queue} bytes{(socket.Limit is { } limit ? $" of {limit}" : "")}{grown}{drops}");
        }

        string[] moved = [.. Counter(view, "NoPorts"), .. Counter(view, "RcvbufErrors"), .. Counter(view, "InErrors")];
        if (moved.Length > 0)
        {
            notes.Add($"counters that moved meanwhile{view.There}: {string.Join(", ", moved)}");
        }

        return notes;
    }

    private static IEnumerable<string> Counter(LocalView view, string name) =>
        view.UdpMoved(name) is > 0 and { } moved ? [$"{(view.Peer.Addr.Family == Model.AddressFamily.IPv4 ? "Udp" : "Udp6")}.{name} +{moved}"] : [];
}
