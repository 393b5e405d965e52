using TcpVet.Model;
using TcpVet.Probes.Firewalls;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Local;

/// <summary>Joins what the network said with what the kernel knows, when the target is this host. Pure; names of processes are escaped by
/// the caller's function.</summary>
/// <param name="escape">Makes hostile names fit for output.</param>
public sealed class LocalJudge(Func<string, string> escape)
{
    /// <summary>The results of one address with the kernel's side of them.</summary>
    /// <param name="results">What the network said.</param>
    /// <param name="place">The namespace that has the address.</param>
    public IReadOnlyList<ProbeResult> Judge(IReadOnlyList<ProbeResult> results, LocalNamespace place)
    {
        InetAddress address = results[0].Peer!.Value.Addr;
        if (!place.IsOwn && place.Received(address.Family) == 0)
        {
            string note = escape($"network namespace {place.Label} of this host has the address, but nothing arrived in it: lost or dropped on the way, or another network with the same addresses");
            return [.. results.Select(result => result.Attempts == 0 ? result : result with { Notes = [.. result.Notes, note] })];
        }

        List<LocalView> views =
            [.. results.Select(result =>
                new LocalView(place.IsOwn ? null : place.Label, place.Before, place.After, result.Peer!.Value, result.Protocol, 0))];
        string? gap = null;
        List<FirewallWord?> rules =
            [.. results.Select(result =>
                result.Verdict is ProbeVerdict.Open or ProbeVerdict.Error ? null : place.RuleThatStops(result, out gap))];
        // What lies in queues, was dropped or is stopped by a rule has not been read.
        long sent = results.Index()
            .Where(entry =>
                entry.Item.Protocol == Protocol.Udp
                    && rules[entry.Index] is not { Drops: true }
                    && views[entry.Index] is { Reached.Count: > 0, Dropped: 0, Grown: <= 0 })
            .Sum(entry => (long)entry.Item.Attempts);
        return [.. results.Index().Select(entry => WithGap(
            Judge(entry.Item, views[entry.Index] with { Sent = sent }, rules[entry.Index]), rules[entry.Index] is null ? gap : null))];
    }

    private ProbeResult WithGap(ProbeResult judged, string? gap) =>
        gap is null || judged.Verdict is not (ProbeVerdict.Filtered or ProbeVerdict.OpenOrFiltered)
            ? judged
            : judged with { Notes = [.. judged.Notes, escape(gap)] };

    internal ProbeResult Judge(ProbeResult result, LocalView view, FirewallWord? rule)
    {
        if (result.Verdict == ProbeVerdict.Error)
        {
            return result;
        }

        Judgement judgement = result.Protocol == Protocol.Tcp ? TcpSide.Judge(result, view, rule) : UdpSide.Judge(result, view, rule);
        return result with
        {
            Verdict = judgement.Verdict ?? result.Verdict,
            State = judgement.State,
            Why = judgement.Why is { } why ? escape(why) : result.Why,
            Bound = [.. view.Reached, .. view.Elsewhere],
            Notes = [.. judgement.KeepsNotes ? result.Notes : [], .. judgement.Notes.Select(escape)],
        };
    }
}


/// <summary>What the kernel's side makes of a result.</summary>
/// <param name="State">The verdict in words.</param>
internal sealed record Judgement(string State)
{
    /// <summary>A better verdict; null when the network's stands.</summary>
    public ProbeVerdict? Verdict { get; init; }

    /// <summary>A better reason; null when the network's stands.</summary>
    public string? Why { get; init; }

    /// <summary>What else the kernel knows.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether what would settle it is still to be settled.</summary>
    public bool KeepsNotes { get; init; }
}
