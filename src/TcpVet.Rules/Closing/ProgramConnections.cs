using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>
/// Established connections that are one program's business: the groups of a survey are per remote address when they came in.
/// Counts are of the survey; <see cref="Estimate"/> makes them those of the namespace where only a sample was looked at.
/// </summary>
internal sealed class ProgramConnections
{
    private readonly ConnectionSurvey survey;
    private readonly List<ConnectionGroup> groups = [];
    private Dictionary<ProcessRef, long>? byProcess;
    private Dictionary<InetEndpoint, long>? byPeer;

    private ProgramConnections(ConnectionSurvey survey, bool inbound, InetEndpoint service) =>
        (this.survey, Inbound, Service) = (survey, inbound, service);

    /// <summary>True when the connections came in to <see cref="Service"/>.</summary>
    public bool Inbound { get; }

    /// <summary>The listener's endpoint when inbound; otherwise without meaning.</summary>
    public InetEndpoint Service { get; }

    public long Count { get; private set; }

    public long Idle { get; private set; }

    public long? LongestIdleMs { get; private set; }

    public long KeepaliveTimers { get; private set; }

    public long SlowKeepalive { get; private set; }

    public long? LongestKeepaliveMs { get; private set; }

    /// <summary>The process that holds most; null when none is known.</summary>
    public ProcessRef? Process => ByProcess.Count == 0 ? null : ByProcess.MaxBy(pair => (pair.Value, -pair.Key.Pid)).Key;

    /// <summary>How many the process that holds most holds.</summary>
    public long OfProcess => ByProcess.Count == 0 ? 0 : ByProcess.Values.Max();

    /// <summary>The one remote end, when there is only one.</summary>
    public InetEndpoint? Peer => ByPeer.Count == 1 && !ByPeer.Keys.First().Addr.IsAny ? ByPeer.Keys.First() : null;

    /// <summary>The remote ends that have most.</summary>
    public Phrase Peers => Listed.MostOf(ByPeer, peer => peer.Addr.IsAny ? "many addresses" : Who.Endpoint(peer));

    /// <summary>Where they are: <c> on :8080</c>, <c> to 10.0.3.7:5432</c>.</summary>
    public Phrase Where => Inbound ? (Phrase)$" on {Who.Service(Service)}" : Peer is { } peer ? (Phrase)$" to {Who.Short(peer)}" : " to other hosts";

    /// <summary>What a finding about it is about.</summary>
    public FindingSubject Subject(RuleInput input) => new()
    {
        Process = Process,
        Cgroup = input.Process(Process)?.Unit,
        Local = Inbound ? Service : null,
        Peer = Peer,
    };

    /// <summary>How many connections of the namespace a count of the survey stands for.</summary>
    public long Estimate(long count) =>
        survey.IsWhole || survey.Sampled == 0 ? count : (long)Math.Round((double)count * survey.Population / survey.Sampled);

    /// <summary><c>about </c> when the counts are estimates.</summary>
    public Phrase About => survey.IsWhole ? "" : "about ";

    /// <summary>The command that lists them.</summary>
    public string ListCommand(RuleInput input) => input.Tcpvet(Inbound
        ? $"list -p -e -i state established sport = :{Service.Port}"
        : Peer is { } peer ? $"list -p -e -i state established 'dst = {Who.InCommand(peer)}'" : "list -p -e -i state established");

    /// <summary>Says that only a sample was looked at; null when all were.</summary>
    public Evidence? Sample => survey.IsWhole ? null
        : new("looked at", $"a sample of {Figure.Of(survey.Sampled)} of {Figure.Of(survey.Population)} established connections", "sock_diag: the kernel's hash order");

    /// <summary>Piles up the groups: by program and local service when inbound, by process and destination when outgoing.</summary>
    /// <param name="input">The namespace; without a survey there are no piles.</param>
    /// <param name="only">Which groups.</param>
    /// <param name="byDestination">False to join the destinations of a process.</param>
    public static IReadOnlyList<ProgramConnections> Of(RuleInput input, Func<ConnectionGroup, bool> only, bool byDestination = true)
    {
        if (input.Netns.Connections is not { } survey)
        {
            return [];
        }

        Dictionary<(string Program, int Pid, bool Inbound, InetEndpoint End), ProgramConnections> piles = [];
        foreach (ConnectionGroup group in survey.Groups.Where(group => group.Count > 0 && only(group)))
        {
            (string program, int pid) = group.Inbound ? (group.Process?.Name ?? "", 0) : ("", group.Process?.Pid ?? 0);
            InetEndpoint end = group.Inbound ? input.ListenerAt(group.Local)?.Local ?? group.Local : byDestination ? group.Peer : default;
            if (!piles.TryGetValue((program, pid, group.Inbound, end), out ProgramConnections? pile))
            {
                piles.Add((program, pid, group.Inbound, end), pile = new ProgramConnections(survey, group.Inbound, end));
            }

            pile.Add(group);
        }

        return [.. piles.Values];
    }

    private void Add(ConnectionGroup group)
    {
        Count += group.Count;
        Idle += group.Idle;
        LongestIdleMs = Longer(LongestIdleMs, group.LongestIdleMs);
        KeepaliveTimers += group.KeepaliveTimers;
        SlowKeepalive += group.SlowKeepalive;
        LongestKeepaliveMs = Longer(LongestKeepaliveMs, group.LongestKeepaliveMs);
        groups.Add(group);
    }

    // Most piles are too small to be spoken of: who and where is counted when somebody asks.
    private Dictionary<ProcessRef, long> ByProcess => byProcess ??= groups.Where(group => group.Process is not null)
        .GroupBy(group => group.Process!).ToDictionary(same => same.Key, same => same.Sum(group => group.Count));

    private Dictionary<InetEndpoint, long> ByPeer => byPeer ??= groups
        .GroupBy(group => group.Peer).ToDictionary(same => same.Key, same => same.Sum(group => group.Count));

    private static long? Longer(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
