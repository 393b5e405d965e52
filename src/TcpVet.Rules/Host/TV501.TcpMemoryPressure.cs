using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Host;

/// <summary>TV501: TCP of the whole host is short of memory.</summary>
internal sealed class TcpMemoryPressure : Rule
{
    private static readonly Threshold IgnorePages = new("TV501.ignore_pages", 4_096, "pages", "engineering default: the compiled tcp_mem begins at 6.25 % of the free buffer pages, which is more on a host of 512 MB", "below it an unknown tcp_mem does not matter");

    public override string Code => "TV501";

    public override string Name => "tcp-memory-pressure";

    public override string Summary => "TCP's memory is at the host's pressure mark or limit: buffers shrink, then data and connections are dropped";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV401", "TV403"];

    public override IReadOnlyList<string> Complaints => ["out of memory -- consider tuning tcp_mem", "all connections are slow at once", "connection reset by peer"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        All TCP sockets of the host, of every namespace, share one budget of memory, `tcp_mem`: three numbers in pages. Above the second the kernel is under pressure until use falls below the first; the third is the limit.

        ## Why it hurts
        Under pressure no buffer grows any more, and receive windows shrink: every connection slows down. At the limit received data is dropped, sending blocks, and closing connections are reset.

        ## How we know
        `mem` of /proc/net/sockstat (pages, whole host) against `net.ipv4.tcp_mem`, which a child namespace cannot read; `TCPMemoryPressures` grows each time that a socket of this namespace passes the mark. `PruneCalled` alone is one full socket, not the host.

        ## What to do
        Find whose buffers hold it: `tcpvet list -m` shows each socket's, and TV403 and TV401 name readers and peers that have stopped. Free those first. If all is in use for good reason, raise `tcp_mem`, in pages, as far as the host's memory allows.

        ## What does not help

        ## When to ignore
        A single crossing at a peak. Containers have a limit of their own (`sock` in memory.stat), which this does not see.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("larger tcp_rmem and tcp_wmem", "each socket may then take more of the same budget") { Page = "`tcp_rmem` and `tcp_wmem` raised: each socket may then take more of the same budget." },
        new("net.core.rmem_max", "it bounds what a program asks for") { IsCode = true },
        UselessRemedy.OnPage("Values in bytes: `tcp_mem` counts pages, and a value meant in bytes is 4096 times too large, which is no limit at all."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [IgnorePages];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter("TcpExt.TCPMemoryPressures"), Yardstick.Counter("TcpExt.RcvPruned")];

    public override RuleAnswer Check(RuleInput input)
    {
        TcpMemory? memory = TcpMemory.Of(input);
        long? entered = Increase.Of(input, TcpMemory.Entered);
        if (memory is { } used && used.Pages >= used.Pressure && HostWide.SpeaksHere(input))
        {
            bool full = used.Pages >= used.Max;
            return RuleAnswer.Fires(Pressed(full ? Severity.Critical : Severity.Warning,
                $"TCP of this host holds {Figure.Of(used.Pages)} pages: {(full ? (Phrase)$"its limit is {Figure.Of(used.Max)}" : $"pressure begins at {Figure.Of(used.Pressure)}")}", used, entered, input));
        }

        if (entered > 0)
        {
            return RuleAnswer.Fires(Pressed(Severity.Warning, $"TCP came under memory pressure {Figure.Count(entered.Value, "time")} in {Figure.Time(input.Capture.IntervalMs)}", memory, entered, input));
        }

        bool little = input.Netns.Sockstat.TryGetValue("TCP.mem", out long pages) && pages < input.Settings[IgnorePages];
        return memory is null && !little ? RuleAnswer.CannotTell(input.Lacks(TcpMemory.Setting, FactNames.Sysctls))
            : entered is null && !little ? RuleAnswer.CannotTell(Increase.Lacks(input, TcpMemory.Entered))
            : RuleAnswer.Quiet;
    }

    /// <summary>Readers and peers that have stopped are critical only where they hold a large part of that memory.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) => cause.Severity == Severity.Critical;

    private Finding Pressed(Severity severity, Phrase title, TcpMemory? memory, long? entered, RuleInput input)
    {
        List<Evidence> evidence = [];
        if (memory is { } used)
        {
            Phrase bytes = input.Capture.HostFacts.PageSize is { } page ? (Phrase)$" ({Figure.Bytes(used.Pages * page)})" : "";
            evidence.Add(new("pages in use, all namespaces", $"{Figure.Of(used.Pages)}{bytes}", "/proc/net/sockstat: TCP mem"));
            evidence.Add(new("pressure / limit", $"{Figure.Of(used.Pressure)} / {Figure.Of(used.Max)} pages", TcpMemory.Setting));
        }

        evidence.Add(new("pressure entered in the interval", entered is { } times ? Figure.Of(times) : "unknown", TcpMemory.Entered));
        evidence.Add(new("buffers squeezed / data dropped in the interval", $"{Gain(input, "TcpExt.PruneCalled")} / {Gain(input, "TcpExt.RcvPruned")}", "TcpExt.PruneCalled, TcpExt.RcvPruned"));
        return Found(severity, Confidence.Certain, title, new FindingSubject { Setting = TcpMemory.Setting }) with
        {
            Figures = FindingFigure.Known(
                memory is { } held ? FindingFigure.Count("pages", held.Pages, "pages") : null,
                memory is { } mark ? FindingFigure.Limit("pages_pressure", mark.Pressure, "pages") : null,
                memory is { } most ? FindingFigure.Limit("pages_limit", most.Max, "pages") : null,
                entered is { } begun ? FindingFigure.Gain("pressures", begun, "times") : null),
            Evidence = evidence,
            Cause = "The sockets of all namespaces together hold more than tcp_mem's mark: data that programs do not read, or that peers do not take, or simply very many busy connections.",
            Remedies =
            [
                new(RemedyLevel.Application, "Find the sockets with large queues, and free them", input.Tcpvet("list -p -m state connected")),
                new(RemedyLevel.Kernel, "If the memory is in use for good reason, raise all three numbers of tcp_mem (pages); this shows them", HostWide.Command("sysctl net.ipv4.tcp_mem")),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private static Phrase Gain(RuleInput input, string counter) => Increase.Of(input, counter) is { } gain ? Figure.Of(gain) : "unknown";
}
