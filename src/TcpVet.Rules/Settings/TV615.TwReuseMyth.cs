using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>TV615: tcp_tw_reuse is set for servers, for which it does nothing.</summary>
internal sealed class TwReuseMyth : SettingRule
{
    private const string Key = "net.ipv4.tcp_tw_reuse";

    public override string Code => "TV615";

    public override string Name => "tw-reuse-myth";

    public override string Summary => "tcp_tw_reuse is switched on for a problem that it does not solve";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["tcp_tw_reuse = 1 and TIME_WAIT does not get fewer", "too many TIME_WAIT on a server", "recommended sysctl settings for a web server"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `tcp_tw_reuse = 1` lets connect() take over a TIME_WAIT of this host's own earlier connection to the same destination. It is copied as a cure for TIME_WAIT on servers, for which it does nothing.

        ## Why it hurts
        It does little harm, and it stands in the place of a cure. It acts inside connect(): the first port of the range's preferred half that may be used is taken, one of an old enough TIME_WAIT included. Towards one destination TIME_WAIT then levels off near half the range, 14,000 by default; below that the number does not fall: 400 closes left 400 with it (measured on Linux 6.18; in a range of 200 ports 250 connects left 100 and took over 150). A server's TIME_WAIT are met by clients with new ports, and a new SYN on an old pair of ports is accepted without it.

        ## How we know
        The value 1 in a file. From 4.18 on the default is 2: loopback only.

        ## What to do
        Delete the line where the host only accepts connections. Where it connects very often to one destination, reuse connections (a pool, HTTP keep-alive); tcp_tw_reuse is the second choice there, and needs timestamps on both sides.

        ## What does not help

        ## When to ignore
        A proxy or crawler that opens hundreds of connections a second to one destination and cannot keep them.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_tw_recycle", "it is gone since 4.12, and dropped clients behind NAT before"),
        new("tcp_fin_timeout", "it does not concern TIME_WAIT"),
        UselessRemedy.OnPage("tcp_max_tw_buckets: it cuts connections off."),
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) => line.Key == Key && line.Number == 1
        ? new LineOpinion(LineVerdict.Misleading, "It concerns outgoing connections only, where TIME_WAIT towards one destination then levels off near half the port range: a server has nothing from it, and below that the number does not fall.",
            "Delete the line; reuse connections where many go to one destination")
        : null;
}
