using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>TV611: tcp_tw_recycle drops clients behind NAT.</summary>
internal sealed class TwRecycle : SettingRule
{
    private const string Key = "net.ipv4.tcp_tw_recycle";

    private static readonly KernelVersion Gone = new(4, 12);

    public override string Code => "TV611";

    public override string Name => "tw-recycle";

    public override string Summary => "tcp_tw_recycle is on: connections of clients behind NAT are dropped in silence";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["some clients behind a NAT cannot connect", "connects time out at random from an office or a mobile network", "SYN packets arrive and are not answered"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `tcp_tw_recycle` shortened TIME_WAIT on kernels before 4.12. To do so it remembered one timestamp for each remote address and dropped SYNs with an older one.

        ## Why it hurts
        Clients behind one NAT share an address and not a clock. All but the one whose clock is ahead lose SYNs without an answer: a connect takes seconds or fails, for some people, at some times. From Linux 4.10 on every connection has a timestamp offset of its own, and then almost nobody gets in.

        ## How we know
        The value of the setting on a kernel older than 4.12, or a line that sets it for such a kernel. PAWSPassive (`passive connections rejected because of time stamp`) counts the SYNs that are dropped. From 4.12 on the setting is gone (commit 4396e46187ca), and a line is reported as TV601.

        ## What to do
        Set it to 0 at once, and delete the line. TIME_WAIT on a server costs 256 bytes a connection and no ports: nothing has to take its place.

        ## What does not help

        ## When to ignore
        Never on a host that clients reach over the Internet; only where every client has an address of its own.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        UselessRemedy.OnPage("Switching timestamps off: it hides this fault and gives up PAWS and round-trip times."),
        UselessRemedy.OnPage("A larger NAT pool: the clocks still differ."),
        new("tcp_timestamps=0", "it hides this fault and gives up the protection against old segments") { Page = "" },
        new("tcp_tw_reuse", "it concerns outgoing connections"),
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) =>
        line.Key == Key && line.Number is not (null or 0) && (scene.Kernel < Gone || scene.IsOutput)
            ? new LineOpinion(LineVerdict.Dangerous, "It drops connections of clients behind NAT without an answer: one timestamp is kept for each remote address.", "Delete the line; set it to 0 where it runs")
            { Change = new SettingChange(Key, "0") }
            : null;

    protected override RuleAnswer Live(RuleInput input) => input.Netns.Setting(Key) is { } value and not 0
        ? RuleAnswer.Fires(OfValue(Severity.Critical, "tcp_tw_recycle is on: clients behind NAT are dropped in silence", Key, Wording.Figure.Of(value),
            "One timestamp is kept for each remote address, and SYNs with an older one are dropped: clients behind one NAT have different clocks.", input,
            new SettingChange(Key, "0"), "Switch it off; TIME_WAIT on a server needs no cure"))
        : RuleAnswer.Quiet;
}
