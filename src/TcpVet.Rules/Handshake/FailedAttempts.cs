using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;

namespace TcpVet.Rules.Handshake;

/// <summary>How connects fail that are not refused.</summary>
internal enum FailedKind
{
    /// <summary>Nothing came back.</summary>
    Silent,

    /// <summary>Somebody, the own kernel among them, said that there is no way.</summary>
    Unreachable,

    /// <summary>The handshake was completed, and a RST came before a byte.</summary>
    Reset,
}

/// <summary>What failed of one process towards one destination, with what still waits.</summary>
/// <param name="Process">Who tried; null when unknown.</param>
/// <param name="Heard">The attempts; at least one.</param>
/// <param name="Kind">How most of them failed.</param>
/// <param name="Waiting">Its sockets in SYN_SENT towards the destination.</param>
internal sealed record FailedAttempts(ProcessRef? Process, FailedConnects Heard, FailedKind Kind, long Waiting)
{
    /// <summary>TCP or UDP.</summary>
    public Protocol Proto => Heard.Proto;

    /// <summary>The destination.</summary>
    public InetEndpoint Peer => Heard.Peer;

    /// <summary>How many failed.</summary>
    public long Count => Heard.Count;

    /// <summary>And how many still wait: they fail too.</summary>
    public long All => Count + (Kind == FailedKind.Reset ? 0 : Waiting);

    /// <summary>Who takes connections to the destination, when that is known here.</summary>
    public IEnumerable<ProcessRef> Takers =>
        Heard.Destination?.Bound.Where(holder => holder.Takes).SelectMany(holder => holder.Processes) ?? [];

    /// <summary>The kind of a failure; null when it is another rule's: refused (TV212), or without a port (TV301).</summary>
    public static FailedKind? KindOf(FailureReason reason) => reason switch
    {
        FailureReason.TimedOut or FailureReason.GivenUp => FailedKind.Silent,
        FailureReason.HostUnreachable or FailureReason.NetworkUnreachable or FailureReason.Prohibited => FailedKind.Unreachable,
        FailureReason.ResetLater => FailedKind.Reset,
        _ => null,
    };

    /// <summary>All of them, most first. Destinations that TV209 finds silent are left out.</summary>
    /// <param name="input">The facts.</param>
    /// <param name="minWaitMs">How long an attempt waited that counts as unanswered without a repetition.</param>
    public static List<FailedAttempts> In(RuleInput input, long minWaitMs)
    {
        HashSet<InetEndpoint>? told = null;
        List<FailedAttempts> found = [];
        foreach (Grouping<Whom, ConnectFailure> whom in (input.Netns.Heard?.Failures ?? [])
            .Where(failure => KindOf(failure.Reason) is not null && Counts(failure, minWaitMs, input))
            .GroupBy(failure => new Whom(failure.Proto, failure.Peer)))
        {
            SocketGroup[] waiting = whom.Key.Proto != Protocol.Tcp ? []
                : [.. input.GroupsOf(TcpState.SynSent).Where(group => group.Peer == whom.Key.Peer && !group.Inbound)];
            IEnumerable<ProcessRef?> holders = whom.Select(failure => failure.Process).Concat(waiting.Select(group => group.Process));
            ProcessRef[] named = [.. holders.OfType<ProcessRef>().Distinct()];
            ProcessRef? only = named.Length == 1 ? named[0] : null;
            foreach (Grouping<ProcessRef?, ConnectFailure> own in whom.GroupBy(failure => failure.Process ?? only))
            {
                FailedKind kind = own.GroupBy(failure => KindOf(failure.Reason)!.Value)
                    .MaxBy(some => some.Sum(failure => failure.Count))!.Key;
                told ??= ConnectUnanswered.Silent(input).Select(destination => destination.Peer).ToHashSet();
                if (kind != FailedKind.Silent || !told.Contains(whom.Key.Peer))
                {
                    found.Add(new(own.Key, new FailedConnects([.. own]) { Process = own.Key }, kind,
                        waiting.Where(group => group.Process == own.Key).Sum(group => group.Count)));
                }
            }
        }

        return [.. found.OrderByDescending(one => one.All).ThenBy(one => one.Peer)];
    }

    /// <summary>Connections of this namespace to the destination, those that ended within a minute among them.</summary>
    public static long Kept(InetEndpoint peer, RuleInput input) => Math.Max(
        (input.Netns.Connections?.Groups ?? []).Where(group => !group.Inbound && group.Peer == peer).Sum(group => group.Count),
        input.Netns.PortTuples.Where(tuple => tuple.Destination == peer).Sum(tuple => tuple.Established + tuple.TimeWait));

    // A program that closes what has not answered yet may have been impatient, or connected by another address meanwhile.
    private static bool Counts(ConnectFailure failure, long minWaitMs, RuleInput input) =>
        failure.Reason != FailureReason.GivenUp || failure.Repeated > 0
        || (failure.LongestMs >= minWaitMs && input.Netns.Connections is not null && Kept(failure.Peer, input) == 0);

    private sealed record Whom(Protocol Proto, InetEndpoint Peer);
}
