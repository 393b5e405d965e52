using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>TV614: tcp_fin_timeout is set for what it does not do.</summary>
internal sealed class FinTimeoutMyth : SettingRule
{
    private const string Key = "net.ipv4.tcp_fin_timeout";

    // TCP_TIMEWAIT_LEN (include/net/tcp.h): above it the wait is 2·(t−60), which reaches 60 again at 90 and the value itself at 120.
    private const long TimeWait = 60;
    private const long SameAgain = 120;

    public override string Code => "TV614";

    public override string Name => "fin-timeout-myth";

    public override string Summary => "tcp_fin_timeout is changed: it does nothing for TIME_WAIT or CLOSE_WAIT, and between 61 and 119 it shortens what it should lengthen";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["tcp_fin_timeout = 30 and TIME_WAIT is still 60 seconds", "TIME_WAIT does not get fewer", "how to shorten TIME_WAIT"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `tcp_fin_timeout` is set for TIME_WAIT, or for CLOSE_WAIT. It concerns neither: it is how long a FIN_WAIT2 without a process waits for the peer's FIN.

        ## Why it hurts
        TIME_WAIT is the constant TCP_TIMEWAIT_LEN, 60 seconds; it lasts that long with 5 and with 300 (measured on Linux 6.18). The problem that the line was copied for is still there. Above 60 the setting is not even monotonic: the orphan lives about 2·(t−60) seconds, 2 at 61, 21 at 70, 62 at 90, and its own value again at 120. A very short one resets peers that send after the close.

        ## How we know
        The value. The times come from net/ipv4/tcp.c `__tcp_close` and net/ipv4/tcp_timer.c `tcp_keepalive_timer`, and were measured. On a host only values from 61 to 119 are reported: a shorter one does no harm.

        ## What to do
        Delete the line. Many orphans in FIN_WAIT2 (TV108) come from peers that do not close; TIME_WAIT towards one destination (TV105) from connections that are not reused.

        ## What does not help

        ## When to ignore
        The value is below 60 on purpose, for orphans in FIN_WAIT2 of peers that never close.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a lower value", "TIME_WAIT is a constant of the kernel, 60 s") { Page = "A lower value against TIME_WAIT: nothing shortens TIME_WAIT on Linux." },
        new("any value against CLOSE_WAIT", "only the application's close() ends it"),
        UselessRemedy.OnPage("tcp_max_tw_buckets: it cuts connections off."),
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene)
    {
        if (line.Key != Key || line.Number is not { } seconds || seconds == TimeWait)
        {
            return null;
        }

        Phrase why = seconds > TimeWait && seconds < SameAgain
            ? (Phrase)$"It concerns FIN_WAIT2 without a process only, and above 60 that waits 2·(t−60): {Figure.Of(2 * (seconds - TimeWait))} s, less than it says. TIME_WAIT stays at 60 s."
            : "It concerns FIN_WAIT2 without a process only: TIME_WAIT is a constant of 60 s, and CLOSE_WAIT ends with the application's close().";
        return new LineOpinion(LineVerdict.Misleading, why,
            "Delete the line")
        { Change = seconds > TimeWait && seconds < SameAgain ? new SettingChange(Key, "60") : null };
    }

    protected override RuleAnswer Live(RuleInput input) =>
        input.Netns.Setting(Key) is { } seconds && seconds > TimeWait && seconds < SameAgain
        ? RuleAnswer.Fires(OfValue(Severity.Warning, $"tcp_fin_timeout is {seconds}: orphans in FIN_WAIT2 live {2 * (seconds - TimeWait)} s, not {seconds}", Key, Figure.Of(seconds),
            "Above 60 the kernel waits t−60 s with the keepalive timer and t−60 s more in a mini-socket: 61–119 shortens the wait.", input, new SettingChange(Key, "60"), "Set it back to 60"))
        : RuleAnswer.Quiet;
}
