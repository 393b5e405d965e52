using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV206: SYNs are dropped that a cookie would have answered.</summary>
internal sealed class SyncookiesOff : Rule
{
    private const string AllDrops = "TcpExt.ListenDrops";
    private const string Overflows = "TcpExt.ListenOverflows";

    public override string Code => "TV206";

    public override string Name => "syncookies-off";

    public override string Summary => "SYN cookies are off, and SYNs are dropped that a cookie would have answered";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV204"];

    public override IReadOnlyList<string> Complaints => ["Possible SYN flooding on port … Dropping request", "connection timed out", "connecting takes whole seconds"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `tcp_syncookies` is 0 in this network namespace, and the kernel drops SYNs because it has no room for half-open requests. With cookies on it would answer them without keeping anything.

        ## Why it hurts
        The client repeats its SYN after 1 s, later at growing distances, and may end with "Connection timed out". A small flood is enough to keep everybody out. Cookies off also bring `tcp_max_syn_backlog` into force: of its places a quarter is kept for addresses that the kernel has measured before, so that new clients are refused earlier than the number says.

        ## How we know
        `ListenDrops` counts every refusal at a listener, `ListenOverflows` those of a full accept queue. What is left beside them, while cookies are off, are SYNs without a place: a full queue (`TCPReqQFullDrop`), or the three-quarters rule, which has no counter of its own (net/ipv4/tcp_input.c `tcp_conn_request`). A refusal for lack of memory looks the same and is rare.

        ## What to do
        Turn cookies on; it takes effect at once and costs nothing while the queue has room. Find the file that turned them off. A longer backlog helps against bursts as well.

        ## What does not help

        ## When to ignore
        If cookies were turned off on purpose because a client needs TCP options that they lose, and the drops are few.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a higher tcp_max_syn_backlog alone", "the listener's own backlog bounds the same queue") { Page = "A higher `tcp_max_syn_backlog` alone: the listener's own backlog bounds the same queue." },
        new("a lower tcp_synack_retries", "it gives up slow clients sooner") { Page = "`tcp_synack_retries` lowered: places come free sooner, and slow clients are lost." },
        UselessRemedy.OnPage("`somaxconn` alone is read at `listen()`: the program must be restarted."),
    ];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter("TcpExt.TCPReqQFullDrop"), Yardstick.Counter("TcpExt.TCPReqQFullDoCookies")];

    public override RuleAnswer Check(RuleInput input)
    {
        long? now = input.Delta(AllDrops) - input.Delta(Overflows);
        long? ever = input.Total(AllDrops) - input.Total(Overflows);
        switch (input.Netns.Setting(SynQueue.Cookies))
        {
            case > 0:
                return RuleAnswer.Quiet;
            case null:
                return now > 0 ? RuleAnswer.CannotTell(input.Lacks(SynQueue.Cookies, FactNames.Sysctls)) : RuleAnswer.Quiet;
        }

        if (ever is null)
        {
            return RuleAnswer.CannotTell(input.Lacks(input.Total(AllDrops) is null ? AllDrops : Overflows, FactNames.Counters));
        }

        return now > 0
            ? RuleAnswer.Fires(Drops(now.Value, ever.Value, input))
            : ever > 0 ? RuleAnswer.Fires(Dropped(ever.Value, input))
            : RuleAnswer.Quiet;
    }

    /// <summary>The setting is of the whole namespace, and so are its drops.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => true;

    private Finding Drops(long now, long ever, RuleInput input) =>
        Off(Severity.Warning, input.Delta(SynQueue.Dropped) > 0 ? Confidence.Certain : Confidence.Likely,
            $"SYN cookies are off: {Figure.Count(now, "SYN")} dropped in {Figure.Time(input.Capture.IntervalMs)} for want of a place", now, ever, input,
            "With tcp_syncookies=0 a SYN that finds no place among the half-open requests is dropped instead of answered with a cookie.");

    private Finding Dropped(long ever, RuleInput input) =>
        Off(Severity.Info, Confidence.Possible, $"SYN cookies are off, and {Figure.Count(ever, "SYN")} found no place at some time", input.Delta(AllDrops) is null ? null : 0, ever, input,
            "With tcp_syncookies=0 a SYN that finds no place is dropped. It happened at some time since the namespace began; whether cookies were off then is unknown.");

    private Finding Off(Severity severity, Confidence confidence, Phrase title, long? now, long ever, RuleInput input, Phrase cause)
    {
        List<Evidence> evidence =
        [
            new("tcp_syncookies", "0", SynQueue.Cookies),
            new("refused beside full accept queues, in the interval / in total", $"{(now is { } count ? Figure.Of(count) : "unknown")} / {Figure.Of(ever)}", $"{AllDrops}, {Overflows}"),
        ];
        if (input.Delta(SynQueue.Dropped) is { } full)
        {
            evidence.Add(new("of them because a SYN queue was full, in the interval", Figure.Of(full), SynQueue.Dropped));
        }

        if (input.Netns.Setting("net.ipv4.tcp_max_syn_backlog") is { } most)
        {
            evidence.Add(new("places, in force because cookies are off", $"{Figure.Of(most)}, a quarter of them for known addresses", "net.ipv4.tcp_max_syn_backlog"));
        }

        return Found(severity, confidence, title, new FindingSubject { Setting = SynQueue.Cookies }) with
        {
            Figures = FindingFigure.Known(
                now is { } refused ? FindingFigure.Gain("refused", refused, "requests") : null,
                FindingFigure.Total("refused_ever", ever, "requests")),
            Evidence = evidence,
            Cause = cause,
            Remedies =
            [
                KernelChange.Here(input, "Turn cookies on", SynQueue.Cookies, "1"),
                new(RemedyLevel.Kernel, "Take the 0 out of the file that sets it", "grep -rs tcp_syncookies /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/local/lib/sysctl.d /usr/lib/sysctl.d"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
