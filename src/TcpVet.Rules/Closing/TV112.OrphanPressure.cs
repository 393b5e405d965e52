using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV112: closed sockets that no process holds come near the host's limit, or are reset beyond it.</summary>
internal sealed class OrphanPressure : Rule
{
    private static readonly TcpState[] Orphaned = [TcpState.FinWait1, TcpState.FinWait2, TcpState.LastAck, TcpState.Closing];

    private static readonly Threshold WarnShare = new("TV112.warn_share", 50, "%", "net/ipv4/tcp_timer.c tcp_out_of_resources: a stalled orphan counts double, so that from half of the limit on it is reset", "warning when orphans are so much of tcp_max_orphans");
    private static readonly Threshold MinCount = new("TV112.min_count", 1_000, "sockets", "engineering default", "without a readable limit, fewer orphans than these are no reason to ask for it");

    public override string Code => "TV112";

    public override string Name => "orphan-pressure";

    public override string Summary => "Closed sockets without a process come near tcp_max_orphans, or the kernel resets them for their number or for memory";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV107", "TV108", "TV110", "TV111", "TV501"];

    public override IReadOnlyList<string> Complaints => ["too many orphaned sockets", "connection reset by peer", "resets at the end of connections"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A socket that its program has closed lives on without a process until its last data and FIN are delivered: it is an orphan. The host allows `tcp_max_orphans` of them, over all network namespaces. They come near that number, or the kernel has begun to reset them.

        ## Why it hurts
        Beyond the limit each further close of a connection that still has something to deliver is answered with a reset: the peer loses the end of its answer ("Connection reset by peer"). Stalled orphans count double and fourfold, so that it begins for them at a half and a quarter of the limit.

        ## How we know
        `orphan` in /proc/net/sockstat, which is the whole host's figure in every namespace, against `net.ipv4.tcp_max_orphans`, which only the initial namespace shows. The counter `TCPAbortOnMemory` grows for each orphan that is reset, for the number or because TCP's memory (`tcp_mem`) is used up. The states without a process say what the orphans wait for.

        ## What to do
        Find what they wait for: peers that read no more or are gone (FIN_WAIT1: TV107), a lost final ACK (LAST_ACK: TV110), or a wait above 60 s for the peer's close (FIN_WAIT2: TV108). Set TCP_USER_TIMEOUT in the program that closes them. A higher limit only buys time: an orphan can keep 64 KB and more.

        ## What does not help

        ## When to ignore
        When the counter grew once during a network failure and the number is small again.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a lower tcp_max_orphans", "it resets more") { Page = "A lower `tcp_max_orphans` resets more." },
        new("tcp_fin_timeout", "it shortens FIN_WAIT2 only, which up to 60 s are no orphans") { Page = "`tcp_fin_timeout` shortens FIN_WAIT2 only, and up to 60 s those are no orphans but small records." },
        UselessRemedy.OnPage("A lower `tcp_orphan_retries` helps against peers that are gone (106 s become 7 s with 3), and does nothing against peers that answer with a zero window."),
        new("tcp_max_tw_buckets", "it is about TIME_WAIT") { Page = "`tcp_tw_reuse` and `tcp_max_tw_buckets` are about TIME_WAIT." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnShare, MinCount];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter("TcpExt.TCPAbortOnMemory"), Yardstick.SocketsOfSetting("orphans, % of the limit", "TCP.orphan", "net.ipv4.tcp_max_orphans")];

    public override RuleAnswer Check(RuleInput input)
    {
        // The figures are the host's: one namespace speaks for all.
        if (input.Netns.Netns.Inode != input.Capture.Namespaces[0].Netns.Inode)
        {
            return RuleAnswer.Quiet;
        }

        OrphanLimit orphans = OrphanLimit.Of(input);
        if (orphans.Aborted > 0 || orphans.IsBeyond(input.Settings[WarnShare]))
        {
            return RuleAnswer.Fires(Pressed(orphans, input));
        }

        return orphans switch
        {
            { Max: null, Count: { } count } when count >= input.Settings[MinCount] =>
                RuleAnswer.CannotTell(input.Lacks(OrphanLimit.Setting, FactNames.Sysctls)),
            _ => RuleAnswer.Quiet,
        };
    }

