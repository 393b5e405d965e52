using TcpVet.Model;
using TcpVet.Probes.Firewalls;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Local;

/// <summary>The kernel's side of a TCP port of this host.</summary>
internal static class TcpSide
{
    public static Judgement Judge(ProbeResult result, LocalView view, FirewallWord? rule) => result.Verdict switch
    {
        ProbeVerdict.Open => Open(view, result.State == ProbeResult.OpenThenReset),
        ProbeVerdict.Closed => Closed(view, rule),
        _ when result.Silent => Silent(result, view, rule),
        _ => Rejected(result, view, rule),
    };

    private static Judgement Open(LocalView view, bool wasReset)
    {
        if (view.Reached.Count == 0)
        {
            return new Judgement(wasReset ? ProbeResult.OpenThenReset : "two-way") { Notes = [$"no process listens on it{view.There}: a firewall rule redirects it, or the listener has just gone"] };
        }

        List<string> notes = [$"{view.Who} listens on it{view.There}, {Queue(view)}"];
        if (view.Reached.All(IsFull))
        {
            notes.Add("connections wait for accept(): the program is busy or hangs; the next ones are turned away (tcpvet explain TV201)");
            return new Judgement("overflowing") { Notes = notes };
        }

        if (wasReset)
        {
            return new Judgement(ProbeResult.OpenThenReset)
            {
                Why = $"the handshake completed, and {view.Who} reset the connection at once{view.There}: no firewall; it accepts and closes with SO_LINGER 0, or cannot reach what it forwards to",
                Notes = notes,
            };
        }

        return new Judgement("two-way") { Notes = notes };
    }

    private static Judgement Closed(LocalView view, FirewallWord? rule)
    {
        if (view.JustBegun)
        {
            return new Judgement("closed") { Why = $"refused with a TCP reset: {view.Who} began to listen only meanwhile{view.There}: ask again" };
        }

        if (view.Reached.Count > 0)
        {
            return view.Dropped > 0
                ? new Judgement("overflowing") { Why = $"{view.Who} listens{view.There}, {Queue(view)}, and turned {Quantity.Of(view.Dropped, "connection")} away with a reset (tcp_abort_on_overflow)" }
                : new Judgement("filtered") { Verdict = ProbeVerdict.Filtered, Why = $"{view.Who} listens{view.There}, {Queue(view)}, and yet a reset came: {Rule(rule, "a firewall rule rejects with a reset")}" };
        }

        return view.Elsewhere.Count > 0
            ? new Judgement("closed") { Why = $"refused with a TCP reset: {view.BoundElsewhere}, so nobody listens at {view.Peer.Addr}" }
            : new Judgement("closed") { Why = $"refused with a TCP reset: no process listens on it{view.There}" };
    }

    private static Judgement Silent(ProbeResult result, LocalView view, FirewallWord? rule)
    {
        string asked = $"no answer to {Quantity.Of(result.Attempts, "SYN")}";
        if (view.Reached.Count == 0)
        {
            string nobody = view.Elsewhere.Count > 0 ? view.BoundElsewhere : $"no process listens on it{view.There}";
            return new Judgement("filtered") { Why = $"{asked}: {nobody}, and not even a reset came: {Rule(rule, "a firewall drops the SYNs, here or on the way")}" };
        }

        if (view.Reached.All(IsFull) || view.Dropped > 0)
        {
            return new Judgement("overflowing")
            {
                Why = $"{asked}: not a firewall: {view.Who} does not accept{view.There}, {Queue(view)}; it turned {Quantity.Of(view.Dropped, "SYN")} away meanwhile",
                Notes = ["see tcpvet explain TV201: raising the limit does not help a program that does not call accept()"],
            };
        }

        return new Judgement("filtered") { Why = $"{asked}: {view.Who} listens{view.There}, {Queue(view)}, so the SYNs do not reach it: {Rule(rule, "a firewall drops them, here or on the way")}" };
    }

    private static Judgement Rejected(ProbeResult result, LocalView view, FirewallWord? rule)
    {
        string listens = view.Reached.Count > 0 ? $"{view.Who} listens on it{view.There}, {Queue(view)}"
            : view.Elsewhere.Count > 0 ? view.BoundElsewhere
            : $"no process listens on it{view.There}";
        return new Judgement(result.Verdict.Name()) { Notes = rule is null ? [listens] : [listens, rule.Words] };
    }

    private static bool IsFull(BoundSocket socket) => socket.Limit is { } limit && socket.Queue > limit;

    private static string Queue(LocalView view) => view.Reached[0] is { Limit: { } limit } first
        ? view.Reached.Count == 1 ? $"accept queue {first.Queue} of {limit}" : $"accept queues {string.Join(", ", view.Reached.Take(4).Select(socket => $"{socket.Queue} of {socket.Limit}"))}"
        : "its accept queue's limit is not known";

    private static string Rule(FirewallWord? rule, string otherwise) => rule?.Words ?? otherwise;
}
