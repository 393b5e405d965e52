using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Host;

/// <summary>TV504: a process, or the host, is running out of descriptors.</summary>
internal sealed class DescriptorsExhausted : Rule
{
    private const string FileMax = "fs.file-max";

    private static readonly Threshold WarnShare = new("TV504.warn_share", 80, "%", "engineering default", "warning when a process uses so much of its soft RLIMIT_NOFILE, or the host of fs.file-max");
    private static readonly Threshold CriticalShare = new("TV504.critical_share", 95, "%", "RLIMIT_NOFILE, getrlimit(2): at 100 % accept(), open() and socket() fail with EMFILE", "critical from this share on");

    public override string Code => "TV504";

    public override string Name => "descriptors-exhausted";

    public override string Summary => "A process is near its limit of descriptors (RLIMIT_NOFILE), or the host near fs.file-max: accept() fails";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV101", "TV103", "TV116"];

    public override IReadOnlyList<string> Complaints => ["Too many open files (EMFILE)", "Too many open files in system (ENFILE)", "too many open files", "the service is up and does not answer"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Each socket, file and pipe of a process takes a descriptor, and the soft limit RLIMIT_NOFILE bounds them. This process is at it or near it. The host has a limit of its own, `fs.file-max`.

        ## Why it hurts
        At the limit `accept()`, `socket()` and `open()` fail with "Too many open files". New connections are completed by the kernel and wait in the accept queue: clients are connected and get no answer. Only when the queue is full does `ListenOverflows` count. Many programs then spin, because the listener stays readable.

        ## How we know
        Entries of /proc/PID/fd against "Max open files" of /proc/PID/limits. With the limit reached, connections that wait for `accept()` (`idiag_rqueue` of a listener, ESTABLISHED with inode 0) show that it already bites.

        ## What to do
        First see what the descriptors are (`ls -l /proc/PID/fd`). If they are connections in use, raise the limit where the process is started: `LimitNOFILE=` in its unit, `worker_rlimit_nofile`, `ulimit -n`; `prlimit` changes it while it runs. If they only grow, it is a leak (TV101, TV103, TV116): mend that, a higher limit only postpones it.

        ## What does not help

        ## When to ignore
        A program that opens a known, fixed number of files close to a limit set on purpose.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("fs.file-max", "it bounds the host, EMFILE is the process's own limit") { Page = "`fs.file-max`: it bounds the host, and EMFILE is the process's own limit." },
        new("/etc/security/limits.conf", "it acts on logins, not on units of systemd") { Page = "/etc/security/limits.conf for a service: it acts on logins through PAM, not on units of systemd." },
        new("a longer backlog", "more connections wait for an accept() that fails") { Page = "A longer backlog: more connections wait for an `accept()` that fails." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnShare, CriticalShare];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [new(YardstickKind.OpenFiles, "open files, % of the limit")];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        bool speaks = HostWide.SpeaksHere(input);
        foreach (ProcessFacts process in input.Capture.Processes)
        {
            if (process is { OpenFiles: { } open, FilesLimit: { } limit and > 0 and < long.MaxValue } && IsNear(open, limit, input)
                && IsSpokenOfHere(process.Pid, speaks, input) && !IsHeldByUnread(process.Pid, open, input))
            {
                findings.Add(Exhausted(process, open, limit, Weigh(open, limit, input), input));
            }
        }

        if (speaks && input.Capture.HostFacts is { FilesOpen: { } files, FilesMax: { } max and > 0 } && IsNear(files, max, input))
        {
            findings.Add(HostExhausted(files, max, Weigh(files, max, input)));
        }

        return RuleAnswer.From(findings, input.IsLacking(FactNames.Owners) && speaks ? "the descriptors of other users' processes: " + input.Lacks(FactNames.Owners) : null);
    }

    /// <summary>A leak explains it where it holds at least half of the descriptors; close-wait-leak is critical only then.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input)
    {
        if (symptom.Subject.Process is not { } process
            || cause.Subject.Process?.Pid != process.Pid
            || input.Process(process) is not { OpenFiles: { } open } facts)
        {
            return false;
        }

        return cause.Code switch
        {
            "TV103" => facts.HiddenSockets?.Last * 2 >= open,
            "TV116" => input.Netns.Connections?.Groups.Where(group => group.Process?.Pid == process.Pid).Sum(group => group.Count) * 2 >= open,
            _ => cause.Severity == Severity.Critical,
        };
    }

    private static bool IsNear(long open, long limit, RuleInput input) =>
        100.0 * open / limit >= Math.Min(input.Settings[WarnShare], input.Settings[CriticalShare]);

    private static Severity Weigh(long open, long limit, RuleInput input) =>
        100.0 * open / limit >= input.Settings[CriticalShare] ? Severity.Critical : Severity.Warning;

    // Then close-wait-unread says so, critical and with the same figures. It cannot be named a cause of this rule:
    // it is itself a symptom of a full accept queue, which this rule explains.
    private static bool IsHeldByUnread(int pid, long open, RuleInput input) => input.GroupsOf(TcpState.CloseWait)
        .Where(group => group.Process?.Pid == pid)
        .Sum(group => group.RecvQ1 + group.RecvQMore) * 2 > open;

