using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV204: a listener's SYN queue is full of requests that nobody completes.</summary>
internal sealed class SynFlood : Rule
{
    public override string Code => "TV204";

    public override string Name => "syn-flood";

    public override string Summary => "A SYN queue runs over, few of the handshakes are completed, and they come from many addresses";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["Possible SYN flooding on port … Sending cookies", "many SYN_RECV", "connection timed out", "the service is up and does not answer"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        More SYNs arrive than the listener's queue of half-open requests takes, and hardly any of them becomes a connection. Senders who never answer the SYN-ACK are what a SYN flood looks like (RFC 4987): their source addresses are usually forged.

        ## Why it hurts
        With `tcp_syncookies` on, the service goes on: the kernel answers with cookies and keeps no state. What is lost are TCP options of those clients where timestamps are off (window scaling, SACK), and the bandwidth of the answers. With cookies off, real clients' SYNs are dropped together with the flood's: "Connection timed out".

        ## How we know
        A SYN that finds the queue full is counted as `TCPReqQFullDoCookies` or `TCPReqQFullDrop` (net/ipv4/tcp_input.c `tcp_syn_flood_action`). Of the cookies sent (`SyncookiesSent`) fewer than a tenth come back (`SyncookiesRecv`); without cookies, few handshakes are completed beside the drops and the waiting requests have repeated their SYN-ACK. The requests in SYN_RECV come from many addresses. `tcp_syncookies=2` counts every SYN, so that there only the share of returned cookies speaks. The queue's limit is the listener's own (`idiag_wqueue`).

        ## What to do
        Keep `tcp_syncookies=1`. Filter before this host: the provider's protection, a rate limit for SYNs, or SYNPROXY of netfilter. Look whether the sources really are many and far, or one range that can be blocked.

        ## What does not help

        ## When to ignore
        If the replies take another way than this host sees (asymmetric routing, direct server return), cookies come back elsewhere. A load test with forged sources that you started.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_max_syn_backlog", "it is not consulted while tcp_syncookies is on, and any queue fills") { Page = "`tcp_max_syn_backlog` is not consulted while `tcp_syncookies` is on." },
        new("a bigger backlog", "it only takes longer to fill: a forged request stays for about a minute") { Page = "A longer backlog only takes longer to fill: each forged request stays for about a minute." },
        new("a lower tcp_synack_retries", "it drops real clients on slow ways too") { Page = "`tcp_synack_retries` lowered also drops real clients on slow or lossy ways." },
        UselessRemedy.OnPage("Blocking the visible addresses one by one: forged ones change with each packet."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [SynQueue.MinRequests, SynQueue.MaxAnswered];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter("TcpExt.TCPReqQFullDrop"), Yardstick.Counter("TcpExt.TCPReqQFullDoCookies")];

    public override RuleAnswer Check(RuleInput input)
    {
        SynQueue queue = new(input);
        return RuleAnswer.From(queue.Verdict == SynQueueVerdict.Flood ? [Flood(queue, input)] : [], queue.Missing);
    }

    private Finding Flood(SynQueue queue, RuleInput input)
    {
        List<Remedy> remedies =
        [
            new(RemedyLevel.Network, "Filter before this host: the provider's protection, or a limit of new connections at the edge"),
            new(RemedyLevel.Network, "Look at the requests and where they come from", input.Tcpvet("list state syn-recv")),
        ];
        if (queue.Drops)
        {
            remedies.Insert(0, KernelChange.Here(input, "Turn cookies on: then real clients get through beside the flood", SynQueue.Cookies, "1"));
        }

        return Found(queue.Drops ? Severity.Critical : Severity.Warning, queue.Confidence,
            $"SYN flood{(queue.Name is { } name ? (Phrase)$" on {name}" : "")}: {Figure.Of(queue.Requests)} SYNs in {Figure.Time(input.Capture.IntervalMs)}, {Figure.Of(queue.Answered)} % completed", queue.Subject) with
        {
            Figures = queue.Figures(),
            Evidence = queue.Evidence(),
            Cause = queue.Drops
                ? "SYNs that nobody completes fill the queue of half-open requests, and with cookies off real clients' SYNs are dropped with them."
                : "SYNs that nobody completes fill the queue of half-open requests. Cookies let real clients through.",
            Remedies = remedies,
            DoesNotHelp = FalseRemedies,
        };
    }
}
