using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>
/// Established connections that have one end in common: those of one local service, or towards one destination. The groups
/// of a survey are per process and remote address, and one dead database is one trouble for fifty worker processes.
/// Counts are of the whole host: where the survey is a sample they are scaled up.
/// </summary>
internal sealed class ConnectionPile
{
    private static readonly Derived<List<ConnectionPile>> PilesByEnd =
        new(input => Of(input, group => (group.Inbound, ServiceOf(group, input), "")));

    private static readonly Derived<List<ConnectionPile>> PilesByHolder = new(input => Of(input, group => group.Inbound
        ? (true, ServiceOf(group, input), HolderOf(group, input)?.Name ?? "")
        : (false, default, $"{group.Process?.Pid}")));

    private readonly IReadOnlyList<ConnectionGroup> groups;
    private readonly RuleInput input;
    private readonly double scale;

    private ConnectionPile(RuleInput input, ConnectionSurvey survey, bool inbound, InetEndpoint end, IReadOnlyList<ConnectionGroup> groups)
    {
        (this.input, this.groups, Inbound, End) = (input, groups, inbound, end);
        scale = survey.IsWhole || survey.Sampled == 0 ? 1 : (double)survey.Population / survey.Sampled;
        Count = Sum(group => group.Count);
        Listener = inbound ? input.ListenerAt(end) : null;
    }

    /// <summary>True when the connections came in to the service at <see cref="End"/>.</summary>
    public bool Inbound { get; }

    /// <summary>The local service when inbound; the destination otherwise, the wildcard when there are several.</summary>
    public InetEndpoint End { get; }

    /// <summary>All connections of the pile.</summary>
    public long Count { get; }

    /// <summary>True when the figures are scaled up from a sample.</summary>
    public bool IsEstimate => scale > 1;

    private ListenerFacts? Listener { get; }

    /// <summary>The piles of a namespace by service or destination, whoever holds the connections.</summary>
    /// <param name="input">The namespace.</param>
    /// <param name="part">A member that counts the connections in question; where no group has any, there are no piles to look at.</param>
    public static IReadOnlyList<ConnectionPile> ByEnd(RuleInput input, Func<ConnectionGroup, long> part) =>
        AnyHas(input, part) ? PilesByEnd.Of(input) : [];

    /// <summary>The piles of a namespace by who holds them: program and service when inbound, process when outgoing.</summary>
    /// <param name="input">The namespace.</param>
    /// <param name="part">As for <see cref="ByEnd"/>.</param>
    public static IReadOnlyList<ConnectionPile> ByHolder(RuleInput input, Func<ConnectionGroup, long> part) =>
        AnyHas(input, part) ? PilesByHolder.Of(input) : [];

    /// <summary>Why a rule without a finding is not quiet: nothing is known of the connections, or of most of them. Null when enough is
    /// known.</summary>
    public static Phrase? Unknown(RuleInput input)
    {
        long established = input.Netns.Tcp[TcpState.Established];
        if (input.Netns.Connections is not { } survey || (survey.Sampled == 0 && survey.Population > 0))
        {
            return established == 0 ? null : input.Lacks(FactNames.TcpInfo, FactNames.SockDiag);
        }

        return survey.LeftOut * 2 > survey.Sampled ? (Phrase)$"whose {Figure.Of(survey.LeftOut)} more connections are (beyond the record's limit of groups)" : null;
    }

    /// <summary>How many connections are counted by a member of their groups.</summary>
    public long Sum(Func<ConnectionGroup, long> part) => (long)Math.Round(groups.Sum(group => Math.Max(0, part(group))) * scale);

    /// <summary>The largest of a member over the groups; 0 when none is known.</summary>
    public long Most(Func<ConnectionGroup, long?> part) => groups.Max(part) ?? 0;

    /// <summary>The smallest of a member over the groups; null when none is known.</summary>
    public long? Least(Func<ConnectionGroup, long?> part) => groups.Min(part);

    /// <summary>True when one of the pile's groups is like that.</summary>
    public bool Any(Func<ConnectionGroup, bool> like) => groups.Any(like);

