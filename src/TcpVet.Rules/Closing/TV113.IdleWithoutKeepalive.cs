using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV113: connections silent for hours, and no timer that would notice a dead peer.</summary>
internal sealed class IdleWithoutKeepalive : Rule
{
    /// <summary>The silence that counts. It is applied where the sockets are seen, so a record has the value of the day it was
    /// made.</summary>
    public static readonly Threshold IdleMs = new("TV113.idle_ms", 7_200_000, "ms", "include/net/tcp.h TCP_KEEPALIVE_TIME: then keepalive would have asked", "the silence that counts; applied when the capture is made, so that a record keeps the value it was made with");

    private static readonly Threshold MinCount = new("TV113.min_count", 10, "connections", "engineering default: a few idle connections are on every host", "information from so many of one process and service or destination on");
    private static readonly Threshold DescriptorShare = new("TV113.descriptor_share", 50, "%", "RLIMIT_NOFILE, getrlimit(2)", "warning when such connections take so much of the process's descriptor limit");

    public override string Code => "TV113";

    public override string Name => "idle-without-keepalive";

    public override string Summary => "Established connections, silent for hours, without a keepalive timer: if the peer is gone, nothing will notice";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV116"];

    public override IReadOnlyList<string> Complaints => ["ESTABLISHED connections to hosts that are gone", "half-open connections", "connections that never go away"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The connections are ESTABLISHED, nothing has come or gone for hours, and no kernel timer runs on them. If the peer lost power, was moved, or a firewall forgot the connection, this side cannot know: TCP has no heartbeat of its own (RFC 9293 §3.8.4).

        ## Why it hurts
        Dead connections keep descriptors, memory and places in limits such as a database's `max_connections`, for ever. A client that uses one waits until retransmission gives up: about 15 minutes with the default `tcp_retries2`.

        ## How we know
        `idiag_timer` is 0: neither keepalive nor retransmission is armed. `tcpi_last_data_sent`, `tcpi_last_data_recv` and `tcpi_last_ack_recv` are all beyond two hours (`TV113.idle_ms`), the time after which the kernel's keepalive would have asked (`tcp_keepalive_time`, 7200 s). On a host with very many connections a sample is looked at and the number is an estimate. Connections on loopback are left out: there the peer cannot vanish without a word.

        ## What to do
        Switch SO_KEEPALIVE on in the program, and set TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT for it, for instance 60 s, 10 s and 5. An idle timeout or a heartbeat of the application's own protocol is as good. To end the dead ones now, restart the program.

        ## What does not help

        ## When to ignore
        Idle is not dead: message subscriptions, pools at night and terminals are silent legally. Also if the application has a heartbeat slower than two hours.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_keepalive_time", "it acts only on sockets that asked with SO_KEEPALIVE") { Page = "`tcp_keepalive_time` and its kin act only on sockets that have asked with SO_KEEPALIVE." },
        new("TCP_USER_TIMEOUT alone", "it needs unacknowledged data, and a silent connection has none") { Page = "TCP_USER_TIMEOUT alone needs unacknowledged data; on a silent connection nothing is." },
        UselessRemedy.OnPage("`tcp_fin_timeout` is about closed connections."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [IdleMs, MinCount, DescriptorShare];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.Idle is not { } survey || (survey.Sampled == 0 && survey.Population > 0))
        {
            return input.Netns.Tcp[TcpState.Established] == 0
                ? RuleAnswer.Quiet
                : RuleAnswer.CannotTell(input.Lacks(FactNames.TcpInfo, FactNames.SockDiag));
        }

        IEnumerable<Finding> findings = survey.Groups
            .Where(group => !IsOnLoopback(group) && group.Count > 0 && Estimate(group.Count, survey) >= input.Settings[MinCount])
            .Select(group => Silent(group, survey, input));
        return RuleAnswer.Fires([.. findings]);
    }

    /// <summary>Those that only grow are mostly idle: the same service, or the same destination.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => Related.BySide(symptom.Subject, cause.Subject);

    // A service bound to loopback, or a destination on it: both ends live and die with this kernel.
    private static bool IsOnLoopback(IdleGroup group) => group.Inbound ? group.Local.Addr.IsLoopback : group.Peer.Addr.IsLoopback;

    private static long Estimate(long count, IdleSurvey survey) =>
        survey.Sampled >= survey.Population ? count : (long)Math.Round((double)count * survey.Population / survey.Sampled);

    // Those that stay for ever add up: whether they do is what the samples tell.
    private static Growth? Growth(IdleGroup group, RuleInput input) => group.Inbound
        ? Closing.Growth.Of(input, TrendKind.Service, trend => trend.Local == group.Local)
        : Closing.Growth.Of(input, TrendKind.Established, trend => trend.Peer == group.Peer);

    private Finding Silent(IdleGroup group, IdleSurvey survey, RuleInput input)
    {
        bool sampled = survey.Sampled < survey.Population;
        long count = Estimate(group.Count, survey);
        bool eats = input.Process(group.Process) is { FilesLimit: { } limit and > 0 }
            && count * 100.0 >= input.Settings[DescriptorShare] * limit;
        Phrase where = group.Inbound ? (Phrase)$"on {Who.Service(group.Local)}" : $"to {Who.Short(group.Peer)}";
        Phrase title = $"{Who.Process(group.Process)}: {(sampled ? (Phrase)"about " : "")}{Figure.Count(count, "connection")} {where} silent, no keepalive";
        FindingSubject subject = new()
        {
            Process = group.Process,
            Cgroup = input.Process(group.Process)?.Unit,
            Local = group.Inbound ? group.Local : null,
            Peer = group.Inbound ? null : group.Peer,
        };
        List<Evidence> evidence =
        [
            new($"silent both ways for more than {Figure.Time(survey.ThresholdMs)}, no timer", $"{Figure.Of(group.Count)} of its {Figure.Of(group.Of)}", "sock_diag: idiag_timer 0, tcpi_last_data_sent, tcpi_last_data_recv, tcpi_last_ack_recv"),
            new("longest silence", Figure.Time(group.LongestMs), "sock_diag: tcpi_last_data_recv, tcpi_last_data_sent"),
        ];
        if (sampled)
        {
            evidence.Add(new("looked at", $"a sample of {Figure.Of(survey.Sampled)} of {Figure.Of(survey.Population)} established connections", "sock_diag: the kernel's hash order"));
        }

        if (Growth(group, input) is { } growth)
        {
            evidence.Add(growth.Evidence("established there, over the samples"));
        }

        if (group.Process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        return Found(eats ? Severity.Warning : Severity.Info, Confidence.Possible, title, subject) with
        {
            Figures =
            [
                FindingFigure.Count("connections", count, "connections"),
                FindingFigure.Duration("longest_silence", group.LongestMs),
            ],
            Evidence = evidence,
            Cause = "The program asks for no keepalive, so that the kernel never tests whether the peer is still there. They may be dead, or idle on purpose.",
            Remedies =
            [
                .. KnownSoftware.Remedies(Fault.NoKeepalive, input.Process(group.Process)),
                new(RemedyLevel.Application, "Set SO_KEEPALIVE with TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT, or give the protocol a heartbeat or an idle timeout"),
                new(RemedyLevel.Application, "Look at them, with their last activity", input.Tcpvet(group.Inbound
                    ? $"list -p -e -i state established sport = :{group.Local.Port}"
                    : $"list -p -e -i state established 'dst = {Who.InCommand(group.Peer)}'")),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
