using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV103: a process keeps descriptors of connections that the kernel ended long ago.</summary>
internal sealed class SocketFdLeak : Rule
{
    private static readonly Threshold MinCount = new("TV103.min_count", 100, "descriptors", "engineering default: a pool may keep some dead connections until it looks at them, and sockets are made before they are connected", "information from so many on, warning when they grow");
    private static readonly Threshold DescriptorShare = Descriptors.Share("TV103");

    public override string Code => "TV103";

    public override string Name => "socket-fd-leak";

    public override string Summary => "A process holds socket descriptors whose connection is long gone";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["Too many open files (EMFILE)", "more socket descriptors than ss shows", "can't identify protocol"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The process has TCP descriptors open whose connection the kernel does not know any more: the peer reset it, or retransmission or keepalive gave it up. The socket vanished from `ss`; the descriptor stays until the program calls `close()`, and it has not.

        ## Why it hurts
        It is a leak that no list of sockets shows. At RLIMIT_NOFILE the process can neither accept nor open anything ("Too many open files"). Keepalive turns a visible leak of CLOSE_WAIT into this one: the probe draws a reset, and the socket leaves the list (measured on Linux 6.18).

        ## How we know
        Each socket in /proc/PID/fd has an inode. Those of TCP sockets that no dump of the process's network namespace contains are counted. They belong to dead connections, or to sockets that were made and neither bound nor connected yet, of which a program has few. `lsof` shows them without addresses: "protocol: TCP", in older versions "can't identify protocol".

        ## What to do
        Find the path that gets an error from `read()`, `write()` or `poll()` (ECONNRESET, ETIMEDOUT, EPIPE) and drops the connection without closing it. Use the language's construct that closes on every path. A program that never reads from idle connections does not learn of their end: let it poll them, or end them by an idle timeout.

        ## What does not help

        ## When to ignore
        When the number does not grow: a pool keeps dead connections until their next use, and closes them then.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_keepalive_time", "keepalive ends the connection, the descriptor stays") { Page = "" },
        new("tcp_fin_timeout", "the kernel's sockets are gone already") { Page = "`tcp_fin_timeout`, `tcp_tw_reuse` and `tcp_max_tw_buckets`: the kernel's sockets are gone already." },
        UselessRemedy.OnPage("Keepalive settings end connections, not descriptors."),
        UselessRemedy.OnPage("`ss -K` finds nothing to kill."),
        new("a higher RLIMIT_NOFILE", "it only postpones the failure") { Page = "A higher RLIMIT_NOFILE makes the leak last longer before it hurts." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, DescriptorShare];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (ProcessFacts process in input.ProcessesHere)
        {
            if (process.HiddenSockets is { Last: > 0 } hidden && hidden.Last >= input.Settings[MinCount])
            {
                findings.Add(Leak(process, hidden, input));
            }
        }

        return RuleAnswer.From(findings, Unknown(input));
    }

    // Asked once, not in every namespace; and of nobody who has no hundred sockets.
    private static Phrase? Unknown(RuleInput input) =>
        input.IsLacking(FactNames.Owners) || input.ProcessesHere.Any(process => process.HiddenSockets is null
            && process.OpenSockets >= input.Settings[MinCount])
            ? "which descriptors have no connection: " + input.Lacks(FactNames.Owners) : null;

    private Finding Leak(ProcessFacts process, Reading hidden, RuleInput input)
    {
        ProcessRef who = new(process.Pid, process.Name);
        Growth? growth = Growth.Of(input, TrendKind.HiddenSockets, trend => trend.Process?.Pid == process.Pid);
        bool grows = growth is { IsTold: true } ? growth.OnlyGrows : input.IntervalSeconds is not null && hidden.Delta > 0;
        Severity severity = Descriptors.AreEaten(who, hidden.Last, DescriptorShare, input)
            ? Severity.Critical
            : grows ? Severity.Warning
            : Severity.Info;
        List<Evidence> evidence =
        [
            new("TCP descriptors without a connection", input.IntervalSeconds is not null
                ? (Phrase)$"{Figure.Of(hidden.Last)} ({Figure.Of(hidden.First)} one interval ago)" : Figure.Of(hidden.Last), "/proc/PID/fd without sock_diag: idiag_inode"),
        ];
        if (process.OpenSockets is { } sockets)
        {
            evidence.Add(new("of all its socket descriptors", Figure.Of((long)sockets), "/proc/PID/fd"));
        }

        if (growth is not null)
        {
            evidence.Add(growth.Evidence("over the samples"));
        }

        if (Descriptors.Evidence(who, input) is { } descriptors)
        {
            evidence.Add(descriptors);
        }

        return Found(severity, growth is { OnlyGrows: true } || severity == Severity.Critical ? Confidence.Likely : Confidence.Possible,
            $"{Who.Process(who)} keeps {Figure.Count(hidden.Last, "descriptor")} of connections that are gone", new FindingSubject { Process = who, Cgroup = process.Unit ?? Who.Cgroup(process.Cgroup) }) with
        {
            Figures = [FindingFigure.Count("hidden_sockets", hidden.Last, "sockets")],
            Evidence = evidence,
            Cause = (Phrase)"The connections ended by a reset or a time limit; the program got the error, or never looked, and did not call close()."
                + (grows ? "" : " Their number does not grow now: a pool that drops dead connections at their next use looks the same.")
                + CloseWait.Danger(severity),
            Remedies =
            [
                .. KnownSoftware.Remedies(Fault.SocketNotClosed, process),
                new(RemedyLevel.Application, "Close the socket on every error of read(), write() and poll(), not only at the end of the stream"),
                new(RemedyLevel.Application, "See which descriptors they are (those that no list of connections has)", $"ls -l /proc/{process.Pid}/fd"),
                new(RemedyLevel.Application, "Until that is mended, restart the program: its exit closes them"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
