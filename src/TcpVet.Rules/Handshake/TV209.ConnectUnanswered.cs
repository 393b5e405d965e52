using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV209: SYNs towards a destination are not answered.</summary>
internal sealed class ConnectUnanswered : Rule
{
    private const double MostFail = 0.5;
    private const int SynGap =
        4; // seconds between two SYNs of one socket in its first seconds; the drops are counted over one second or more
    private const int MostServicePorts =
        10; // of the services that a program needs; more, and each another one, is no program that needs them

    private static readonly Threshold WarnCount = new("TV209.warn_count", 5, "sockets", "engineering default", "warning when so many towards one destination are in SYN_SENT; fewer are information");
    private static readonly Threshold RetransmitShare = new("TV209.retransmit_share", 50, "%", "engineering default: a cold start has many SYN_SENT and no retransmission", "so many of them must have repeated their SYN");
    private static readonly Threshold MaxDestinations = new("TV209.max_destinations", 5, "destinations", "engineering default", "beyond it the smaller ones become one finding");

    public override string Code => "TV209";

    public override string Name => "connect-unanswered";

    public override string Summary => "SYNs towards a destination are repeated and not answered: a firewall that drops, a dead host, or a full accept queue there";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV201", "TV202", "TV204", "TV207", "TV210", "TV216", "TV218", "TV502"];

    public override IReadOnlyList<string> Complaints => ["many SYN_SENT", "connection timed out", "the program hangs in connect()"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A program here called `connect()`. The kernel sent a SYN, nobody answered, and the kernel sent it again. Neither an acceptance nor a refusal has come back.

        ## Why it hurts
        The caller waits: with the default six repetitions (`tcp_syn_retries`) about two minutes, until "Connection timed out". A thread or a slot of a pool is held that long, and requests pile up behind it.

        ## How we know
        The sockets are in SYN_SENT, the retransmission timer runs (`idiag_timer` 1), and `idiag_retrans` says how often the SYN was repeated. Attempts that were given up without an answer while the check-up listened (eBPF) are counted with them. A host that is up and has no such service refuses at once with a reset, and a router that knows no way sends an ICMP error: both end SYN_SENT immediately. Silence therefore means that something drops: a packet filter, a host that is down or has another address, a route into nothing, a reply that is lost on its way back, or a listener whose accept queue is full. Where the check-up listens (eBPF) it sees whether this host itself threw the SYN or the answer away: a firewall rule, the reverse-path filter.

        ## What to do
        If one destination is silent, look there: is the service up, does a firewall or security group between the hosts let the port through, is its accept queue full (run tcpvet on that host: TV201)? If many are silent, look at this host first: its own outgoing filter, its route, its uplink. In the program, give `connect()` a timeout of a few seconds and put a circuit breaker before a dead dependency.

        ## What does not help

        ## When to ignore
        A start-up during which the other service comes up. Programs that try addresses by design: discovery, peer-to-peer, monitoring, scanners that you started.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("A lower `tcp_syn_retries` shortens the wait of every program on the host; a timeout in the program is better."),
        new("tcp_syncookies, tcp_max_syn_backlog and somaxconn on this host", "they concern connections that come in") { Page = "`tcp_syncookies`, `tcp_max_syn_backlog` and `somaxconn` on this host concern connections that come in." },
        new("tcp_tw_reuse", "no port is lacking, that failure is immediate") { Page = "`tcp_tw_reuse`: no port is lacking here; that failure is immediate (EADDRNOTAVAIL)." },
        new("a lower tcp_syn_retries", "it shortens the wait of every program instead of mending the way") { Page = "" },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount, RetransmitShare, MaxDestinations];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Destination> silent = Silent(input);
        long most = (long)input.Settings[MaxDestinations];
        List<Destination> own = silent.Count <= most
            ? silent
            : [.. silent.Take((int)most).Where(destination => IsMany(destination.All, input))];
        List<Finding> findings = [.. own.Select(destination => One(destination, input))];
        if (silent.Count > own.Count)
        {
            findings.Add(Many([.. silent.Skip(own.Count)], input));
        }

