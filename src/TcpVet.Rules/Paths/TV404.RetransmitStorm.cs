using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV404: much of what is sent has to be sent again.</summary>
internal sealed class RetransmitStorm : Rule
{
    private const string Again = "Tcp.RetransSegs";
    private const string Sent = "Tcp.OutSegs";
    private const string Handshakes = "TcpExt.TCPSynRetrans";
    private const string Doubles = "TcpExt.TCPDSACKRecvSegs";
    private const string DoubleReports = "TcpExt.TCPDSACKRecv";

    // A report covers one segment or many: fewer than one for so many segments sent again do not matter.
    private const int FewestReports = 50;

    // Time-outs double: one connection that starts at the minimum of 200 ms repeats itself eight times in 51 s.
    private const int TriesEach = 8;

    private static readonly Threshold MinSegments = new("TV404.min_segments", 100, "segments", "engineering default: fewer are chance", "fewer lost in the interval are not reported");
    private static readonly Threshold WarnShare = new("TV404.warn_share", 1, "%", "engineering default: at 1 % and 100 ms a loss-based connection reaches about 1.4 Mbit/s (Mathis et al. 1997)", "reported from this share on; a warning where most is lost towards private addresses, whose paths are this site's own");
    private static readonly Threshold CriticalShare = new("TV404.critical_share", 5, "%", "engineering default", "critical from this share on, towards private addresses");
    private static readonly Threshold FarWarnShare = new("TV404.internet_warn_share", 3, "%", "engineering default: one to two per cent is what clients on the internet, on radio links above all, lose on good days", "warning from this share on, where most is lost elsewhere or nothing tells where");
    private static readonly Threshold FarCriticalShare = new("TV404.internet_critical_share", 10, "%", "engineering default", "critical from this share on there");
    private static readonly Threshold OnePeer = new("TV404.one_peer_share", 80, "%", "engineering default", "it is one peer's path when so much of the losses of the connections is towards one address");

    public override string Code => "TV404";

    public override string Name => "retransmit-storm";

    public override string Summary => "Much of what is sent has to be sent again: loss on one peer's path, or at this host";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV107", "TV110", "TV111", "TV402", "TV505"];

    public override IReadOnlyList<string> Complaints => ["transfers are slow", "many retransmissions", "packet loss"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Segments are lost on their way, or their acknowledgements are, and the kernel sends them again. Where the losses are tells whose trouble it is: towards one address it is the path to it, towards all, beyond what the internet always loses, it is this host's card, driver, cable, queue or uplink.

        ## Why it hurts
        Each loss halves the sending rate or worse, and one at the end of a message costs a time-out of 200 ms and more. Long paths suffer most.

        ## How we know
        `RetransSegs` against `OutSegs` between the readings. Taken off are repeated SYNs and SYN-ACKs (`TCPSynRetrans`: a silent destination is no loss) and what was needless: segments that the peer reports as doubles (`TCPDSACKRecvSegs`), or tail-loss probes that found nothing lost (`TCPLossProbes` less `TCPLossProbeRecovery`), whichever is more. The share is of everything sent, first and again. Which peer is told by `tcpi_total_retrans` over the lives of the open connections.

        ## What to do
        One peer: measure the path (`mtr`), look at the link that it goes through, at duplex and MTU there. All peers: look at this host's interface for errors, drops and a full ring (`ip -s -s link`, `ethtool -S`), its queue (`tc -s qdisc`), the hypervisor's or provider's limit of packets.

        ## What does not help

        ## When to ignore
        Mobile and radio links lose a per cent or two always, and so does a service with many clients on the internet: below `internet_warn_share` that is information; congestion control that does not take loss for congestion (BBR) suffers less. A transfer that fills a link has losses by design.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("larger tcp_wmem and tcp_rmem", "a lost segment stays lost, and longer queues lose more") { Page = "Larger buffers (`tcp_wmem`, `tcp_rmem`): a lost segment stays lost, and a longer queue can make more of them." },
        new("tcp_retries2", "it says when to give up, not how much is lost") { Page = "`tcp_retries2`: it says when to give up." },
        new("tcp_sack=0", "without SACK one loss in a round trip is repaired") { Page = "`tcp_sack=0`: recovery without SACK repairs one loss in a round trip." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinSegments, WarnShare, CriticalShare, FarWarnShare, FarCriticalShare, OnePeer];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter(Again)];

    // A peer is named while most is about it.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        if (Increase.Of(input, Again) is not { } again)
        {
            return RuleAnswer.CannotTell(Increase.Lacks(input, Again));
        }

        if (again < input.Settings[MinSegments])
        {
            return RuleAnswer.Quiet;
        }

        if (Increase.Of(input, Sent) is not { } sent || Increase.Of(input, Handshakes) is not { } handshakes)
        {
            return RuleAnswer.CannotTell(Increase.Lacks(input, input.Total(Sent) is null ? Sent : Handshakes));
        }

        if (!IsStorm(again - handshakes, sent + again, input))
        {
            return RuleAnswer.Quiet;
        }

        if (Needless(input, again) is not { } needless)
        {
            return RuleAnswer.CannotTell($"how much was sent again needlessly: {input.Lacks(Doubles, FactNames.Counters)}");
        }

        long lost = again - handshakes - needless;
        // OutSegs has no segment twice (net/ipv4/tcp_output.c __tcp_transmit_skb).
        double share = 100.0 * lost / (sent + again);
        if (!IsStorm(lost, sent + again, input))
        {
            return RuleAnswer.Quiet;
        }

