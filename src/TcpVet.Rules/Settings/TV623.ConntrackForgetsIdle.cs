using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>TV623: a file has connection tracking forget connections before their first keepalive probe.</summary>
internal sealed class ConntrackForgetsIdle : SettingRule
{
    private const string Timeout = "net.netfilter.nf_conntrack_tcp_timeout_established";
    private const string Keepalive = "net.ipv4.tcp_keepalive_time";
    private const string Loose = "net.netfilter.nf_conntrack_tcp_loose";

    public override string Code => "TV623";

    public override string Name => "conntrack-forgets-idle";

    public override string Summary => "A line has connection tracking forget connections before their first keepalive probe";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["nf_conntrack_tcp_timeout_established = 600", "connections behind NAT hang after a pause", "the first query after the night fails"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `nf_conntrack_tcp_timeout_established` is lowered, mostly against a full table, to less than `tcp_keepalive_time`: connection tracking forgets a connection that is silent for so long, and the first keepalive probe would come later.

        ## Why it hurts
        When the connection speaks again, the firewall does not know it. Behind NAT, or a rule that lets only "established" pass, its packets vanish, and the program waits for many minutes: pools of database connections break over night. With `nf_conntrack_tcp_loose = 0` every such connection is lost; with 1, the default, those that are not translated are taken up again.

        ## How we know
        The two numbers as they are once all lines are applied: from the file, else as they run, else the kernel's defaults (432000 and 7200). Connections whose programs set no keepalive are silent without a bound, so that a time-out above the keepalive time is no promise either. TV503 looks at the connections of a running host.

        ## What to do
        Keep the time-out above `tcp_keepalive_time` plus its probes, or lower the keepalive time to less than half of the time-out and see that the programs set SO_KEEPALIVE. Against a full table raise `nf_conntrack_max`, or leave flows untracked that need no state.

        ## What does not help

        ## When to ignore
        A host whose connections are short, such as a public web server without backends behind NAT.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a lower tcp_keepalive_time for programs without SO_KEEPALIVE", "they send no probe at all"),
        new("tcp_retries2", "it ends the wait sooner and saves no connection") { Page = "`tcp_retries2`: it ends the wait sooner and saves no connection." },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene)
    {
        if (line.Key != Timeout || line.Number is not { } seconds || scene.Final(Keepalive) is not { } first
            || seconds <= 0 || seconds > first)
        {
            return null;
        }

        bool strict = scene.Final(Loose) == 0;
        Phrase lost = strict ? "with nf_conntrack_tcp_loose = 0 their next packet is invalid"
            : "behind NAT or a strict rule their next packet goes nowhere";
        return new LineOpinion(
            strict ? LineVerdict.Dangerous : LineVerdict.Misleading,
            $"Connections that are silent for {Figure.Time(seconds * 1000.0)} are forgotten, and the first keepalive probe comes after {Figure.Time(first * 1000.0)}: {lost}.",
            $"Write more than tcp_keepalive_time, or set that to less than {Figure.Of(seconds / 2)}")
        {
            Weight = Severity.Warning,
        };
    }
}
