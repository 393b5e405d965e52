using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>TV616: keepalive is tuned for sockets that do not use it, or kills healthy ones.</summary>
internal sealed class KeepaliveMyth : SettingRule
{
    private const string Time = "net.ipv4.tcp_keepalive_time";
    private const string Interval = "net.ipv4.tcp_keepalive_intvl";
    private const string Probes = "net.ipv4.tcp_keepalive_probes";

    public override string Code => "TV616";

    public override string Name => "keepalive-myth";

    public override string Summary => "tcp_keepalive_* is changed: it reaches only sockets with SO_KEEPALIVE; no probes at all kills healthy connections";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["tcp_keepalive_time is set and dead connections stay", "idle connections are cut off after tcp_keepalive_time", "keepalive has no effect"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The keepalive settings are defaults for sockets whose program has switched SO_KEEPALIVE on, and for no other. Guides lower `tcp_keepalive_time` to get rid of CLOSE_WAIT, TIME_WAIT or dead connections of any program. `tcp_keepalive_probes = 0` is another matter: the first expiry then ends the connection, healthy or not.

        ## Why it hurts
        A program without SO_KEEPALIVE keeps its dead connections for ever, whatever the numbers. With it, lowering the time alone is half the way: 1200 seconds of silence are followed by 9 probes, 75 seconds apart, 1875 seconds in all. Timers that run keep their time, so that nothing seems to change for two hours. Without probes healthy idle connections are reset (measured on Linux 6.18).

        ## How we know
        The values; on a host, that no probes are set. `ss -o` shows `timer:(keepalive,…)` for the sockets that use it. TV113 and TV114 look at the connections themselves.

        ## What to do
        Set SO_KEEPALIVE and TCP_KEEPIDLE in the program, or its own option: `tcp_keepalives_idle` of PostgreSQL, `so_keepalive` of nginx's listen. Set the probes back to 9 where they are 0.

        ## What does not help

        ## When to ignore
        The programs of this host do set SO_KEEPALIVE, and a firewall or balancer on the way forgets connections sooner than two hours: then the lower time is right.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("keepalive against CLOSE_WAIT", "the connection goes and the descriptor stays"),
        UselessRemedy.OnPage("Keepalive while data is unanswered: it is suspended; TCP_USER_TIMEOUT is for that."),
        UselessRemedy.OnPage("Probes below 3: a short outage ends healthy connections."),
        new("a still lower time", "a program without SO_KEEPALIVE has nothing from it") { Page = "" },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene)
    {
        if (line.Key is not (Time or Interval or Probes)
            || line.Number is not { } value
            || line.Setting!.DefaultIn(scene.Kernel ?? default).Values is [long usual] && usual == value)
        {
            return null;
        }

        if (line.Key == Probes && value == 0)
        {
            return new LineOpinion(LineVerdict.Dangerous, "Without probes the first expiry ends the connection, healthy or not.", "Write 9, or delete the line") { Change = new SettingChange(Probes, "9") };
        }

        // The three belong together: one of them speaks for the group.
        if (Speaker(scene) is { } speaker && speaker != line)
        {
            return null;
        }

        long? dead = scene.Final(Time) is { } time && scene.Final(Interval) is { } interval && scene.Final(Probes) is { } probes
            ? time + (interval * probes)
            : null;
        Phrase after = dead is { } seconds ? (Phrase)$" A dead peer is noticed after {Wording.Figure.Of(seconds)} s: the probes come after it." : "";
        return new LineOpinion(LineVerdict.Misleading, $"It reaches only sockets whose program has set SO_KEEPALIVE; timers that run keep their time.{after}",
            "Set SO_KEEPALIVE and its times in the program, and keep the line only where programs set SO_KEEPALIVE without times")
        {
            Weight = Severity.Info,
        };
    }

    // The last line of the first of the three keys that a line changes.
    private static SettingLine? Speaker(SettingScene scene)
    {
        foreach (string key in (string[])[Time, Interval, Probes])
        {
            if (scene.Setter(key) is { Number: { } value } line
                && !(line.Setting!.DefaultIn(scene.Kernel ?? default).Values is [long usual] && usual == value))
            {
                return line;
            }
        }

        return null;
    }

    protected override RuleAnswer Live(RuleInput input) => input.Netns.Setting(Probes) == 0
        ? RuleAnswer.Fires(OfValue(Severity.Warning, "tcp_keepalive_probes is 0: healthy idle connections are cut off", Probes, "0",
            "Without probes the keepalive timer's first expiry ends a connection, healthy or not.", input, new SettingChange(Probes, "9"), "Set it back to 9"))
        : RuleAnswer.Quiet;
}
