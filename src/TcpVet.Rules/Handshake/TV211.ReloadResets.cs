using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV211: a listener was closed with connections in its queue while another one served the same port.</summary>
internal sealed class ReloadResets : Rule
{
    private const string Migrate = "net.ipv4.tcp_migrate_req";
    private const string Failures = "TcpExt.TCPMigrateReqFailure";
    private const string Resets = "Tcp.OutRsts";

    private static readonly Threshold WarnCount = new("TV211.warn_count", 20, "connections", "engineering default: a deploy that resets a few is everyday life", "warning from so many on; fewer are information");

    public override string Code => "TV211";

    public override string Name => "reload-resets";

    public override string Summary => "A listener was closed with connections in its queue, and they were reset although others serve the port";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["connection reset by peer", "a few errors at each deploy or reload", "resets when a worker exits"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Several listeners share an address and port (SO_REUSEPORT), each with an accept queue of its own. One of them was closed, by a reload, a deploy or a worker that ended, and what waited in its queue was reset, although the others could have taken it.

        ## Why it hurts
        These clients had connected and had perhaps sent their request already; they get "Connection reset by peer". Handshakes that were still under way with that listener are forgotten, and those clients have to begin anew.

        ## How we know
        The listener was there at the first reading, with connections in its queue, and gone at the last, while its address and port are still served; and the counter of resets sent grew. Measured on Linux 6.18: closing a SO_REUSEPORT listener with 25 connections queued adds 25 to `OutRsts` (and to `EstabResets`); with `tcp_migrate_req=1` both stay, and `TCPMigrateReqSuccess` grows by 25 (net/ipv4/inet_connection_sock.c `inet_csk_listen_stop`).

        ## What to do
        Let the old process stop being chosen, empty its queue with `accept()` until EAGAIN, and only then close. Or hand the listening socket itself to the new process (systemd socket activation, descriptor passing) instead of opening a second one. `tcp_migrate_req=1` (Linux 5.14) moves what waits to another listener of the same group; the new one must be listening before the old one closes.

        ## What does not help

        ## When to ignore
        A handful at a deploy, when clients repeat what failed. A service that was really stopped is not reported.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a longer backlog", "more connections wait, and more are reset"),
        new("SO_LINGER and tcp_fin_timeout", "the program never had these connections") { Page = "SO_LINGER and `tcp_fin_timeout`: the program never had these connections." },
        new("tcp_abort_on_overflow", "it concerns full queues") { Page = "`tcp_abort_on_overflow` concerns full queues." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter(Resets), Yardstick.Counter(Failures)];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.ListenersClosed is not { } closed)
        {
            return input.Netns.Listeners.Any(listener => listener is { Proto: Protocol.Tcp, Sharing: > 1, Queue: > 0 })
                ? RuleAnswer.CannotTell(input.Lacks("listeners that were closed", FactNames.SecondReading, FactNames.SockDiag)) : RuleAnswer.Quiet;
        }

        List<Grouping<InetEndpoint, ClosedListener>> reloaded =
            [.. closed.Where(listener => listener is { Queue: > 0, SharingLast: > 0 }).GroupBy(listener => listener.Local)];
        if (reloaded.Count == 0)
        {
            return RuleAnswer.Quiet;
        }

        if (Migrates(input) is not { } migrates)
        {
            return RuleAnswer.CannotTell(input.Lacks(Migrate, FactNames.Sysctls));
        }

        string counter = migrates ? Failures : Resets;
        return input.Delta(counter) switch
        {
            null => RuleAnswer.CannotTell(input.Lacks(counter, FactNames.SecondReading, FactNames.Counters)),
            > 0 and { } moved =>
                RuleAnswer.Fires([.. reloaded.Select(service => Reset(service.Key, [.. service], moved, migrates, input))]),
            _ => RuleAnswer.Quiet, // the queue was emptied before it was closed
        };
    }

    // A kernel before 5.14 does not know the setting, and moves nothing.
    private static bool? Migrates(RuleInput input) => input.Netns.Setting(Migrate) switch
    {
        { } value => value != 0,
        null => KernelVersion.TryParse(input.Capture.Kernel, out KernelVersion kernel) && kernel < new KernelVersion(5, 14) ? false : null,
    };

    private Finding Reset(InetEndpoint local, List<ClosedListener> closed, long moved, bool migrates, RuleInput input)
    {
        // What waited at the first reading may have been accepted since: no more than the counter moved.
        long waited = closed.Sum(listener => listener.Queue);
        long reset = Math.Min(waited, moved);
        bool group = closed.Exists(listener => listener.SharingFirst > 1);
        ListenerFacts? now = input.ListenerAt(local);
        ProcessRef? process = now?.Processes is [{ } first, ..] ? first : null;
        Severity severity = reset >= input.Settings[WarnCount] ? Severity.Warning : Severity.Info;
        return Found(severity, group && moved >= waited ? Confidence.Likely : Confidence.Possible,
            $"{Figure.Count(reset, "connection")} to {Who.Service(local)} reset when a listener closed with them in its queue",
            new FindingSubject { Process = process, Cgroup = input.Process(process)?.Unit ?? Who.Cgroup(now?.Cgroup), Local = local }) with
        {
            Figures = [FindingFigure.Gain("reset", reset, "connections"), FindingFigure.Count("waited", waited, "connections")],
            Evidence =
            [
                new("listeners closed in the interval, and what waited in their queues", $"{Figure.Of((long)closed.Count)}, {Figure.Of(waited)}", "sock_diag: idiag_rqueue, two readings"),
                new("listeners on the port before / now", $"{Figure.Of((long)closed.Max(listener => listener.SharingFirst))} / {Figure.Of((long)closed[0].SharingLast)}", "sock_diag: SO_REUSEPORT, two readings"),
                migrates ? new("not moved to another listener in the interval", Figure.Of(moved), Failures) : new("resets sent in the interval", Figure.Of(moved), Resets),
                new("tcp_migrate_req", input.Netns.Sysctls.TryGetValue(Migrate, out string? value) ? Phrase.Verbatim(value) : "not known to this kernel", Migrate),
            ],
            Cause = migrates
                ? "The listener was closed, and no other one of its group could take what waited: the new one was not listening yet, or its queue was full."
                : "The listener was closed before its queue was emptied, and the kernel resets what waits there.",
            Remedies =
            [
                .. KnownSoftware.Remedies(Fault.AbruptReload, input.Process(process)),
                .. migrates || !group ? Array.Empty<Remedy>() : [KernelChange.Here(input, "Let the kernel move what waits to another listener of the group (Linux 5.14)", Migrate, "1")],
                new(RemedyLevel.Application, "Accept until EAGAIN before the old listener is closed, after the new one listens"),
                new(RemedyLevel.Configuration, "Hand one listening socket from the old process to the new one (socket activation)"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
