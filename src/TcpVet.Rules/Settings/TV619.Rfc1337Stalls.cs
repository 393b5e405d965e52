using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>TV619: TIME_WAIT ignores RST.</summary>
internal sealed class Rfc1337Stalls : SettingRule
{
    private const string Key = "net.ipv4.tcp_rfc1337";

    public override string Code => "TV619";

    public override string Name => "rfc1337-stalls";

    public override string Summary => "tcp_rfc1337 is on: TIME_WAIT ignores RST, and clients that reuse a port can stall";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["a connect hangs for up to a minute now and then", "tcp_rfc1337 = 1", "SYN is answered with an ACK instead of SYN-ACK"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        With `tcp_rfc1337 = 1` a TIME_WAIT of this host ignores RST segments. Guides give it as protection against "TIME_WAIT assassination"; the kernel's documentation reads as if 1 were what the kernel does by itself.

        ## Why it hurts
        A client behind NAT that gets a port again may send a SYN that the TIME_WAIT answers with an ACK of the old connection. The client says RST, which would end the TIME_WAIT, and its next SYN would be accepted. With 1 the TIME_WAIT stays, and the client tries again and again until it is gone, for up to 60 seconds.

        ## How we know
        The value; net/ipv4/tcp_minisocks.c `tcp_timewait_state_process`. That the TIME_WAIT survives the RST was measured on Linux 6.18. Whether connects really suffer says TV406, from the counters of PAWS.

        ## What to do
        Set it to 0, the default. Timestamps protect against old segments already.

        ## What does not help

        ## When to ignore
        A host whose clients never reuse a port within a minute: each with an address of its own and few connections.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_timestamps=0", "more SYNs are then taken for old ones") { Page = "Switching timestamps off: more SYNs are then taken for old ones." },
        new("tcp_tw_reuse", "it is about outgoing connections") { Page = "tcp_tw_reuse: it is about this host's outgoing connections." },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene) => line.Key == Key && line.Number is not (null or 0)
        ? new LineOpinion(LineVerdict.Misleading, "It makes TIME_WAIT ignore RST: clients behind NAT that reuse a port can stall for up to 60 s. Timestamps protect against old segments already.", "Delete the line")
        { Change = new SettingChange(Key, "0") }
        : null;

    protected override RuleAnswer Live(RuleInput input) => input.Netns.Setting(Key) is { } value and not 0
        ? RuleAnswer.Fires(OfValue(Severity.Info, "tcp_rfc1337 is on: TIME_WAIT ignores RST", Key, Wording.Figure.Of(value),
            "A client that reuses a port while the TIME_WAIT lasts may have to wait for its end, up to 60 s.", input, new SettingChange(Key, "0"), "Set it to 0"))
        : RuleAnswer.Quiet;
}