    // A process of the record belongs to the namespace that names it; where none does, the one that speaks for the host.
    private static bool IsSpokenOfHere(int pid, bool speaks, RuleInput input) =>
        input.Names(pid) || (speaks && !input.Capture.Namespaces.Any(netns => HostWide.Names(netns, pid)));

    // libuv, src/unix/stream.c uv__emfile_trick: Node.js is built on it.
    private static bool AcceptsWithSpare(ProcessFacts process) => process.Runtime == "node";

    private Finding Exhausted(ProcessFacts process, long open, long limit, Severity severity, RuleInput input)
    {
        ProcessRef who = new(process.Pid, process.Name);
        bool full = open >= limit;
        bool spare = AcceptsWithSpare(process);
        List<ListenerFacts> waiting =
            [.. input.Netns.Listeners.Where(listener =>
                listener.Proto == Protocol.Tcp && listener.Queue > 0 && listener.Processes.Any(holder => holder.Pid == process.Pid))];
        long queued = waiting.Sum(listener => listener.Queue);
        List<Evidence> evidence =
        [
            new("descriptors, and their limit", $"{Figure.Of(open)} of {Figure.Of(limit)} ({Figure.Percent(open, limit)})", "/proc/PID/fd, /proc/PID/limits"),
            new("of them sockets", process.OpenSockets is { } sockets ? Figure.Of((long)sockets) : "unknown", "/proc/PID/fd"),
        ];
        if (queued > 0)
        {
            evidence.Add(new("connections that wait for its accept()", $"{Figure.Of(queued)} on {Phrase.List([.. waiting.Take(3).Select(listener => Who.Service(listener.Local))])}", "sock_diag: idiag_rqueue"));
        }

        return Found(severity, full ? Confidence.Certain : Confidence.Likely, full
                ? (Phrase)$"{Who.Process(who)} has no descriptor left: {Figure.Of(open)} of {Figure.Of(limit)}{(queued > 0 ? (Phrase)$", {Figure.Count(queued, "client")} waiting" : "")}"
                : $"{Who.Process(who)} uses {Figure.Of(open)} of {Figure.Of(limit)} descriptors", new FindingSubject { Process = who, Cgroup = process.Unit }) with
        {
            Figures =
            [
                FindingFigure.Count("descriptors", open, "descriptors"),
                FindingFigure.Limit("descriptors_limit", limit, "descriptors"),
                FindingFigure.Share("descriptors_share", open, limit),
                FindingFigure.Count("waiting", queued, "connections"),
            ],
            Evidence = evidence,
            Cause = full
                ? (Phrase)"accept(), socket() and open() fail with EMFILE. " + (spare && queued == 0 ? "libuv keeps a spare descriptor for this: it accepts each new client with it and closes it at once, so that nobody waits and every new client is cut off." : queued > 0 ? "Connections are made by the kernel and wait for an accept() that cannot succeed." : "The next client will wait unanswered.")
                : spare ? "At the limit socket() and open() fail with EMFILE, and libuv accepts new clients with its spare descriptor only to close them at once."
                : "At the limit accept(), socket() and open() fail with EMFILE, and new clients wait unanswered.",
            Remedies =
            [
                new(RemedyLevel.Application, "See what the descriptors are", $"ls -l /proc/{process.Pid}/fd"),
                .. KnownSoftware.Remedies(Fault.DescriptorLimit, process),
                new(RemedyLevel.Configuration, "If they are in use, raise the limit where the process is started (LimitNOFILE= in its unit); for now, while it runs (beyond its hard limit root must name one after the colon)", $"prlimit --pid {process.Pid} --nofile={limit * 2}:"),
                new(RemedyLevel.Application, "If they only grow, mend the leak", input.Tcpvet("checkup --interval 10s")),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private Finding HostExhausted(long open, long max, Severity severity) =>
        Found(severity, Confidence.Certain, $"the host has {Figure.Of(open)} open files, its limit is {Figure.Of(max)}", new FindingSubject { Setting = FileMax }) with
        {
            Figures =
            [
                FindingFigure.Count("files", open, "files"),
                FindingFigure.Limit("files_limit", max, "files"),
                FindingFigure.Share("files_share", open, max),
            ],
            Evidence = [new("open files of all processes, and their limit", $"{Figure.Of(open)} of {Figure.Of(max)} ({Figure.Percent(open, max)})", "fs.file-nr")],
            Cause = "At fs.file-max every process without CAP_SYS_ADMIN fails to open anything, with ENFILE (fs/file_table.c alloc_empty_file).",
            Remedies =
            [
                new(RemedyLevel.Application, "Find the processes with most descriptors", "for p in /proc/[0-9]*; do echo $(ls $p/fd 2>/dev/null | wc -l) $p; done | sort -rn | head"),
                new(RemedyLevel.Kernel, "Raise the limit", $"sysctl -w {FileMax}={max * 2}") { Change = new(FileMax, $"{max * 2}") },
            ],
            DoesNotHelp =
            [
                new("LimitNOFILE and ulimit -n", "they bound one process, this is the host's limit"),
                new("fs.nr_open", "it is the ceiling of RLIMIT_NOFILE"),
            ],
        };
}