        return RuleAnswer.From(findings, Unknown(input));
    }

    /// <summary>The destinations that this rule speaks of, most sockets first.</summary>
    internal static List<Destination> Silent(RuleInput input)
    {
        IReadOnlyList<SocketGroup> groups = input.GroupsOf(TcpState.SynSent);
        HashSet<InetEndpoint> repeating =
            [.. groups.Where(group => group is { Count: > 0, Retransmitting: > 0 }).Select(group => group.Peer)];
        return [.. groups
            .Where(group => group.Count > 0 && repeating.Contains(group.Peer))
            .GroupBy(group => group.Peer)
            .Select(group => new Destination(group.Key, [.. group], Ended(group.Key, input)))
            .Where(destination => destination.Repeating * 100.0 >= input.Settings[RetransmitShare] * destination.Count)
            .OrderByDescending(destination => destination.Count)
            .ThenBy(destination => destination.Peer)];
    }

    // Heard while the check-up waited: who gives up after a second or two is seldom seen waiting.
    private static long Ended(InetEndpoint peer, RuleInput input) => (input.Netns.Heard?.Failures ?? [])
        .Where(failure => failure.Proto == Protocol.Tcp && failure.Peer == peer
            && (failure.Reason == FailureReason.TimedOut || failure is { Reason: FailureReason.GivenUp, Repeated: > 0 }))
        .Sum(failure => failure.Count);

    /// <summary>
    /// A listener of this host that turns connections away explains that connecting to it hangs; a process that tries everything
    /// explains that much of it is silent; a tracking table that drops explains any.
    /// </summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => cause.Code switch
    {
        "TV502" => DropsAccountFor(symptom, input),
        "TV216" => symptom.Subject.Peer == cause.Subject.Peer,
        // Towards a destination that is silent TV218 speaks only of what makes it unreachable, or of resets.
        "TV218" => symptom.Subject.Peer is { } unreachable && unreachable == cause.Subject.Peer
            && input.Netns.Heard!.Failures.Any(failure =>
                failure.Peer == unreachable && FailedAttempts.KindOf(failure.Reason) == FailedKind.Unreachable),
        "TV210" => symptom.Subject.Peer is null && symptom.Subject.Process?.Pid == cause.Subject.Process?.Pid,
        _ => symptom.Subject.Peer is { } peer && cause.Subject.Local is { } local
            && Related.SameEndpoint(local, peer)
            && (!local.Addr.IsAny || input.IsLocalAddress(peer.Addr)),
    };

    // Each repeated SYN is a new flow for a full table. A destination that is simply dead repeats more than the table dropped.
    private static bool DropsAccountFor(Finding symptom, RuleInput input) => input.Netns.Conntrack is { } table
        && Increase.Of(input, table.Dropped) * SynGap >= input.Netns.Groups
            .Where(group => group.State == TcpState.SynSent && (symptom.Subject.Peer is null || group.Peer == symptom.Subject.Peer))
            .Sum(group => group.Retransmitting);

    private static bool IsMany(long count, RuleInput input) => count >= input.Settings[WarnCount];

    private static Phrase? Unknown(RuleInput input)
    {
        long ungrouped = input.Netns.Tcp[TcpState.SynSent] - input.GroupsOf(TcpState.SynSent).Sum(group => group.Count);
        return input.Netns.GroupsLeftOut > 0 && IsMany(ungrouped, input)
            ? (Phrase)$"where {Figure.Of(ungrouped)} more SYN_SENT sockets go (beyond the record's limit of groups)" : null;
    }

    private Finding One(Destination destination, RuleInput input)
    {
        bool local = input.IsLocalAddress(destination.Peer.Addr)
            || destination.Groups.Any(group => group.Local.Addr.Unmapped == destination.Peer.Addr.Unmapped);
        Severity severity = IsMany(destination.All, input) ? Severity.Warning : Severity.Info;
        OwnFilter? filter = OwnFilter.Between(destination.Peer, input);
        FindingSubject subject =
            new() { Process = destination.Process, Cgroup = input.Process(destination.Process)?.Unit, Peer = destination.Peer };
        Confidence confidence =
            filter is not null ? Confidence.Certain : destination.RepeatingTwice > 0 ? Confidence.Likely : Confidence.Possible;
        return Found(severity, confidence,
            $"{Who.Short(destination.Peer)} does not answer {Who.Process(destination.Process)}: {Figure.Of(destination.Count)} in SYN_SENT", subject) with
        {
            Figures =
            [
                FindingFigure.Count("connecting", destination.Count, "sockets"),
                FindingFigure.Count("repeated_twice", destination.RepeatingTwice, "sockets"),
            ],
            Evidence =
            [
                new("in SYN_SENT towards the destination", Figure.Of(destination.Count), "sock_diag: idiag_state, id.idiag_dst"),
                new("of them, SYN repeated / repeated twice or more", $"{Figure.Of(destination.Repeating)} / {Figure.Of(destination.RepeatingTwice)}", "sock_diag: idiag_retrans, idiag_timer 1"),
                .. destination.Ended > 0 ? (Evidence[])[new($"given up without an answer in {Figure.Time(input.Netns.Heard!.DurationMs)}", Figure.Of(destination.Ended), FailedConnects.Source)] : [],
                new("most repetitions of one SYN", Figure.Of((long)destination.MostRepetitions), "sock_diag: idiag_retrans"),
                ProcessEvidence(destination.Groups, input),
                .. filter?.Evidence ?? [],
            ],
            Cause = filter is not null ? filter.Cause : local
                ? "The destination is this host, and it drops the SYN: a packet filter here, or a listener that cannot take more."
                : "Nothing comes back, neither acceptance nor refusal: a firewall drops the SYN or the reply, the host is down, or its accept queue is full. A service that is merely not running would refuse at once.",
            Remedies = filter is null ? Remedies(destination, local, input)
                : [filter.Remedy(input), .. Remedies(destination, local, input).Skip(1)],
            DoesNotHelp = FalseRemedies,
        };
    }

    private Finding Many(List<Destination> destinations, RuleInput input)
    {
        List<SocketGroup> groups = [.. destinations.SelectMany(destination => destination.Groups)];
        Destination all = new(default, groups, 0);
        // A crawler keeps its few dead hosts in SYN_SENT for minutes, while most of what it opens succeeds.
        bool mostSucceed = FanOut.FailingShare(groups, input) < MostFail || MostLive(destinations, groups, input);
        // Peer-to-peer programs try addresses of others, each with a port of its own, and most of those are gone.
        bool everyPort = destinations.Count > MostServicePorts
            && destinations.Select(destination => destination.Peer.Port).Distinct().Count() * 2 > destinations.Count;
        Severity severity = IsMany(all.Repeating, input) && !mostSucceed && !everyPort ? Severity.Warning : Severity.Info;
        Dictionary<InetEndpoint, long> counts =
            destinations.ToDictionary(destination => destination.Peer, destination => destination.Count);
        FindingSubject subject = new() { Process = all.Process, Cgroup = input.Process(all.Process)?.Unit };
        return Found(severity, Confidence.Possible, $"{Figure.Count(destinations.Count, "destination")} do not answer {Who.Process(all.Process)}: {Figure.Of(all.Count)} in SYN_SENT", subject) with
        {
            Figures =
            [
                FindingFigure.Count("destinations", destinations.Count, "destinations"),
                FindingFigure.Count("connecting", all.Count, "sockets"),
                FindingFigure.Count("repeated", all.Repeating, "sockets"),
            ],
            Evidence =
            [
                new("in SYN_SENT, SYN repeated", $"{Figure.Of(all.Count)}, {Figure.Of(all.Repeating)}", "sock_diag: idiag_state, idiag_retrans"),
                new("destinations", Listed.MostOf(counts, peer => Who.Endpoint(peer)), "sock_diag: id.idiag_dst"),
                ProcessEvidence(groups, input),
            ],
            Cause = mostSucceed ? "Some of many destinations are silent; as many or more answer."
                : everyPort ? "Many destinations are silent, nearly each on a port of its own: a peer-to-peer program or a scan of ports looks like this." : "Many destinations are silent at once. What they share is near this host: its outgoing packet filter, its route or its uplink; or the program tries addresses that do not exist.",
            Remedies =
            [
                new(RemedyLevel.Network, "Look at this host's own way out: filter, route, uplink", input.Inside($"ip route get {destinations[0].Peer.Addr.Unmapped}")),
                new(RemedyLevel.Network, "Look for rules that drop", input.Inside("nft list ruleset")),
                new(RemedyLevel.Application, "See which destinations are silent, and whether they should exist", input.Tcpvet("list -p -e state syn-sent")),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    // A monitor of many hosts, a mail relay: as many destinations as are silent have a connection open. Unknown is not many.
    private static bool MostLive(List<Destination> destinations, List<SocketGroup> groups, RuleInput input) =>
        input.Netns.Connections is not null
        && FanOut.Living(groups.Select(group => group.Process?.Pid)
            .OfType<int>()
            .ToHashSet(), destinations.Select(destination => destination.Peer.Port)
            .ToHashSet(), input) >= destinations.Count;

    private static Evidence ProcessEvidence(IReadOnlyList<SocketGroup> groups, RuleInput input)
    {
        Dictionary<ProcessRef, long> holders = [];
        foreach (SocketGroup group in groups.Where(group => group.Process is not null))
        {
            holders[group.Process!] = holders.GetValueOrDefault(group.Process!) + group.Count;
        }

        return holders.Count > 0
            ? new("processes", Listed.MostOf(holders, process => Who.Process(process)), "/proc/PID/fd")
            : new("process", "unknown", input.Lacks(FactNames.Owners));
    }

    private static List<Remedy> Remedies(Destination destination, bool local, RuleInput input)
    {
        List<Remedy> remedies = local
            ? [new(RemedyLevel.Network, "Look for a rule that drops on this host", input.Inside("nft list ruleset")),
                new(RemedyLevel.Application, "Look at the listener and its accept queue", input.Tcpvet("listeners"))]
            : [new(RemedyLevel.Network, "See where the way ends", input.Inside($"tracepath -n {destination.Peer.Addr.Unmapped}")),
                new(RemedyLevel.Network, "Let the port through in the firewalls between, and see whether the service is up there and its accept queue has room")];
        if (destination.Peer.Addr.Unmapped is { Family: AddressFamily.IPv6, IsLoopback: false } && !local)
        {
            remedies.Add(new(RemedyLevel.Network, "If the service answers over IPv4, its IPv6 way is the dead one: mend it or take that address out of DNS; until then prefer IPv4 (precedence ::ffff:0:0/96 100 in /etc/gai.conf), or have the client try both at once (RFC 8305)", input.Inside($"ip -6 route get {destination.Peer.Addr}")));
        }

        remedies.AddRange(KnownSoftware.Remedies(Fault.NoConnectTimeout, input.Process(destination.Process)));
        remedies.Add(new(RemedyLevel.Application, "Give connect() a timeout of a few seconds, and stop trying for a while after failures"));
        return remedies;
    }

    /// <summary>The sockets towards one destination, whoever holds them.</summary>
    /// <param name="Peer">The destination.</param>
    /// <param name="Groups">The sockets in SYN_SENT.</param>
    /// <param name="Ended">Attempts that were given up without an answer while it was listened.</param>
    internal sealed record Destination(InetEndpoint Peer, IReadOnlyList<SocketGroup> Groups, long Ended)
    {
        public long All => Count + Ended;

        public long Count { get; } = Groups.Sum(group => group.Count);

        public long Repeating { get; } = Groups.Sum(group => group.Retransmitting);

        public long RepeatingTwice { get; } = Groups.Sum(group => group.RetransmittingTwice);

        public int MostRepetitions { get; } = Groups.Max(group => group.RetransmitsMax);

        public ProcessRef? Process { get; } = Groups.Where(group => group.Process is not null).MaxBy(group => group.Count)?.Process;
    }
}