    /// <summary>A pile that is half of the orphans accounts for them; full memory for what is reset far below the limit.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input)
    {
        OrphanLimit orphans = OrphanLimit.Of(input);
        TcpState? state = cause.Code switch
        {
            "TV107" => TcpState.FinWait1,
            "TV108" => TcpState.FinWait2,
            "TV110" => TcpState.LastAck,
            "TV111" => TcpState.Closing,
            _ => null,
        };
        return state is { } of ? Orphans(of, input) * 2 >= orphans.Count : !orphans.IsBeyond(input.Settings[WarnShare] / 2);
    }

    // A FIN_WAIT2 with the TIME_WAIT timer is a small record and no orphan (net/ipv4/tcp_minisocks.c tcp_time_wait).
    private static long Orphans(TcpState state, RuleInput input) => input.Capture.Namespaces
        .SelectMany(netns => netns.Groups)
        .Where(group => group.State == state && group.Ownership == Ownership.None)
        .Sum(group => state == TcpState.FinWait2 ? group.KeepaliveTimers : group.Count);

    private Finding Pressed(OrphanLimit orphans, RuleInput input)
    {
        bool near = orphans.IsBeyond(input.Settings[WarnShare]);
        List<Evidence> evidence = [orphans.Evidence()];
        if (orphans.Aborted > 0)
        {
            evidence.Add(new("reset between the readings", Figure.Of(orphans.Aborted), OrphanLimit.Counter));
        }

        evidence.AddRange(Orphaned
            .Select(state => (State: state, Count: Orphans(state, input)))
            .Where(entry => entry.Count > 0)
            .Select(entry => new Evidence($"of them in {entry.State.Name()}, in what was examined", Figure.Of(entry.Count), "sock_diag: idiag_state, idiag_inode 0")));
        Phrase title = orphans.Aborted > 0
            ? (Phrase)$"The kernel resets closed connections before they are delivered: {Figure.Of(orphans.Aborted)} in the interval"
            : $"{Figure.Of(orphans.Count ?? 0)} closed connections without a process, of {Figure.Of(orphans.Max ?? 0)} that the host allows";
        Phrase cause = orphans.Aborted == 0
            ? "Closed connections cannot deliver what is left and add up towards tcp_max_orphans. Beyond it the kernel resets what is closed; stalled ones count double, so that for them it begins now."
            : near
                ? "Closed connections cannot deliver what is left, and have come to tcp_max_orphans (a stalled one counts double or fourfold): the kernel resets what is closed beyond it."
                : "The kernel resets orphans although their number is not near the limit: TCP's memory (tcp_mem) is used up, or there was a burst between the readings.";
        return Found(orphans.Aborted > 0 ? Severity.Critical : Severity.Warning,
            orphans.Aborted > 0 && !near
                ? Confidence.Likely
                : Confidence.Certain, title, new FindingSubject { Setting = OrphanLimit.Setting }) with
        {
            Figures = FindingFigure.Known(
                orphans.Count is { } held ? FindingFigure.Count("orphans", held, "sockets") : null,
                orphans.Max is { } most ? FindingFigure.Limit("orphans_limit", most, "sockets") : null,
                FindingFigure.Gain("reset", orphans.Aborted, "connections")),
            Evidence = evidence,
            Cause = cause,
            Remedies =
            [
                new(RemedyLevel.Application, "Set TCP_USER_TIMEOUT in the program that closes them: it goes on after close()"),
                new(RemedyLevel.Network, "See what they wait for and for whom", input.Tcpvet("count --by state,peer state fin-wait-1 state last-ack state closing")),
                near
                    ? new(RemedyLevel.Kernel, "To gain time, if memory allows (64 KB and more each)", orphans.Max is { } max ? $"sysctl -w {OrphanLimit.Setting}={max * 2}" : null)
                    {
                        ByHand = "the memory of twice as many orphans is taken from everything else on the host",
                    }
                    : new(RemedyLevel.Kernel, "See whether TCP's memory is used up: mem, in pages, against the three numbers of tcp_mem", "grep TCP: /proc/net/sockstat; sysctl net.ipv4.tcp_mem"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
