using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV106: there is no room for TIME_WAIT, or somebody has made it smaller than the kernel would.</summary>
internal sealed class TimeWaitOverflow : Rule
{
    private const string Cap = "net.ipv4.tcp_max_tw_buckets";
    private const string Hash = "net.ipv4.tcp_ehash_entries";
    private const string Counter = "TcpExt.TCPTimeWaitOverflow";

    private static readonly Threshold WarnShare = new("TV106.warn_share", 90, "%", "engineering default: at 100 % inet_twsk_alloc() refuses", "warning when TIME_WAIT take so much of tcp_max_tw_buckets");

    public override string Code => "TV106";

    public override string Name => "time-wait-overflow";

    public override string Summary => "The limit of TIME_WAIT is reached, nearly reached, or was lowered: beyond it closing connections are reset";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV108"];

    public override IReadOnlyList<string> Complaints => ["connection reset by peer", "resets at the end of connections", "time wait bucket table overflow"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The kernel keeps at most `tcp_max_tw_buckets` sockets of a network namespace in TIME_WAIT; orphaned FIN_WAIT2 sockets count too. Beyond it, a connection that closes properly is dropped at once instead of waited for.

        ## Why it hurts
        A peer that still sends to such a connection, or repeats its FIN, gets a reset: "Connection reset by peer", broken pipes, cut-off answers. Stray segments of the old connection can meet a new one. The kernel documentation says that the limit must not be lowered; guides that prescribe 5000 do harm.

        ## How we know
        The counter `TCPTimeWaitOverflow` grows once for each refused TIME_WAIT (net/ipv4/tcp_minisocks.c `tcp_time_wait`). The number in use is `tw` of /proc/net/sockstat. The kernel's own value is half of the hash table's size, `tcp_ehash_entries` (net/ipv4/tcp_ipv4.c `tcp_set_hashinfo`), readable from Linux 6.1 on. The kernel log need not have a line.

        ## What to do
        Give the limit its default again, or more: a TIME_WAIT takes 256 bytes, so 100,000 of them take 25 MB. Find the file that lowered it (`grep -r tw_buckets /etc/sysctl*`). To have fewer, use connections again (TV104, TV105).

        ## What does not help

        ## When to ignore
        If the counter grew once at a peak long ago. If it grows while TIME_WAIT are far below the limit, the kernel had no memory for the record: look at memory instead.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it can end orphaned FIN_WAIT2 earlier, but TIME_WAIT stays 60 s") { IsCode = true },
        new("tcp_tw_reuse", "it takes a TIME_WAIT over only when connect() collides with it") { Page = "`tcp_tw_reuse`: it takes a TIME_WAIT over only when `connect()` collides with it; a server has no use for it." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnShare];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter(Counter), Yardstick.SocketsOfSetting("TIME_WAIT, % of the limit", "TCP.tw", Cap)];

    public override RuleAnswer Check(RuleInput input)
    {
        long? cap = input.Netns.Setting(Cap);
        long held = input.Netns.Sockstat.TryGetValue("TCP.tw", out long tw) ? tw : input.Netns.Tcp[TcpState.TimeWait];
        if (input.Delta(Counter) is > 0 and { } refused)
        {
            return RuleAnswer.Fires(Overflows(refused, held, cap, input));
        }

        if (cap is { } limit && held * 100.0 >= input.Settings[WarnShare] * limit && held > 0)
        {
            return RuleAnswer.Fires(NearlyFull(held, limit, input));
        }

        long? compiled = Compiled(input);
        if (cap < compiled)
        {
            return RuleAnswer.Fires(Lowered(held, cap.Value, compiled.Value, input));
        }

        if (input.Total(Counter) is > 0 and { } earlier)
        {
            return RuleAnswer.Fires(Overflowed(earlier, held, cap, input));
        }

        return (cap, input.Total(Counter), compiled) switch
        {
            (null, _, _) => RuleAnswer.CannotTell(input.Lacks(Cap, FactNames.Sysctls)),
            (_, null, _) => RuleAnswer.CannotTell(input.Lacks(Counter, FactNames.Counters)),
            (_, _, null) => RuleAnswer.CannotTell("whether tcp_max_tw_buckets was lowered: " + input.Lacks(Hash)),
            _ => RuleAnswer.Quiet,
        };
    }

    /// <summary>Orphaned FIN_WAIT2 take the same places: where they are most of what is held, they are the cause.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        input.Netns.Sockstat.TryGetValue("TCP.tw", out long held)
        && 2 * input.Netns.Groups.Where(group => group is { State: TcpState.FinWait2, Ownership: Ownership.None })
            .Sum(group => group.Count - group.KeepaliveTimers) >= held;

