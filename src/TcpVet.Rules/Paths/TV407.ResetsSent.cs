using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV407: connections of this host end by force, from this side.</summary>
internal sealed class ResetsSent : Rule
{
    private static readonly Threshold MinCount = new("TV407.min_count", 10, "connections", "engineering default: a deploy, a health check or a browser that leaves resets some", "fewer of one reason in the interval are not reported");
    private static readonly Threshold MinRate = new("TV407.min_rate", 1, "/s", "engineering default", "information from this rate on");
    private static readonly Threshold MinShare = new("TV407.min_share", 5, "%", "engineering default: TLS endings alone make some", "and from this share of the connections made meanwhile on");
    private static readonly Threshold WarnRate = new("TV407.warn_rate", 50, "/s", "engineering default", "warning from this rate on, and five times min_count");
    private static readonly Threshold WarnShare = new("TV407.warn_share", 20, "%", "engineering default", "and from this share on");
    private static readonly Threshold StrayRate = new("TV407.stray_rate", 50, "/s", "engineering default: scanners knock on every public host", "information when so many segments a second belong to no connection");

    public override string Code => "TV407";

    public override string Name => "resets-sent";

    public override string Summary => "This host resets connections: closed with unread data, by SO_LINGER 0, after time-outs, for want of memory, or unknown ones";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV106", "TV107", "TV110", "TV112", "TV201", "TV202", "TV211", "TV218", "TV402", "TV501"];