    /// <summary>The process that holds most of the connections that a member counts; null when unknown.</summary>
    public ProcessRef? Process(Func<ConnectionGroup, long> part) => groups
        .Select(group => (Holder: HolderOf(group, input), Count: part(group)))
        .Where(entry => entry.Holder is not null && entry.Count > 0)
        .GroupBy(entry => entry.Holder!, entry => entry.Count)
        .OrderByDescending(holder => holder.Sum()).ThenBy(holder => holder.Key.Pid)
        .FirstOrDefault()?.Key;

    /// <summary>Remote ends with how many connections a member counts there.</summary>
    public IReadOnlyDictionary<InetEndpoint, long> Remotes(Func<ConnectionGroup, long> part) => groups
        .Where(group => part(group) > 0)
        .GroupBy(group => group.Peer)
        .ToDictionary(remote => remote.Key, remote => (long)Math.Round(remote.Sum(part) * scale));

    /// <summary>The one remote end of the connections that a member counts; null when there are several or small groups were
    /// joined.</summary>
    public InetEndpoint? Remote(Func<ConnectionGroup, long> part) =>
        Remotes(part) is { Count: 1 } remotes && remotes.Keys.First() is { Addr.IsAny: false } only ? only : null;

    /// <summary>What a finding about the connections that a member counts is about.</summary>
    public FindingSubject Subject(Func<ConnectionGroup, long> part)
    {
        ProcessRef? process = Process(part);
        return new()
        {
            Process = process,
            Cgroup = input.Process(process)?.Unit ?? Who.Cgroup(Listener?.Cgroup),
            Local = Inbound ? End : null,
            Peer = Inbound ? Remote(part) : Remote(part) ?? (End == default ? null : End),
        };
    }

    /// <summary>Who holds them, in evidence; also that they are an estimate.</summary>
    public IEnumerable<Evidence> Holder(Func<ConnectionGroup, long> part)
    {
        if (Remotes(part) is { Count: > 0 } remotes)
        {
            yield return new("remote ends", Listed.MostOf(remotes.ToList(), remote => remote.Addr.IsAny ? "many addresses" : Who.Endpoint(remote)), "sock_diag: id.idiag_dst");
        }

        if (Process(part) is null)
        {
            yield return new("process", "unknown", input.Lacks(FactNames.Owners));
        }

        if (IsEstimate && input.Netns.Connections is { } survey)
        {
            yield return new("looked at", $"a sample of {Figure.Of(survey.Sampled)} of {Figure.Of(survey.Population)} established connections", "sock_diag: the kernel's hash order");
        }
    }

    /// <summary>The command that lists the pile's connections with their timers and tcp_info.</summary>
    public string ListCommand() => input.Tcpvet(Inbound
        ? $"list -p -e -i -m state established sport = :{End.Port}"
        : End == default ? "list -p -e -i -m state established" : $"list -p -e -i -m state established 'dst = {Who.InCommand(End)}'");

    private static bool AnyHas(RuleInput input, Func<ConnectionGroup, long> part) =>
        input.Netns.Connections?.Groups.Any(group => part(group) > 0) == true;

    // Nobody has accepted them: whoever holds the listener in whose queue they are is to.
    private static ProcessRef? HolderOf(ConnectionGroup group, RuleInput input) => group.Process
        ?? (group is { Ownership: Ownership.None, Inbound: true } && input.WaitingAt(group.Local)?.Processes is [{ } holder, ..]
            ? holder
            : null);

    private static InetEndpoint ServiceOf(ConnectionGroup group, RuleInput input) =>
        group.Inbound ? input.ListenerAt(group.Local)?.Local ?? group.Local : group.Peer;

    private static List<ConnectionPile> Of(RuleInput input, Func<ConnectionGroup, (bool Inbound, InetEndpoint End, string Holder)> key) =>
        input.Netns.Connections is not { } survey ? []
        : [.. survey.Groups.Where(group => group.Count > 0).GroupBy(key)
            .Select(pile => new ConnectionPile(input, survey, pile.Key.Inbound, pile.Key.End, [.. pile]))
            .OrderByDescending(pile => pile.Count).ThenBy(pile => pile.End)];
}
