using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV408: peers reset open connections of this host.</summary>
internal sealed class ResetsReceived : Rule
{
    private static readonly Threshold MinCount = new("TV408.min_count", 10, "connections", "engineering default: a deploy of a peer resets some", "fewer in the interval are not reported");
    private static readonly Threshold MinRate = new("TV408.min_rate", 1, "/s", "engineering default", "information from this rate on");
    private static readonly Threshold MinShare = new("TV408.min_share", 5, "%", "engineering default: browsers that leave make some", "and from this share of the connections made meanwhile on");
    private static readonly Threshold WarnRate = new("TV408.warn_rate", 50, "/s", "engineering default", "warning from this rate on, and five times min_count");
    private static readonly Threshold WarnShare = new("TV408.warn_share", 20, "%", "engineering default", "and from this share on");

    public override string Code => "TV408";

    public override string Name => "resets-received";

    public override string Summary => "Peers reset open connections of this host";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV106", "TV201", "TV202", "TV211", "TV218", "TV407"];

    public override IReadOnlyList<string> Complaints => ["connection reset by peer", "broken pipe", "the first request after a pause fails"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Open connections of this host end because the other side sent a reset: `read()` fails with "Connection reset by peer", a `write()` after it with "Broken pipe".

        ## Why it hurts
        The request in flight fails, and whether the peer worked on it is unknown. Most often two idle times race: the server, balancer or firewall drops a connection that a pool here takes from its shelf in the same moment.

        ## How we know
        `EstabResets` counts connections that went from ESTABLISHED or CLOSE_WAIT to CLOSE (net/ipv4/tcp.c `tcp_set_state`), this host's own aborts among them (measured); those are taken off (`TCPAbortOnClose`, `TCPAbortOnData`, `TCPAbortOnTimeout`, `TCPAbortOnMemory`, and connections that waited at a listener which was closed). `TCPAbortOnTimeout` also counts connect() that nobody answered and closed sockets, which never were in EstabResets (measured): where these decide, the rule says that it cannot tell. What is left was received, or killed by an administrator. On loopback one reset counts at both ends: then TV407 tells it.

        ## What to do
        See from whom: the tracepoint `tcp:tcp_receive_reset` has the addresses of the connection; the process beside it is whichever ran when the reset came. If it is a server or balancer behind a pool, let the pool drop idle connections before the other side does (an idle time of half of theirs), and repeat safe requests once. If it is clients, they went away; look at slow answers. If it came with a deploy there, ask for a graceful shutdown.

        ## What does not help

        ## When to ignore
        Health checks: they connect, say nothing and reset; where the check-up listened to the kernel, it knows them by that and says so. A few at the deploy of a peer. Crawlers that end with a reset. Clients that close with data unread, as many TLS libraries do.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_keepalive_time", "a server whose idle time counts requests does not see probes") { Page = "`tcp_keepalive_time`: a probe keeps a firewall's entry alive; it does not stop a server whose idle time counts requests." },
        new("tcp_rfc1337", "it concerns resets in TIME_WAIT") { IsCode = true },
        UselessRemedy.OnPage("More retries of the kernel: a reset is final."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, MinRate, MinShare, WarnRate, WarnShare];

    public override RuleAnswer Check(RuleInput input)
    {
        if (Increase.Of(input, Resets.Established) is { } all && all < input.Settings[MinCount])
        {
            return RuleAnswer.Quiet;
        }

        if (Resets.Received(input) is not { } received)
        {
            return RuleAnswer.CannotTell(Resets.Unknown(input, Resets.Established, Resets.OnClose, Resets.OnData, Resets.OnTimeout)!);
        }

        if (!IsMany(received, input))
        {
            return Resets.Hidden(input) is > 0 and var hidden && IsMany(received + hidden, input)
                ? RuleAnswer.CannotTell(
                    $"how many of {Figure.Count(received + hidden, "reset")} were received: as many connections timed out, and {Resets.OnTimeout} does not tell open ones from connect()")
                : RuleAnswer.Quiet;
        }

        if (Resets.Opened(input) is not { } opened)
        {
            return RuleAnswer.CannotTell(Resets.Unknown(input, "Tcp.ActiveOpens", "Tcp.PassiveOpens")!);
        }

        if (input.Netns.ListenersClosed is null)
        {
            return RuleAnswer.CannotTell($"whether a listener was closed over waiting connections: {input.Lacks("listeners_closed", FactNames.SockDiag, FactNames.SecondReading)}");
        }

        double share = 100.0 * received / Math.Max(1, opened);
        double rate = Increase.PerSecond(input, received);
        if (share < input.Settings[MinShare])
        {
            return RuleAnswer.Quiet;
        }

        bool grave = !AreChecks(input)
            && rate >= input.Settings[WarnRate] && share >= input.Settings[WarnShare] && received >= 5 * input.Settings[MinCount];
        return RuleAnswer.Fires(Reset(grave ? Severity.Warning : Severity.Info, received, rate, opened, input));
    }

    /// <summary>On loopback the reset that one end sends is received by the other: then no more are received than sent.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input)
    {
        long received = Resets.Received(input) ?? 0;
        if (cause.Code == "TV218")
        {
            return Resets.AreBeforeData(received, input);
        }

        return cause.Code == "TV407"
            ? cause.Subject.Counter is Resets.OnClose or Resets.OnData && Resets.ByPrograms(input) * 1.1 >= received
            : Increase.Of(input, Resets.Sent) >= received && Resets.CanCome(cause, received, input);
    }

    // A connection to here that lived for milliseconds, carried nothing and ended with a reset asked whether the port is open, and no more.
    private static (long Checks, long All) Checks(RuleInput input)
    {
        List<TracedResets> seen = [.. input.Netns.Trace?.Resets.Where(resets => !resets.Sent) ?? []];
        return (seen.Where(resets => resets.Inbound == true).Sum(resets => resets.Empty), seen.Sum(resets => resets.Count));
    }

    private static bool AreChecks(RuleInput input) => Checks(input) is { Checks: > 0 } seen && seen.Checks * 10 >= seen.All * 9;

    private static bool IsMany(long received, RuleInput input) =>
        received >= input.Settings[MinCount] && Increase.PerSecond(input, received) >= input.Settings[MinRate];

    private Finding Reset(Severity severity, long received, double rate, long opened, RuleInput input) => Found(severity, Confidence.Likely,
        $"Peers reset {Figure.Count(received, "open connection")} in {Figure.Time(input.Capture.IntervalMs)}", new FindingSubject { Counter = Resets.Established }) with
    {
        Figures = [FindingFigure.Gain("reset", received, "connections"), FindingFigure.Gain("opened", opened, "connections")],
        Evidence =
        [
            new("resets received in the interval, at least", $"{Figure.Of(received)} ({Figure.Of(rate)}/s)", $"{Resets.Established} less this host's own aborts"),
            new("open connections that ended by force in all", Figure.Of(Increase.Of(input, Resets.Established) ?? 0), Resets.Established),
            new("this host's own: closed unread or lingering / time-outs", $"{Figure.Of(Resets.ByPrograms(input) ?? 0)} / {Figure.Of(Increase.Of(input, Resets.OnTimeout) ?? 0)}", $"{Resets.OnClose}, {Resets.OnData}, {Resets.OnTimeout}"),
            new("connections made meanwhile", Figure.Of(opened), "Tcp.ActiveOpens, Tcp.PassiveOpens"),
            .. Checks(input) is { Checks: > 0 } seen ? (Evidence[])[new("seen to reset this host, and of them after milliseconds without a byte", $"{Figure.Of(seen.All)}, {Figure.Of(seen.Checks)}", "trace: tcp:tcp_receive_reset, bytes_received")] : [],
            .. Traced.Resets(input, sent: false),
        ],
        Cause = AreChecks(input) ? "Health checks of a balancer or a monitor: they connect, say nothing and reset, to save themselves a TIME_WAIT. No connection of a user was lost." : "The other side ended the connections by force: its idle time was over first, it restarted, it refused a request, or it went away with data unread.",
        Remedies = AreChecks(input) ?
        [
            new(RemedyLevel.Application, "Nothing is wrong: if the service logs them as errors, log a reset before the first byte at a lower level"),
            new(RemedyLevel.Configuration, "Or have the check ask a question of the service's own protocol, which ends in order and tells more than an open port"),
        ] :
        [
            new(RemedyLevel.Application, "See which connections, by their addresses (the process that it shows is whichever ran when the reset came)", Look.Trace("tcp:tcp_receive_reset")),
            new(RemedyLevel.Configuration, "Let pools drop idle connections before the server or balancer does: half of its idle time"),
            new(RemedyLevel.Application, "Repeat a safe request once on a fresh connection"),
        ],
        DoesNotHelp = FalseRemedies,
    };
}