    public override IReadOnlyList<string> Complaints => ["connection reset by peer", "broken pipe", "cut-off answers", "Connection refused"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Connections here do not end with FIN but by force, and the peers read "Connection reset by peer". The kernel keeps a counter for each reason: the program closed while data lay unread (`TCPAbortOnClose`); the program asked for it with `SO_LINGER` 0, or data came after it had closed (`TCPAbortOnData`); a time-out (`TCPAbortOnTimeout`, mostly without a reset on the wire); no memory (`TCPAbortOnMemory`). Resets beyond them answer segments that belong to no connection: a port where nobody listens, or data for a connection closed before.

        ## Why it hurts
        A reset destroys what is on its way: the peer can lose the end of an answer that was already sent. Clients see errors and try again.

        ## How we know
        The counters' growth between the readings, against the connections made meanwhile (`ActiveOpens` and `PassiveOpens`). `TCPAbortOnTimeout` also counts `connect()` calls that timed out; those are taken off (`AttemptFails`). The counters name no program. The tracepoint `tcp:tcp_send_reset` does where it shows `skbaddr=(nil)`: it fired inside the program's `close()` (measured). With an address there an arriving segment was answered, the process shown is whichever ran, and only the connection's addresses count.

        ## What to do
        Unread data: let the program read to the end of the stream before `close()`, or `shutdown()` its sending side and read on for a moment; servers that refuse an upload early and clients that ignore the rest of an answer do this. SO_LINGER 0: take it out. Stray segments: see which service is missing, or who scans.

        ## What does not help

        ## When to ignore
        Health checks of balancers that end with a reset. TLS connections, whose last record ("close notify") is often left unread: nothing is lost there. A few at a deploy.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_abort_on_overflow", "it makes more resets") { Page = "`tcp_abort_on_overflow`: it makes more resets, for a full accept queue." },
        new("tcp_fin_timeout and tcp_tw_reuse", "these connections never reach TIME_WAIT") { Page = "`tcp_fin_timeout` and `tcp_tw_reuse`: these connections never reach TIME_WAIT." },
        UselessRemedy.OnPage("`SO_LINGER` 0 \"to save TIME_WAIT\" is the fault, not a cure."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, MinRate, MinShare, WarnRate, WarnShare, StrayRate];

    public override RuleAnswer Check(RuleInput input)
    {
        Phrase? missing = Resets.Unknown(input, Resets.OnClose, Resets.OnData, Resets.OnTimeout, Resets.Sent);
        long? opened = Resets.Opened(input);
        List<Finding> findings = [];
        foreach (Reason reason in Reasons)
        {
            if (reason.Gained(input) is not { } gained
                || gained < input.Settings[MinCount]
                || Increase.PerSecond(input, gained) < input.Settings[MinRate])
            {
                continue;
            }

            if (opened is null)
            {
                missing ??= Resets.Unknown(input, "Tcp.ActiveOpens", "Tcp.PassiveOpens");
            }
            else if (Share(gained, opened.Value) >= input.Settings[MinShare])
            {
                findings.Add(Ended(reason, gained, opened.Value, Weigh(gained, opened.Value, input), input));
            }
        }

        if (Strays(input) is { } strays && Increase.PerSecond(input, strays) >= input.Settings[StrayRate])
        {
            findings.Add(Stray(strays, input));
        }

        return RuleAnswer.From(findings, missing);
    }

    /// <summary>
    /// Which reason a cause accounts for: what timed out, what found no memory, what met a full queue or no room in TIME_WAIT. A counter is
    /// of the whole namespace, so that the cause must be as large as what it is to explain. A peer at zero window is none: it answers.
    /// </summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => symptom.Subject.Counter switch
    {
        // Of a service here and a client here, the client's side names both.
        Resets.OnClose or Resets.OnData => cause.Code == "TV218"
            && Resets.AreBeforeData(Increase.Of(input, symptom.Subject.Counter!) ?? 0, input, here: true),
        Resets.OnTimeout => cause.Code is "TV107" or "TV110" or "TV402" && Resets.Waiting(input) >= Resets.ByTimeout(input),
        Resets.OnMemory => cause.Code is "TV112" or "TV501",
        Resets.Sent => Resets.CanCome(cause, Strays(input), input),
        _ => false,
    };

    private static Reason[] Reasons { get; } =
    [
        new(Resets.OnClose, "closed by programs here with data unread", input => Increase.Of(input, Resets.OnClose),
            "Programs call close() while received data lies unread: the kernel then sends a reset instead of FIN (RFC 9293 §3.6.1, net/ipv4/tcp.c __tcp_close), and what was sent last can be lost.",
            "Read to the end of the stream before close(), or shut down the sending side and read on for a moment"),
        new(Resets.OnData, "reset by programs here (SO_LINGER 0, or data after close)", input => Increase.Of(input, Resets.OnData),
            "Programs end connections with SO_LINGER 0, or data arrives after they closed: what is on its way is destroyed.",
            "Take SO_LINGER with a time of 0 out of the program; drain connections before closing them"),
        new(Resets.OnTimeout, "given up by the kernel after a time-out", Resets.ByTimeout,
            "Retransmissions, zero-window probes or keepalive probes went unanswered until the kernel gave up: the peers or the path to them are dead.",
            "See which peers fell silent; at the moment of a time-out they are gone from the list, those that wait are in it"),
        new(Resets.OnMemory, "reset by the kernel for want of memory", input => Increase.Of(input, Resets.OnMemory),
            "The kernel found too many orphaned sockets or too much TCP memory in use and reset closing connections (net/ipv4/tcp.c tcp_check_oom).",
            "Look at tcp_max_orphans and tcp_mem, and at what holds the memory"),
    ];

    // Of the connections that were made meanwhile, in percent.
    private static double Share(long gained, long opened) => 100.0 * gained / Math.Max(1, opened);

    private static Severity Weigh(long gained, long opened, RuleInput input)
    {
        bool often = Increase.PerSecond(input, gained) >= input.Settings[WarnRate] && gained >= 5 * input.Settings[MinCount];
        return often && Share(gained, opened) >= input.Settings[WarnShare] ? Severity.Warning : Severity.Info;
    }

    // Resets on the wire that no abort accounts for; those of time-outs are mostly none.
    private static long? Strays(RuleInput input) =>
        Increase.Of(input, Resets.Sent) - Resets.ByPrograms(input) - Increase.Of(input, Resets.OnTimeout);

    private Finding Ended(Reason reason, long gained, long opened, Severity severity, RuleInput input) => Found(severity,
        Confidence.Certain, $"{Figure.Count(gained, "connection")} {reason.Words} in {Figure.Time(input.Capture.IntervalMs)}", Subject(reason, input)) with
    {
        Figures = [FindingFigure.Gain("reset", gained, "connections"), FindingFigure.Gain("opened", opened, "connections")],
        Evidence =
        [
            new("ended so in the interval", $"{Figure.Of(gained)} ({Figure.Of(Increase.PerSecond(input, gained))}/s)", reason.Counter),
            new("connections made meanwhile", Figure.Of(opened), "Tcp.ActiveOpens, Tcp.PassiveOpens"),
            new("resets sent in all", Increase.Of(input, Resets.Sent) is { } sent ? Figure.Of(sent) : "unknown", Resets.Sent),
            .. Traced.Resets(input, sent: true),
        ],
        Cause = reason.Cause,
        Remedies = reason.Counter == Resets.OnTimeout
            ? [new(RemedyLevel.Network, reason.Remedy, input.Tcpvet("list -p -e -i state connected"))]
            : Subject(reason, input).Process is null
                ? [See(reason.Counter, input), new(RemedyLevel.Application, reason.Remedy)]
                : [new(RemedyLevel.Application, reason.Remedy)],
        DoesNotHelp = FalseRemedies,
    };

    // A counter names no program, a trace does.
    private static FindingSubject Subject(Reason reason, RuleInput input)
    {
        ProcessRef? process = reason.Counter is Resets.OnClose or Resets.OnData ? Traced.Resetter(input) : null;
        return new() { Counter = reason.Counter, Process = process, Cgroup = input.Process(process)?.Unit };
    }

    private Finding Stray(long strays, RuleInput input) => Found(Severity.Info, Confidence.Possible,
        $"{Figure.Count(strays, "reset")} in {Figure.Time(input.Capture.IntervalMs)} answer segments that belong to no connection", new FindingSubject { Counter = Resets.Sent }) with
    {
        Figures = [FindingFigure.Gain("reset", strays, "segments")],
        Evidence =
        [
            new("resets sent that no abort accounts for", $"{Figure.Of(strays)} ({Figure.Of(Increase.PerSecond(input, strays))}/s)", $"{Resets.Sent} less {Resets.OnClose}, {Resets.OnData}, {Resets.OnTimeout}"),
            new("connect() calls of this host that failed meanwhile", Increase.Of(input, Resets.ConnectFails) is { } fails ? Figure.Of(fails) : "unknown", Resets.ConnectFails),
        ],
        Cause = "SYNs come to ports where nobody listens, or data for connections that are closed: a service is down, a scanner knocks, or a peer goes on sending after the end.",
        Remedies =
        [
            new(RemedyLevel.Network, "See to which port and from whom", input.Inside(Look.ForRst)),
            new(RemedyLevel.Application, "If a service should listen there, start it", input.Tcpvet("listeners")),
        ],
        DoesNotHelp = FalseRemedies,
    };

    private static Remedy See(string counter, RuleInput input) => counter switch
    {
        Resets.OnClose => new(RemedyLevel.Application, "Find the program: the trace names it, for the reset is made inside its close()", Look.Trace("tcp:tcp_send_reset")),
        Resets.OnData => new(RemedyLevel.Application, "Find the program: where the trace has skbaddr=(nil) it made the reset itself (SO_LINGER) and is named; elsewhere go by the addresses", Look.Trace("tcp:tcp_send_reset")),
        _ => new(RemedyLevel.Kernel, "See how much is in use: orphans, and memory in pages against the three numbers of tcp_mem", "grep TCP: /proc/net/sockstat; sysctl net.ipv4.tcp_max_orphans net.ipv4.tcp_mem"),
    };

    private sealed record Reason(string Counter, Phrase Words, Func<RuleInput, long?> Gained, Phrase Cause, Phrase Remedy);
}
