using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV218: a process's connects to a destination fail, and not by a refusal.</summary>
internal sealed class ConnectFailed : Rule
{
    private const string NoRoute = "Ip.OutNoRoutes";
    private const int SomePorts = 10; // as in TV209: more, and each another one, is no program that needs them

    private static readonly Threshold WarnCount = new("TV218.warn_count", 3, "attempts", "engineering default, as TV212's", "warning from so many of one process to one destination while it was listened, those that still wait among them; fewer are information");
    private static readonly Threshold MaxDestinations = new("TV218.max_destinations", 5, "destinations", "engineering default", "beyond it the smaller ones become one finding");
    private static readonly Threshold MinWait = new("TV218.min_wait_ms", 200, "ms", "a round trip through a busy continent; Happy Eyeballs wait 250 ms (RFC 8305)", "an attempt that its process gave up before the SYN was repeated counts as unanswered when it waited so long, and nobody is connected to the destination");

    public override string Code => "TV218";

    public override string Name => "connect-failed";

    public override string Summary => "A process's connects to a destination time out, find it unreachable, or are reset before a byte has come";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV201", "TV202", "TV204", "TV207", "TV210", "TV212", "TV216", "TV217", "TV411", "TV502"];

    public override IReadOnlyList<string> Complaints =>
        ["connection timed out", "No route to host (EHOSTUNREACH)", "Network is unreachable (ENETUNREACH)", "the connection is reset as soon as it is made"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A program here called `connect()` and has no connection. Either nothing came back until the kernel or the program gave up ("Connection timed out"), or somebody said that the destination is unreachable ("No route to host", "Network is unreachable", "Permission denied"), or the handshake was completed and a RST came before a single byte ("Connection reset by peer").

        ## Why it hurts
        What the program needs is not there, and a failed attempt leaves no socket behind: `ss` shows nothing. A time-out also holds a thread or a slot of a pool for as long as it lasts.

        ## How we know
        The kernel tells while the check-up waits (eBPF): each socket that leaves SYN_SENT, with its error and the process that called `connect()`, each one that was established and ended with a RST of the peer and `tcpi_bytes_received` 0, and the errors of connected UDP sockets. Attempts that began before anybody listened have no process: where one process alone has others waiting for the same destination, they are its. Sockets in SYN_SENT are added to what was heard. While some of them repeat their SYN, TV209 speaks of that destination, and counts what was heard; refusals are TV212's. The kernel asks the link for the next hop three times, a second apart: an unreachable that took as long, or a packet that it threw away with the reason NEIGH_FAILED, means that nobody there answers for the address; one that came at once is an ICMP message. A `connect()` without any route sends nothing and makes no event: the counter `Ip.OutNoRoutes` counts it, without a name.

        ## What to do
        - **Unreachable at once**: a router on the way has no route, or a firewall rejects. What Red Hat's iptables and firewalld reject (`icmp-host-prohibited`) reads "No route to host" although the host is there: let the port through.
        - **Unreachable after seconds**: the host is down, the address is wrong, or it is in another VLAN. `ip neigh` shows FAILED.
        - **Timed out**: something drops: a firewall, a security group, a full accept queue, or the host is away.
        - **Reset before a byte**: somebody accepts and throws away: a proxy, a balancer or a published port without a living service behind it, an allow-list, a limit of connections, TLS spoken to a port that has none.

        ## What does not help

        ## When to ignore
        A start-up, until the other service is there. Programs that try addresses by design: monitors of what is switched off, scanners, peer-to-peer. A name with addresses of both families of which one works.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a longer connect timeout", "what does not answer in three seconds seldom does later") { Page = "A longer connect timeout: who does not answer in three seconds seldom does later." },
        new("net.core.somaxconn and tcp_max_syn_backlog on this host", "they concern connections that come in") { Page = "`net.core.somaxconn` and `tcp_max_syn_backlog` on this host: they concern connections that come in." },
        UselessRemedy.OnPage("`tcp_tw_reuse` and a larger port range: a port was found, the SYN went out."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount, MaxDestinations, MinWait];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.Heard is not { } heard)
        {
            return RuleAnswer.CannotTell(input.Lacks(FactNames.Events));
        }

        List<FailedAttempts> failed = FailedAttempts.In(input, (long)input.Settings[MinWait]);
        int most = (int)input.Settings[MaxDestinations];
        List<FailedAttempts> own = failed.Count <= most ? failed : [.. failed.Take(most).Where(one => IsMany(one.All, input))];
        List<Finding> findings = [.. own.Select(one => One(one, heard, input))];
        if (failed.Count > own.Count)
        {
            findings.Add(Many([.. failed.Skip(own.Count)], heard));
        }

        if (Increase.Of(input, NoRoute) is { } lost && IsMany(lost, input))
        {
            findings.Add(Routeless(lost, input));
        }