    // Negative where the namespace shares the host's table (net/ipv4/sysctl_net_ipv4.c proc_tcp_ehash_entries).
    private static long? Compiled(RuleInput input) =>
        input.Netns.Setting(Hash) is { } entries && entries != 0 ? Math.Abs(entries / 2) : null;

    private Finding Overflows(long refused, long held, long? cap, RuleInput input) =>
        Mended($"{Figure.Count(refused, "closing connection")} found no room in TIME_WAIT and can be reset", Severity.Warning, Confidence.Certain, held, cap, input,
            held * 2 < cap
                ? "The kernel refused TIME_WAIT although the limit is not near: a burst between the readings, or no memory for the record."
                : "All tcp_max_tw_buckets are taken: a connection that closes properly is dropped instead of waited for, and what its peer still sends is answered by a reset.",
            new Evidence("refused in the interval", Figure.Of(refused), Counter));

    private Finding NearlyFull(long held, long cap, RuleInput input) =>
        Mended(held >= cap
                ? (Phrase)$"TIME_WAIT are {Figure.Of(held)}, the limit is {Figure.Of(cap)}: closing connections are reset"
                : $"TIME_WAIT take {Figure.Of(held)} of {Figure.Of(cap)} places; beyond it closing connections are reset", Severity.Warning, Confidence.Certain, held, cap, input,
            held >= cap
                ? "There are as many TIME_WAIT as tcp_max_tw_buckets allows: the next connection that closes properly is dropped instead of waited for."
                : "TIME_WAIT are nearly as many as tcp_max_tw_buckets allows.");

    private Finding Lowered(long held, long cap, long compiled, RuleInput input) =>
        Mended($"tcp_max_tw_buckets is {Figure.Of(cap)}, lowered from the kernel's {Figure.Of(compiled)}", Severity.Info, Confidence.Certain, held, cap, input,
            "Somebody lowered the limit. It hurts nobody yet; at the limit, connections that close properly are reset.");

    private Finding Overflowed(long earlier, long held, long? cap, RuleInput input) =>
        Mended($"{Figure.Count(earlier, "closing connection")} found no room in TIME_WAIT at some time", Severity.Info, Confidence.Likely, held, cap, input,
            "The limit of TIME_WAIT was reached at some time since this namespace began; when is unknown, and it does not happen now.",
            new Evidence("refused since the namespace began", Figure.Of(earlier), Counter));

    private Finding Mended(Phrase title, Severity severity, Confidence confidence, long held, long? cap, RuleInput input, Phrase cause,
        params ReadOnlySpan<Evidence> more)
    {
        List<Evidence> evidence = [.. more];
        evidence.Add(new("TIME_WAIT and orphaned FIN_WAIT2 now", Figure.Of(held), "/proc/net/sockstat: tw"));
        evidence.Add(new("limit", cap is { } limit ? Figure.Of(limit) : "unknown", Cap));
        if (Compiled(input) is { } compiled)
        {
            evidence.Add(new("the kernel's own limit", Figure.Of(compiled), $"{Hash} / 2"));
        }

        long enough = Math.Max(Compiled(input) ?? 0, Math.Max(cap ?? 0, held) * 2);
        long target = cap < Compiled(input) ? Compiled(input)!.Value : enough;
        return Found(severity, confidence, title, new FindingSubject { Setting = Cap }) with
        {
            Figures = FindingFigure.Known(
                FindingFigure.Count("time_wait", held, "sockets"),
                cap is { } allowed ? FindingFigure.Limit("time_wait_limit", allowed, "sockets") : null,
                Compiled(input) is { } own ? FindingFigure.Limit("kernel_limit", own, "sockets") : null,
                input.Delta(Counter) is { } refused ? FindingFigure.Gain("refused", refused, "connections") : null,
                input.Total(Counter) is { } ever ? FindingFigure.Total("refused_ever", ever, "connections") : null),
            Evidence = evidence,
            Cause = cause,
            Remedies =
            [
                KernelChange.Here(input, $"Raise the limit to {Figure.Of(target)} ({Figure.Bytes(target * 256)} when full)", Cap, $"{target}"),
                new(RemedyLevel.Kernel, "Take the lower value out of the file that sets it", "grep -rs tw_buckets /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/local/lib/sysctl.d /usr/lib/sysctl.d"),
                new(RemedyLevel.Application, "Use connections again, so that fewer are closed"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
