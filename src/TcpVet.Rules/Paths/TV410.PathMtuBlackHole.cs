using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV410: what fits into small packets arrives, and whole segments do not.</summary>
internal sealed class PathMtuBlackHole : Rule
{
    private const string Probing = "net.ipv4.tcp_mtu_probing";

    // IP and TCP headers with timestamps, less the header that ping adds to its payload: of both families the same.
    private const int PingBeyondMss = 24;

    private static readonly Threshold WarnCount = new("TV410.warn_count", 3, "connections", "engineering default", "warning when so many to one address lose whole segments");
    private static readonly Threshold LoneAge = new("TV410.lone_age_ms", 30_000, "ms", "engineering default", "warning for any number, once one has lost them for so long");

    private static readonly Threshold CriticalAge = new("TV410.critical_age_ms", 10_000, "ms", "that of TV402, which it explains", "critical when five or more, and four in five connections to the address, have lost them for so long");

    private const int CriticalCount = 5;

    public override string Code => "TV410";

    public override string Name => "path-mtu-black-hole";

    public override string Summary => "Small segments arrive and full-size ones vanish: a hop takes less than the path MTU that this host knows";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints =>
        ["small requests work and large ones hang", "the TLS handshake hangs", "ssh connects and then hangs", "requests hang for 15 minutes", "Send-Q grows and stays"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Connections to an address have whole segments to deliver and none of these is ever acknowledged, while smaller ones are. A hop on the way, mostly the entry of a tunnel (VPN, overlay network, PPPoE), takes smaller packets only, and its ICMP message "fragmentation needed" does not come back.

        ## Why it hurts
        Handshakes and small requests work, so everything looks up. The first large answer, upload or certificate hangs, until the program's time-out or `tcp_retries2` ends it after a quarter of an hour.

        ## How we know
        The retransmission timer has fired twice or more (`tcpi_backoff`), a whole segment or more waits (`idiag_wqueue`, `tcpi_snd_mss`), and what was delivered before, if anything, was smaller (`tcpi_bytes_acked` over the segments acknowledged). That alone a dead peer shows as well, and it is TV402. Here the peer lives: it reports that a later, smaller segment of the same connection arrived (`tcpi_sacked`), or connections were made to it long after the first got stuck, and get stuck in the same way.

        ## What to do
        See which size fits: `tracepath`, or `ping -M do` with a large and a small payload. Then let the ICMP messages through (type 3 code 4; ICMPv6 type 2), clamp the MSS where the tunnel begins, or set the MTU of the interface or route to what fits. `tcp_mtu_probing` = 1 makes this host find the size by itself when a connection gets stuck.

        ## What does not help

        ## When to ignore
        One connection of a client that was just lost and is seen once; a peer that was cut off in the middle of a burst, until it is back.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_retries2, keepalive and time-outs", "the same packet is lost each time") { Page = "`tcp_retries2`, keepalive and time-outs: the same packet is lost each time." },
        new("larger buffers or windows", "more whole segments are lost") { Page = "Larger buffers or windows: more whole segments are lost." },
        UselessRemedy.OnPage("`ip_no_pmtu_disc`: without the DF bit routers fragment, tunnels and IPv6 do not."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount, LoneAge, CriticalAge];

    public override RuleAnswer Check(RuleInput input)
    {
        IEnumerable<Finding> findings = (input.Netns.Connections?.Groups ?? [])
            .Where(group => group.WholeSegmentsLost > 0 && !group.Peer.Addr.IsAny)
            .GroupBy(group => group.Peer.Addr.Unmapped)
            .Select(groups => Lost(groups.Key, [.. groups], input))
            .OfType<Finding>();
        return RuleAnswer.From([.. findings], ConnectionPile.Unknown(input));
    }

    private Finding? Lost(InetAddress peer, ConnectionGroup[] groups, RuleInput input)
    {
        long lost = groups.Sum(group => group.WholeSegmentsLost);
        long sacked = groups.Sum(group => group.WholeSegmentsLostSacked);
        long longest = groups.Max(group => group.WholeSegmentsLostLongestMs) ?? 0;
        long shortest = groups.Min(group => group.WholeSegmentsLostShortestMs) ?? longest;
        // Whoever completes a handshake so much later than the first got stuck is there.
        bool renewed = lost >= input.Settings[WarnCount] && shortest * 3 < longest;
        if (sacked == 0 && !renewed)
        {
            return null;
        }

        long? mss = groups.Max(group => group.WholeSegmentsLostMss);
        ConnectionGroup most = groups.MaxBy(group => group.WholeSegmentsLost)!;
        ProcessRef? process = most.Process;
        bool all = lost >= CriticalCount && lost * 5 >= groups.Sum(group => group.Count) * 4;
        Severity severity = all && longest >= input.Settings[CriticalAge] ? Severity.Critical
            : lost >= input.Settings[WarnCount] || longest >= input.Settings[LoneAge] ? Severity.Warning
            : Severity.Info;
        return Found(severity, sacked > 0 ? Confidence.Likely : Confidence.Possible,
            $"Full-size segments of {Who.Process(process)} to {Who.Short(new(peer, 0))} vanish: {Figure.Count(lost, "connection")}, up to {Figure.Time(longest)}",
            new FindingSubject
            {
                Process = process,
                Cgroup = input.Process(process)?.Unit,
                Local = most.Inbound ? most.Local : null,
                Peer = new(peer, 0),
            }) with
        {
            Figures = FindingFigure.Known(
                FindingFigure.Count("connections", lost, "connections"),
                FindingFigure.Count("smaller_arrived", sacked, "connections"),
                FindingFigure.Duration("longest", longest),
                mss is { } size ? FindingFigure.Limit("segment_size", size, "bytes") : null),
            Evidence =
            [
                new("connections that lose whole segments and never delivered one", Figure.Of(lost), "sock_diag: idiag_wqueue, tcpi_snd_mss, tcpi_backoff, tcpi_bytes_acked"),
                new("of them, a later, smaller segment arrived", Figure.Of(sacked), "sock_diag: tcpi_sacked"),
                new("stuck for, the longest and the shortest", $"{Figure.Time(longest)}, {Figure.Time(shortest)}", "sock_diag: tcpi_rto, tcpi_backoff"),
                new("segment size that this host uses", mss is { } used ? Figure.Count(used, "byte") : "unknown", "sock_diag: tcpi_snd_mss"),
                new("finds a smaller size by itself (0: never)", input.Running(Probing), Probing),
            ],
            Cause = sacked > 0
                ? "The peer reports smaller segments that were sent later, and none of the full ones: a hop on the way takes smaller packets only, and its ICMP message about it gets lost or is dropped."
                : "Connections are made all the time, and each gets stuck with its first whole segment: a hop on the way takes smaller packets only. What remains besides is a server that accepts and never acknowledges data; the first command decides.",
            Remedies = Remedies(peer, mss, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Remedy> Remedies(InetAddress peer, long? mss, RuleInput input)
    {
        List<Remedy> remedies =
        [
            new(RemedyLevel.Network, "See which size fits on the way", input.Inside($"tracepath -n {peer}")),
        ];
        remedies.Add(new(RemedyLevel.Network, "Let ICMP \"fragmentation needed\" (type 3 code 4) and ICMPv6 \"packet too big\" (type 2) through the firewalls of both ends and between"));
        remedies.Add(new(RemedyLevel.Network, "Where a tunnel begins, clamp the MSS (nftables: tcp flags syn tcp option maxseg size set rt mtu), or set the MTU of its interface or route to what fits"));
        if (input.Netns.Setting(Probing) == 0)
        {
            remedies.Add(KernelChange.Here(input, "Have this host find the size by itself, for connections that get stuck", Probing, "1"));
        }

        if (mss is { } size)
        {
            remedies.Add(new(RemedyLevel.Network, "Or ask with a packet of that size, which must not be fragmented, and then with -s 1000", input.Inside($"ping -c 3 -M do -s {size + PingBeyondMss} {peer}")));
        }

        return remedies;
    }
}
