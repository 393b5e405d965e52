using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV212: a process is refused by a destination, again and again.</summary>
internal sealed class ConnectRefused : Rule
{
    private static readonly Threshold WarnCount = new("TV212.warn_count", 3, "refusals", "engineering default: a program that looks for an address that answers is refused once by each that does not", "warning from so many of one process by one destination while it was listened; fewer are information");
    private static readonly Threshold MaxDestinations = new("TV212.max_destinations", 5, "destinations", "engineering default", "beyond it the smaller ones become one finding");

    public override string Code => "TV212";

    public override string Name => "connect-refused";

    public override string Summary => "A process is refused by a destination again and again: nobody listens there, or only on another address, or a firewall rejects";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["Connection refused", "ECONNREFUSED"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A program here called `connect()`, the SYN went out, and a refusal came back: a RST, or an ICMP message "port unreachable". With UDP the same ICMP message answers a datagram. The program tries again and is refused again.

        ## Why it hurts
        What it needs is not there. A refusal leaves no socket behind: `ss` and `netstat` show nothing, only the counter `Tcp.AttemptFails` grows.

        ## How we know
        The kernel tells while the check-up waits (eBPF): each socket that leaves SYN_SENT with an error (`inet_sock_set_state`, `sk_err`), whether a RST of the peer came (`tcp_receive_reset`), and the errors of connected UDP sockets (`inet_sk_error_report`, Linux 5.14). The process is the one that called `connect()`. A kernel without a listener answers a SYN with a RST and never with ICMP: an ICMP refusal of TCP is a firewall's. When the address belongs to this host, in any of its network namespaces, the check-up looks who is bound to the port there, and which nftables rule rejects.

        ## What to do
        - **Bound to loopback only**: the service listens on 127.0.0.1 (`bind`, `listen_addresses`, `bind-address`, `host`). Let it listen on the address that clients use, or on all (`0.0.0.0`, `::`). In a container loopback is the container's own: a published port leads to its other address (TV217, where docker-proxy is refused).
        - **Nobody listens**: start the service, or look why it ended; compare the port with its configuration.
        - **It listens in another namespace**: `localhost` of a container is not the host's. Use the address of the other side, or publish the port.
        - **A rule rejects**: let the port through.
        - **Another host**: look there who listens, on which address: run `tcpvet listeners` on it.

        ## What does not help

        ## When to ignore
        A start-up, until the other service is there. Programs that try addresses by design: health checks of what is switched off, scanners, peer-to-peer. A name with an IPv6 and an IPv4 address whose service listens on IPv4 alone: the client is refused once and takes the other.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("net.core.somaxconn, tcp_max_syn_backlog", "a full queue drops, it does not refuse, unless tcp_abort_on_overflow is set") { Page = "`net.core.somaxconn` and `tcp_max_syn_backlog`: a full queue drops the SYN, it does not refuse (unless `tcp_abort_on_overflow` is set)." },
        new("a longer connect timeout", "the refusal comes at once") { Page = "A longer connect timeout: the refusal comes at once." },
        UselessRemedy.OnPage("`tcp_tw_reuse` and a larger port range: a port was found, the SYN went out."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount, MaxDestinations];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.Heard is not { } heard)
        {
            return RuleAnswer.CannotTell(input.Lacks(FactNames.Events));
        }

        List<FailedConnects> refused =
            [.. FailedConnects.By(heard, FailureReason.Refused, FailureReason.Rejected).Where(one => !PublishedPortDead.SpeaksOf(one))];
        int most = (int)input.Settings[MaxDestinations];
        List<FailedConnects> own = refused.Count <= most ? refused : [.. refused.Take(most).Where(one => IsMany(one.Count, input))];
        List<Finding> findings = [.. own.Select(one => One(one, heard, input))];
        if (refused.Count > own.Count)
        {
            findings.Add(Many([.. refused.Skip(own.Count)], heard));
        }

        return RuleAnswer.From(findings, heard.FailuresLeftOut > 0 && refused.Count == 0
            ? (Phrase)$"where {Figure.Count(heard.FailuresLeftOut, "failed attempt")} went: beyond the record's limit" : null);
    }

    private static bool IsMany(long count, RuleInput input) => count >= input.Settings[WarnCount];

    private Finding One(FailedConnects refused, HeardFacts heard, RuleInput input)
    {
        RefusalCause why = RefusalCause.Of(refused, input);
        Severity severity = IsMany(refused.Count, input) && !why.IsHarmless ? Severity.Warning : Severity.Info;
        FindingSubject subject = new() { Process = refused.Process, Cgroup = input.Process(refused.Process)?.Unit, Peer = refused.Peer };
        Phrase over = refused.Proto == Protocol.Udp ? "UDP " : "";
        return Found(severity, why.Confidence,
            $"{Who.Process(refused.Process)} is refused by {over}{Who.Short(refused.Peer)}: {Figure.Count(refused.Count, "time")} in {Figure.Time(heard.DurationMs)}", subject) with
        {
            Figures = [FindingFigure.Gain("refused", refused.Count, "refusals"), FindingFigure.Duration("listened", heard.DurationMs)],
            Evidence = [.. refused.Evidence(heard), .. why.Evidence],
            Cause = why.Cause,
            Remedies = why.Remedies,
            DoesNotHelp = FalseRemedies,
        };
    }

    private Finding Many(List<FailedConnects> refused, HeardFacts heard)
    {
        Dictionary<InetEndpoint, long> counts = [];
        Dictionary<ProcessRef, long> processes = [];
        foreach (FailedConnects one in refused)
        {
            counts[one.Peer] = counts.GetValueOrDefault(one.Peer) + one.Count;
            if (one.Process is { } process)
            {
                processes[process] = processes.GetValueOrDefault(process) + one.Count;
            }
        }

        long times = refused.Sum(one => one.Count);
        ProcessRef? most = processes.Count == 0 ? null : processes.MaxBy(pair => pair.Value).Key;
        return Found(Severity.Info, Confidence.Possible,
            $"{Figure.Count(counts.Count, "destination")} refuse {Who.Process(most)}: {Figure.Count(times, "time")} in {Figure.Time(heard.DurationMs)}", new FindingSubject { Process = most }) with
        {
            Figures =
            [
                FindingFigure.Count("destinations", counts.Count, "destinations"),
                FindingFigure.Gain("refused", times, "refusals"),
                FindingFigure.Duration("listened", heard.DurationMs),
            ],
            Evidence =
            [
                new("refused by", Listed.MostOf(counts, peer => Who.Endpoint(peer)), FailedConnects.Source),
                new("processes", processes.Count == 0 ? "unknown" : Listed.MostOf(processes, process => Who.Process(process)), FailedConnects.Source),
            ],
            Cause = "Many destinations refuse, each a few times: a program that tries addresses by design looks like this (peer-to-peer, a monitor, a scan), or several services are down.",
            Remedies = [new(RemedyLevel.Application, "See which destinations these are, and whether they should answer", "tcpvet trace --lives --summary --duration 10s")],
            DoesNotHelp = FalseRemedies,
        };
    }
}
