using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV205: a listener's SYN queue runs over with clients that do complete their handshakes, or with few that do not.</summary>
internal sealed class SlowHandshakes : Rule
{
    public override string Code => "TV205";

    public override string Name => "slow-handshakes";

    public override string Summary => "A SYN queue runs over although most handshakes are completed, or few addresses fill it: bursts, or a slow way";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV201", "TV202", "TV206"];

    public override IReadOnlyList<string> Complaints => ["Possible SYN flooding on port … Sending cookies", "many SYN_RECV", "connecting takes whole seconds"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        More handshakes are under way at once than the listener's queue of half-open requests takes, and they are no attack: the clients complete them, or few addresses make them all. The kernel's log may speak of "possible SYN flooding"; it means no more than this full queue.

        ## Why it hurts
        With `tcp_syncookies` on, hardly at all: the connections are made with cookies, and lose window scaling and SACK only where timestamps are off. With cookies off the SYN is dropped, and the client repeats it after a second.

        ## How we know
        `TCPReqQFullDoCookies` or `TCPReqQFullDrop` grew: SYNs found the queue full (net/ipv4/tcp_input.c `tcp_conn_request`; the limit is the listener's backlog, `idiag_wqueue`). Most cookies came back (`SyncookiesRecv` against `SyncookiesSent`), or the requests in SYN_RECV come from few addresses. `tcp_syncookies=2` counts every SYN; then this rule says nothing.

        ## What to do
        If bursts are normal here (a deploy, a cron job, clients that reconnect together), give the listener a longer backlog and `net.core.somaxconn` as much: the same number bounds this queue and the accept queue. Let clients spread their reconnects by a random delay. If few addresses that do not answer fill it, look at the way back to them.

        ## What does not help

        ## When to ignore
        With cookies on and most of them coming back nobody is turned away; it is worth a longer backlog, no alarm.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_max_syn_backlog", "it is not consulted while tcp_syncookies is on; the listener's own backlog is the limit") { Page = "`tcp_max_syn_backlog` is not consulted while `tcp_syncookies` is on." },
        new("tcp_syncookies=0", "the SYNs that get a cookie now would be dropped") { Page = "" },
        new("tcp_synack_retries", "it ends requests that nobody answers; these are answered") { Page = "`tcp_synack_retries` and `tcp_abort_on_overflow` concern other ends of the handshake." },
        UselessRemedy.OnPage("Turning cookies off to silence the log: then the same SYNs are dropped."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [SynQueue.MinCompleted];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter("TcpExt.TCPReqQFullDrop"), Yardstick.Counter("TcpExt.TCPReqQFullDoCookies")];

    public override RuleAnswer Check(RuleInput input)
    {
        SynQueue queue = new(input);
        return RuleAnswer.From(queue.Verdict == SynQueueVerdict.Slow ? [Slow(queue, input)] : [], queue.Missing);
    }

    /// <summary>Cookies turned off concern every listener; a queue that is not emptied only its own.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        cause.Code == "TV206" || Related.ByService(symptom.Subject, cause.Subject);

    private Finding Slow(SynQueue queue, RuleInput input)
    {
        bool completed = queue.Answered >= input.Settings[SynQueue.MinCompleted];
        bool harmless = completed && !queue.Drops;
        ListenerFacts? listener = queue.Service?.Listener;
        return Found(harmless ? Severity.Info : Severity.Warning, queue.Confidence,
            $"{queue.Name ?? "A listener"} had a full SYN queue: {Figure.Of(queue.Requests)} SYNs {(queue.Drops ? (Phrase)"dropped" : "answered with cookies")} in {Figure.Time(input.Capture.IntervalMs)}", queue.Subject) with
        {
            Figures = queue.Figures(),
            Evidence = queue.Evidence(),
            Cause = completed
                ? "More clients connect at once than the queue of half-open requests takes; they complete their handshakes."
                : queue.Drops
                ? "More clients connect at once than the queue of half-open requests takes, and with cookies off those beyond it are dropped."
                : "Requests that are not completed fill the queue, but nothing says that many forge them: a slow or one-way path to few clients, or a load test.",
            Remedies =
            [
                .. KnownSoftware.Remedies(Fault.ShortBacklog, input.Process(queue.Service?.Process)),
                .. Longer(listener?.Limit, input),
                new(RemedyLevel.Application, "Let clients wait a random time before they reconnect, so that they do not all come at once"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private static Remedy[] Longer(long? limit, RuleInput input) => (limit, input.Netns.Setting("net.core.somaxconn")) switch
    {
        ({ } length, { } ceiling) when length >= ceiling =>
            [KernelChange.Here(input, "Raise the ceiling of queues, then restart the program so that it calls listen() again", "net.core.somaxconn", $"{Math.Max(4096, ceiling * 2)}")],
        _ => [new(RemedyLevel.Configuration, "Ask for a longer backlog in listen(): the same number bounds half-open requests and the accept queue")],
    };
}