        Losers losers = new(input);
        Severity severity = IsOfTheDead(input, lost) ? Severity.Info : Weigh(share, losers, input.Settings);
        return RuleAnswer.Fires(Storm(severity, lost, share, [
            new("sent again in the interval / sent", $"{Figure.Of(again)} / {Figure.Of(sent)} segments", $"{Again}, {Sent}"),
            new("of them, SYNs and SYN-ACKs / needless", $"{Figure.Of(handshakes)} / {Figure.Of(needless)}", $"{Handshakes}, TcpExt.TCPDSACKRecvSegs, TcpExt.TCPLossProbes"),
        ], losers, input));
    }

    /// <summary>
    /// Packets that this host dropped itself explain it if they are about as many; what concerns some connections does if the losses are
    /// theirs. </summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => cause.Code switch
    {
        "TV505" => Increase.Of(input, input.Capture.HostFacts.SoftnetDropped) * 2 >= Increase.Of(input, Again) - Increase.Of(input, Handshakes),
        _ => symptom.Severity == Severity.Info
            && Increase.Of(input, Again) - Increase.Of(input, Handshakes) is { } again
            && IsOfTheDead(input, again),
    };

    // One client on a bad line of its own is nobody's fault here, however much of a quiet host's traffic it is.
    private static Severity Weigh(double share, Losers losers, RuleSettings set) =>
        losers.AreNear ? (share >= set[CriticalShare] ? Severity.Critical : Severity.Warning)
        : losers.IsOneClient(set[OnePeer]) || share < set[FarWarnShare] ? Severity.Info
        : share >= set[FarCriticalShare] ? Severity.Critical : Severity.Warning;

    // The losses are of connections that nobody answers, open or closing: they are many enough to have lost so much,
    // and what the living ones lost in all their lives is less. Then it is not the path's quality; another rule tells it.
    private static bool IsOfTheDead(RuleInput input, long lost)
    {
        if (input.Netns.Connections is not { IsWhole: true } survey)
        {
            return false;
        }

        long closing = input.Netns.Groups
            .Where(group => group.State is TcpState.FinWait1 or TcpState.LastAck or TcpState.Closing)
            .Sum(group => group.Retransmitting);
        long unanswered = survey.Groups.Sum(group => group.Unanswered);
        long living = survey.Groups.Where(group => group.Unanswered == 0).Sum(group => group.SegmentsRetransmitted);
        return (unanswered + closing) * TriesEach >= lost && living * 2 < lost;
    }

    private static bool IsStorm(long lost, long sent, RuleInput input) =>
        lost >= input.Settings[MinSegments] && 100.0 * lost >= input.Settings[WarnShare] * sent;

    // Null when unknown. Measured on a loopback without loss: of 990 segments sent again 945 were reported as doubles, in 21 reports.
    // So a kernel that counts reports only (before 5.9) tells it only where they are rare.
    private static long? Needless(RuleInput input, long again)
    {
        long? doubles = Increase.Of(input, Doubles)
            ?? (Increase.Of(input, DoubleReports) is { } reports && reports * FewestReports < again ? reports : null);
        long? probes = Increase.Of(input, "TcpExt.TCPLossProbes") - Increase.Of(input, "TcpExt.TCPLossProbeRecovery");
        return doubles is { } a && probes is { } b ? Math.Max(a, b) : null;
    }

    private Finding Storm(Severity severity, long lost, double share, List<Evidence> evidence, Losers losers, RuleInput input)
    {
        KeyValuePair<InetAddress, long> worst = losers.Worst;
        bool one = losers.IsOne(input.Settings[OnePeer]);
        if (losers.All > 0)
        {
            evidence.Add(new("segments sent again, by remote address", Listed.MostOf(losers.ByAddress, address => address.IsAny ? "many addresses" : Who.Endpoint(new(address, 0))), "sock_diag: tcpi_total_retrans, over the lives of the connections"));
        }

        Phrase where = one ? (Phrase)$", mostly to {Who.Short(new InetEndpoint(worst.Key, 0))}" : losers.ByAddress.Count > 1 ? ", to many peers" : "";
        Phrase title = $"{Figure.Of(share)} % of what is sent is lost{where}: {Figure.Count(lost, "segment")} in {Figure.Time(input.Capture.IntervalMs)}";
        return Found(severity, one || losers.ByAddress.Count > 1 ? Confidence.Likely : Confidence.Possible, title,
            new FindingSubject { Counter = Again, Peer = one ? new InetEndpoint(worst.Key, 0) : null }) with
        {
            Figures = [new("lost_share", FigureKind.Share, share, "%"), FindingFigure.Gain("retransmitted", lost, "segments")],
            Evidence = evidence,
            Cause = one ? losers.IsOneClient(input.Settings[OnePeer]) ? "The losses are towards one client: its own link, or the path to it, drops packets."
                : "The losses are towards one address: the path to it, or the peer's own link, drops packets."
                : losers.ByAddress.Count > 1 ? severity == Severity.Info ? "The losses are spread over many addresses, and are as many as paths through the internet have: each client's own link, more likely than this host."
                : "The losses are towards many addresses: what they share is near this host, its card, driver, queue, uplink, or a limit of packets set by the provider."
                : "Segments are lost; the open connections do not tell towards whom.",
            Remedies = one
                ? [new(RemedyLevel.Network, "Find the hop that drops", input.Inside($"mtr -n -r -c 100 {worst.Key}")),
                    new(RemedyLevel.Network, "See which packet size fits", input.Inside($"tracepath -n {worst.Key}"))]
                : [new(RemedyLevel.Network, "Look at this host's interfaces for errors and drops", input.Inside("ip -s -s link")),
                    new(RemedyLevel.Network, "Look at its queues for drops", input.Inside("tc -s qdisc"))],
            DoesNotHelp = FalseRemedies,
        };
    }
}
