using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>TV622: a part of TCP that every connection profits from is switched off.</summary>
internal sealed class FeatureSwitchedOff : SettingRule
{
    // Documentation/networking/ip-sysctl.rst: 1 cuts the path's MTU at a message, 2 ignores messages, 3 is a hardened mode.
    private const string NoDiscovery = "net.ipv4.ip_no_pmtu_disc";

    private static readonly Dictionary<string, (LineVerdict Verdict, string Why)> Features = new(StringComparer.Ordinal)
    {
        ["net.ipv4.tcp_window_scaling"] = (LineVerdict.Dangerous, "Without window scaling a connection carries 64 KB a round trip at the most: 5 Mbit/s at 100 ms."),
        ["net.ipv4.tcp_moderate_rcvbuf"] = (LineVerdict.Dangerous, "Without it every receive buffer stays as small as it begins: 128 KB, about 5 Mbit/s at 100 ms."),
        ["net.ipv4.tcp_sack"] = (LineVerdict.Misleading, "Without SACK the sender does not learn what has arrived behind a gap: each loss takes longer to mend, and it saves nothing that can be measured."),
        ["net.ipv4.tcp_timestamps"] = (LineVerdict.Misleading,
            "Without timestamps there is no protection against old segments (PAWS), round trips are measured worse and no TIME_WAIT can be reused. Uptime cannot be read from them since Linux 4.10."),
    };

    public override string Code => "TV622";

    public override string Name => "feature-switched-off";

    public override string Summary => "Window scaling, SACK, timestamps, path MTU discovery or the adaptation of buffers is switched off";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["tcp_timestamps = 0", "downloads are slow over long distances only", "tcp_sack = 0 and throughput drops at the least loss"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `tcp_window_scaling`, `tcp_sack`, `tcp_timestamps` and `tcp_moderate_rcvbuf` are parts of TCP that every kernel of today has on, and so is path MTU discovery (`ip_no_pmtu_disc = 0`). Guides switch them off to save processor time, to hide the uptime, or against a fault of 2019 (CVE-2019-11477) that was mended long ago.

        ## Why it hurts
        Without window scaling or growing buffers a connection carries 64 or 128 KB a round trip: nothing in a data centre, 5 Mbit/s at 100 ms. Without SACK each loss takes longer to mend. Without timestamps old segments can get into new connections on fast links, and TIME_WAIT cannot be reused.

        ## How we know
        The values. The throughput is window divided by round-trip time (RFC 7323 section 1.1). Timestamps carry a random offset for each connection since Linux 4.10, so that they tell no uptime. On a host a feature that is off is told as information.

        ## What to do
        Delete the line; all four are 1 by default. Existing connections keep what they agreed at the handshake.

        ## What does not help

        ## When to ignore
        A measurement, or a peer whose TCP is broken and cannot be mended; then switch the feature off for the route to it, not for the host.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("Larger tcp_rmem beside tcp_window_scaling = 0: the window cannot be told to the peer."),
        UselessRemedy.OnPage("tcp_timestamps = 2: it takes the random offset away, and nothing else."),
        new("larger buffers instead", "a window beyond 64 KB cannot be told without window scaling") { Page = "" },
        new("switching it off against CVE-2019-11477", "kernels since June 2019 are not hurt by it") { Page = "" },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) =>
        line.Key == NoDiscovery && line.Number is 1 or 2
        ? new LineOpinion(LineVerdict.Misleading,
            "It switches path MTU discovery off: packets go out in pieces, which firewalls and tunnels drop, and one message \"fragmentation needed\" cuts the path to route.min_pmtu, 552 bytes.",
            "Delete the line: 0 is the default; against routers that drop such messages there is tcp_mtu_probing = 1")
        { Change = new SettingChange(line.Key, "0") }
        : line.Number == 0 && Features.TryGetValue(line.Key, out (LineVerdict Verdict, string Why) feature)
        ? new LineOpinion(feature.Verdict, feature.Why, "Delete the line: 1 is the default") { Change = new SettingChange(line.Key, "1") }
        : null;

    protected override RuleAnswer Live(RuleInput input)
    {
        Finding[] off =
        [
            .. Features.Where(feature => feature.Value.Verdict == LineVerdict.Dangerous
                && input.Netns.Setting(feature.Key) == 0).Select(feature => OfValue(Severity.Info,
                    $"{feature.Key[(feature.Key.LastIndexOf('.') + 1)..]} is off: connections over long distances are slow", feature.Key, "0", feature.Value.Why, input, new SettingChange(feature.Key, "1"), "Switch it on")),
        ];
        return RuleAnswer.From(off, null);
    }
}