        return RuleAnswer.From(findings, heard.FailuresLeftOut > 0 && failed.Count == 0
            ? (Phrase)$"where {Figure.Count(heard.FailuresLeftOut, "failed attempt")} went: beyond the record's limit" : null);
    }

    /// <summary>What explains that a connect gets no answer explains that it times out; who is refused by what it passes connections on to
    /// resets them.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input)
    {
        if (symptom.Subject.Peer is not { } peer)
        {
            return cause.Code == "TV210" && cause.Subject.Process?.Pid == symptom.Subject.Process?.Pid;
        }

        FailedAttempts? failed = FailedAttempts.In(input, (long)input.Settings[MinWait])
            .FirstOrDefault(one => one.Peer == peer && one.Process == symptom.Subject.Process);
        return failed is not null && cause.Code switch
        {
            "TV212" => failed.Kind == FailedKind.Reset && failed.Takers.Any(taker => taker.Pid == cause.Subject.Process?.Pid),
            "TV217" => failed.Kind == FailedKind.Reset && cause.Subject.Local is { } published && Related.SameEndpoint(published, peer),
            "TV216" => failed.Kind != FailedKind.Reset && cause.Subject.Peer == peer,
            "TV502" => failed.Kind == FailedKind.Silent && Increase.Of(input, input.Netns.Conntrack?.Dropped) >= failed.Count,
            "TV411" => failed.Kind == FailedKind.Silent && cause.Subject.Counter == "netfilter_drop" && Related.BySubject(symptom.Subject, cause.Subject),
            "TV210" => false,
            _ => failed.Kind == FailedKind.Silent && cause.Subject.Local is { } local
                && Related.SameEndpoint(local, peer) && (!local.Addr.IsAny || input.IsLocalAddress(peer.Addr)),
        };
    }

    private static bool IsMany(long count, RuleInput input) => count >= input.Settings[WarnCount];

    private Finding One(FailedAttempts failed, HeardFacts heard, RuleInput input)
    {
        FailedCause why = FailedCause.Of(failed, input);
        Phrase over = failed.Proto == Protocol.Udp ? "UDP " : "";
        Phrase title = failed.Kind switch
        {
            FailedKind.Unreachable => (Phrase)$"{over}{Who.Short(failed.Peer)} is unreachable for {Who.Process(failed.Process)}",
            FailedKind.Reset => (Phrase)$"{Who.Short(failed.Peer)} resets {Who.Process(failed.Process)} before a byte has come",
            _ => (Phrase)$"Connects of {Who.Process(failed.Process)} to {Who.Short(failed.Peer)} get no answer",
        };
        bool grave = IsMany(failed.All, input) && !why.IsHarmless;
        return Found(grave ? Severity.Warning : Severity.Info, why.Confidence,
            $"{title}: {Figure.Count(failed.Count, "time")} in {Figure.Time(heard.DurationMs)}",
            new FindingSubject { Process = failed.Process, Cgroup = input.Process(failed.Process)?.Unit, Peer = failed.Peer }) with
        {
            Figures =
            [
                FindingFigure.Gain("failed", failed.Count, "attempts"),
                FindingFigure.Count("waiting", failed.Waiting, "sockets"),
                FindingFigure.Duration("listened", heard.DurationMs),
            ],
            Evidence =
            [
                .. failed.Heard.Evidence(heard),
                .. failed.Waiting > 0 ? (Evidence[])[new("others in SYN_SENT, waiting for it", Figure.Of(failed.Waiting), "sock_diag: idiag_state, id.idiag_dst")] : [],
                .. why.Evidence,
            ],
            Cause = why.Cause,
            Remedies = why.Remedies,
            DoesNotHelp = FalseRemedies,
        };
    }

    private Finding Many(List<FailedAttempts> failed, HeardFacts heard)
    {
        long times = failed.Sum(one => one.Count);
        Dictionary<InetEndpoint, long> counts = [];
        foreach (FailedAttempts one in failed)
        {
            counts[one.Peer] = counts.GetValueOrDefault(one.Peer) + one.Count;
        }

        ProcessRef? process = failed.Where(one => one.Process is not null).MaxBy(one => one.Count)?.Process;
        bool byDesign = counts.Count > SomePorts && counts.Keys.Select(peer => peer.Port).Distinct().Count() * 2 > counts.Count;
        return Found(Severity.Info, Confidence.Possible,
            $"{Figure.Count(counts.Count, "destination")} cannot be reached by {Who.Process(process)}: {Figure.Count(times, "time")} in {Figure.Time(heard.DurationMs)}",
            new FindingSubject { Process = process }) with
        {
            Figures =
            [
                FindingFigure.Count("destinations", counts.Count, "destinations"),
                FindingFigure.Gain("failed", times, "attempts"),
                FindingFigure.Duration("listened", heard.DurationMs),
            ],
            Evidence = [new("not reached", Listed.MostOf(counts, peer => Who.Endpoint(peer)), FailedConnects.Source)],
            Cause = byDesign
                ? "Many destinations, nearly each on a port of its own: a peer-to-peer program or a scan of ports looks like this."
                : "Many destinations at once: a program that tries addresses by design, or what they share is near this host: its route, its uplink, its outgoing firewall.",
            Remedies =
            [
                new(RemedyLevel.Application, "See which destinations these are, and whether they should answer", "tcpvet trace --lives --summary --duration 10s"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private Finding Routeless(long lost, RuleInput input) => Found(Severity.Info, Confidence.Possible,
        $"{Figure.Count(lost, "packet or connect", "packets and connects")} found no route in {Figure.Time(input.Capture.IntervalMs)}", new FindingSubject { Counter = NoRoute }) with
    {
        Figures = [FindingFigure.Gain("no_route", lost, "attempts")],
        Evidence = [new("without a route in the interval", Figure.Of(lost), NoRoute)],
        Cause = "This namespace has no route, not even a default one, to what its programs call: connect() and sendto() answer \"Network is unreachable\" at once. The kernel counts it and names nobody.",
        Remedies =
        [
            new(RemedyLevel.Network, "See the routes that there are; add the one that lacks, or the default", input.Inside("ip route show table all")),
            new(RemedyLevel.Application, "See who: the log of the program that says ENETUNREACH; of one that you suspect", "strace -f -e trace=connect,sendto -p PID"),
        ],
        DoesNotHelp = FalseRemedies,
    };
}
