using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Host;

/// <summary>TV503: this host's connection tracking forgets connections before anything is said on them.</summary>
internal sealed class ConntrackIdle : Rule
{
    private const string Timeout = "net.netfilter.nf_conntrack_tcp_timeout_established";
    private const string Keepalive = "net.ipv4.tcp_keepalive_time";
    private const string Loose = "net.netfilter.nf_conntrack_tcp_loose";

    private static readonly Threshold MinCount = new("TV503.min_count", 1, "groups", "engineering default: one such group breaks when it speaks again", "reported when so many groups of connections stay silent for longer than the time-out");

    public override string Code => "TV503";

    public override string Name => "conntrack-idle";

    public override string Summary => "Connection tracking forgets established connections before their keepalive speaks";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["the first request after a pause fails", "connections that never go away", "Connection timed out"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        This host's own firewall or NAT forgets an established flow that was silent for `nf_conntrack_tcp_timeout_established` seconds (five days by default, often lowered). Connections here are silent for longer, or their first keepalive probe is due later.

        ## Why it hurts
        When such a connection speaks again, the firewall does not know it: behind NAT or a rule that drops the state "invalid" or only lets "established" pass, its packets vanish or are answered with a reset. The program waits, or gets an error on the first request after a pause.

        ## How we know
        The time-out in this namespace against two figures of the open connections: silence so far (`tcpi_last_data_recv`, `tcpi_last_data_sent`) where no keepalive runs, and silence at the first probe (the time left on `idiag_timer` 2) where it does. Tracking must hold entries at all. With `nf_conntrack_tcp_loose=1` an unknown flow is taken up again in mid-stream unless it was translated, so that then it is information only.

        ## What to do
        Give the connections a keepalive of less than half of the time-out: `TCP_KEEPIDLE` in the program, or `tcp_keepalive_time` if the program sets `SO_KEEPALIVE` alone. Or raise the time-out again.

        ## What does not help

        ## When to ignore
        Where the firewall lets untracked flows pass and nothing is translated. Where the program sends a heartbeat of its own more often.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_keepalive_time for programs without SO_KEEPALIVE", "it acts on no socket that did not ask") { Page = "A lower `tcp_keepalive_time` for programs that do not set `SO_KEEPALIVE`: it acts on no socket that did not ask. A timer that already runs is not shortened either." },
        new("a larger nf_conntrack_max", "the flows are forgotten by time, not for want of room") { Page = "A larger `nf_conntrack_max`: flows are forgotten by time here, not for want of room." },
        UselessRemedy.OnPage("`tcp_retries2`: it only ends the wait."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.Conntrack is not { Count: > 0 } || input.Netns.Tcp[TcpState.Established] == 0)
        {
            return RuleAnswer.Quiet;
        }

        if (input.Netns.Setting(Timeout) is not { } seconds)
        {
            return RuleAnswer.CannotTell(input.Lacks(Timeout, FactNames.Sysctls));
        }

        double ms = seconds * 1000.0;
        // No connection is older than the host, and no keepalive timer that its programs left alone is longer than the setting.
        if (seconds <= 0 || (input.Capture.HostFacts.UptimeSeconds < seconds && input.Netns.Setting(Keepalive) < seconds))
        {
            return RuleAnswer.Quiet;
        }

        if (input.Netns.Connections is not { } survey)
        {
            return RuleAnswer.CannotTell(input.Lacks(FactNames.TcpInfo, FactNames.SockDiag));
        }

        List<ConnectionGroup> late = [.. survey.Groups.Where(group => group.LongestKeepaliveMs >= ms || group.LongestIdleMs >= ms)];
        return late.Count > 0 && late.Count >= input.Settings[MinCount]
            ? RuleAnswer.Fires(Forgotten(late, seconds, input))
            : RuleAnswer.Quiet;
    }

    private Finding Forgotten(List<ConnectionGroup> late, long seconds, RuleInput input)
    {
        bool strict = input.Netns.Setting(Loose) == 0;
        ConnectionGroup worst = late.MaxBy(group => Math.Max(group.LongestKeepaliveMs ?? 0, group.LongestIdleMs ?? 0))!;
        KeyValuePair<ProcessRef?, long>[] holders =
            [.. late.GroupBy(group => group.Process).Select(holder => KeyValuePair.Create(holder.Key, holder.Sum(group => group.Count)))];
        Phrase title = $"Connection tracking forgets after {Figure.Time(seconds * 1000.0)}; connections of {Who.Process(worst.Process)} stay silent for longer";
        return Found(strict ? Severity.Warning : Severity.Info, Confidence.Possible, title,
            new FindingSubject { Process = worst.Process, Cgroup = input.Process(worst.Process)?.Unit, Setting = Timeout }) with
        {
            Figures =
            [
                FindingFigure.Limit("timeout", seconds * 1000.0, "ms"),
                FindingFigure.Count("connections", late.Sum(group => group.Count), "connections"),
            ],
            Evidence =
            [
                new("an established flow is forgotten after", Figure.Time(seconds * 1000.0), Timeout),
                new("longest silence so far", late.Max(group => group.LongestIdleMs) is { } idle ? Figure.Time(idle) : "unknown", "sock_diag: tcpi_last_data_recv, tcpi_last_data_sent"),
                new("longest silence before a keepalive probe", late.Max(group => group.LongestKeepaliveMs) is { } probe ? Figure.Time(probe) : "no keepalive timer", "sock_diag: idiag_timer 2, idiag_expires"),
                new("connections of the programs concerned", Listed.MostOf(holders, process => Who.Process(process)), "sock_diag"),
                new("tcp_keepalive_time / nf_conntrack_tcp_loose", $"{input.Running(Keepalive)} s / {input.Running(Loose)}", $"{Keepalive}, {Loose}"),
            ],
            Cause = (Phrase)"The firewall's entry ends before anything is said on the connection. "
                + (strict ? "With nf_conntrack_tcp_loose=0 it is not taken up again: the next packet is invalid." : "Unless the flow is translated or untracked packets are dropped, it is taken up again in mid-stream."),
            Remedies =
            [
                .. KnownSoftware.Remedies(Fault.NoKeepalive, input.Process(worst.Process)),
                new(RemedyLevel.Application, $"Set SO_KEEPALIVE, and TCP_KEEPIDLE to less than {Figure.Of(Math.Max(1, seconds / 2))} s"),
                KernelChange.Here(input, "Or keep silent flows for longer", Timeout, "432000"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
