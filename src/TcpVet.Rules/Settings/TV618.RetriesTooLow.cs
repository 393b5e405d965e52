using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>TV618: connections are given up before a short outage is over.</summary>
internal sealed class RetriesTooLow : SettingRule
{
    private const string Retries2 = "net.ipv4.tcp_retries2";
    private const string RtoMax = "net.ipv4.tcp_rto_max_ms";

    // RFC 1122 section 4.2.3.5: R2 SHOULD correspond to at least 100 seconds.
    public static readonly Threshold Least = new("TV618.min_ms", 100_000, "ms", "RFC 1122 section 4.2.3.5: R2 should be at least 100 seconds", "a connection that is given up sooner is reported");

    private static readonly (string Key, long From, LineVerdict Verdict, string Why)[] Kin =
    [
        ("net.ipv4.tcp_retries1", 3, LineVerdict.Misleading, "It ends nothing: after so many retransmissions the route is looked up anew. RFC 1122 asks for 3 at least."),
        ("net.ipv4.tcp_syn_retries", 2, LineVerdict.Dangerous, "One lost SYN and its one repetition, and connect() fails: within seconds of an outage, or for a peer that is slow to answer."),
        ("net.ipv4.tcp_synack_retries", 1, LineVerdict.Dangerous, "A SYN-ACK that is lost is not repeated: the handshake then depends on the client's own repetitions."),
    ];

    public override string Code => "TV618";

    public override string Name => "retries-too-low";

    public override string Summary => "TCP gives connections up before a short outage is over: tcp_retries2, tcp_orphan_retries and their kin";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<Threshold> Thresholds => [Least];

    public override IReadOnlyList<string> Complaints => ["Connection timed out (ETIMEDOUT) after a few seconds", "all connections break at a short network outage", "tcp_retries2 = 3"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `tcp_retries2` says when an established connection with unanswered data is given up: not after a count but after the time of so many doublings from 200 ms. 15 is 924 seconds at least, 8 about 100, 5 about 12, 3 about 3. `tcp_rto_max_ms` shortens it in passing. `tcp_orphan_retries` does the same for sockets that the application has closed, `tcp_syn_retries` for connect(), `tcp_synack_retries` for the server's half of the handshake.

        ## Why it hurts
        A switch that reboots, a failover of a router, a lost link of a few seconds: every connection of the host ends with ETIMEDOUT, also those of programs that would have waited. A closed socket with few retries throws away the last response of clients on slow paths. Below 10 there is a second harm: the back-off of zero-window probes stops at tcp_retries2, and orphans of a peer that does not read are never given up.

        ## How we know
        The values, as times: net/ipv4/tcp_timer.c `tcp_model_timeout` with TCP_RTO_MIN. 3 and 15 were measured: 6 s and 937 s. RFC 1122 asks for 100 seconds.

        ## What to do
        Leave tcp_retries2 at 15, or at 8 where a cluster needs to notice faster. A program that must notice a dead peer within seconds sets TCP_USER_TIMEOUT on its own sockets.

        ## What does not help

        ## When to ignore
        A pair of hosts on one switch, where a fast failover is worth every other connection.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("keepalive", "it is suspended while data is unanswered"),
        UselessRemedy.OnPage("A higher tcp_retries1: it ends nothing."),
        UselessRemedy.OnPage("tcp_fin_timeout: it concerns closed sockets alone."),
        new("a lower value still, to notice a dead peer", "every other connection pays: TCP_USER_TIMEOUT is for one program's sockets") { Page = "" },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene)
    {
        if (line.Number is not { } value)
        {
            return null;
        }

        foreach ((string key, long from, LineVerdict verdict, string why) in Kin)
        {
            if (line.Key == key && value < from && scene.Kernel is not null)
            {
                return new LineOpinion(verdict, why, "Delete the line");
            }
        }

        return line.Key switch
        {
            "net.ipv4.tcp_orphan_retries" when value is 1 or 2 => new LineOpinion(LineVerdict.Dangerous,
                "A closed socket is given up within seconds: clients on slow paths lose the end of the last response.", "Delete the line: 0 acts as 8, about 100 s"),
            Retries2 when Early(value, scene.Final(RtoMax) ?? 120_000, scene.Input) is { } time => new LineOpinion(LineVerdict.Dangerous,
                $"Connections are given up once an answer is missing for {time} or little more; RFC 1122 asks for 100 s at least.", "Write 8 or more; for one program set TCP_USER_TIMEOUT")
            { Change = new SettingChange(Retries2, "15") },
            RtoMax when Early(scene.Final(Retries2) ?? 15, value, scene.Input) is { } time => new LineOpinion(LineVerdict.Dangerous,
                $"With waits capped at {Figure.Time(value)} connections are given up after {time} or little more; RFC 1122 asks for 100 s at least.", "Delete the line, or raise tcp_retries2 with it")
            { Change = new SettingChange(RtoMax, "120000") },
            _ => null,
        };
    }

    protected override RuleAnswer Live(RuleInput input)
    {
        if (input.Netns.Setting(Retries2) is not { } retries
            || Early(retries, input.Netns.Setting(RtoMax) ?? 120_000, input) is not { } time)
        {
            return RuleAnswer.Quiet;
        }

        return RuleAnswer.Fires(With(OfValue(Severity.Warning, $"Connections are given up after {time} without an answer (tcp_retries2 = {retries})", Retries2, Figure.Of(retries),
            "An outage that is longer ends every connection of the host that has data under way.", input, new SettingChange(Retries2, "15"), "Set it back to 15; a program that needs less sets TCP_USER_TIMEOUT"),
            FindingFigure.Duration("gives_up_after", GiveUpMs(retries, input.Netns.Setting(RtoMax) ?? 120_000))));
    }

    private static Phrase? Early(long retries, long cap, RuleInput input) =>
        GiveUpMs(retries, cap) is var ms && ms < input.Settings[Least] ? Figure.Time(ms) : null;

    /// <summary>
    /// net/ipv4/tcp_timer.c tcp_model_timeout: the sum of the waits, doubling from TCP_RTO_MIN (200 ms) up to the cap; the wait after the
    /// last retransmission counts. </summary>
    private static double GiveUpMs(long retries, long cap)
    {
        double sum = 0;
        double wait = 200;
        for (long i = 0; i <= Math.Clamp(retries, 0, 255); i++)
        {
            sum += Math.Min(wait, cap);
            wait *= 2;
        }

        return sum;
    }
}
