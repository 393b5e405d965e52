using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV203: a listener's queue is shorter than the program asked for, and it would have needed the rest.</summary>
internal sealed class BacklogCapped : Rule
{
    private const string Ceiling = "net.core.somaxconn";
    private const long OldDefault = 128; // somaxconn before Linux 5.4
    private const long MostOfGo = 65_535; // of older ones: a queue of that length may be all that was asked for

    private static readonly Threshold PressureShare = new("TV203.pressure_share", 70, "%", "as TV201.warn_share", "so much of the queue must be taken, unless the listener turned connections away");
    private static readonly Threshold SmallLimit = new("TV203.small_limit", 8, "connections", "as TV201.small_limit", "in shorter queues only connections turned away count");

    public override string Code => "TV203";

    public override string Name => "backlog-capped";

    public override string Summary => "A listener's queue was cut to somaxconn, or made before somaxconn was raised, and it is too short";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV201"];

    public override IReadOnlyList<string> Complaints => ["connection timed out", "connecting takes whole seconds", "somaxconn was raised and nothing changed", "The TCP backlog setting cannot be enforced"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `listen()` asks for a backlog, and the kernel gives at most `net.core.somaxconn` of the program's network namespace as it is at that moment. This listener got as much as somaxconn allows, or less than somaxconn allows now, and it has no room to spare.

        ## Why it hurts
        The queue is shorter than whoever configured the program believes. Bursts that it was meant to take are turned away: clients repeat their SYN after a second, and at last fail with "Connection timed out".

        ## How we know
        `idiag_wqueue` of a listener is the limit in force (net/socket.c `__sys_listen_socket` cuts it to somaxconn). What was asked for is not visible. It is taken as cut when it equals somaxconn and that is no usual backlog, or when the software is known to ask for more: nginx, Redis, Apache httpd and Node.js ask for 511; a Go program asks for what somaxconn was when it first listened, so that a lower limit means that somaxconn was raised later. And there must be pressure: connections turned away in the interval, or a queue that is nearly full.

        ## What to do
        Raise somaxconn in the namespace of the program (a container has its own, with the kernel's default and not the host's value), then restart the program: the limit changes only when it calls `listen()` again. See that the program asks for as much: `backlog` of nginx, `acceptCount` of Tomcat, `tcp-backlog` of Redis.

        ## What does not help

        ## When to ignore
        If the program asks for exactly this number on purpose and sheds load beyond it.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a higher somaxconn without a restart", "it is read at listen()") { Page = "Raising somaxconn without a restart: it is read at `listen()`." },
        UselessRemedy.OnPage("Raising it on the host when the program runs in a container's namespace."),
        new("somaxconn raised in another namespace", "a container has its own, with the kernel's default") { Page = "" },
        new("tcp_max_syn_backlog", "it bounds half-open requests, and only while tcp_syncookies is off") { Page = "`tcp_max_syn_backlog` bounds half-open requests, and only while cookies are off." },
        UselessRemedy.OnPage("A longer queue for a program that has stopped accepting: it fills as well (TV201)."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [PressureShare, SmallLimit];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.ListenerDrops(subject)];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        Overflows now = Overflows.Now(input);
        foreach (AcceptQueue queue in AcceptQueue.All.Of(input))
        {
            if (queue.Sockets.Where(socket => IsPressed(socket, now, input)).MaxBy(socket => (
                Refused(socket, now, input), socket.Queue)) is not { } worst)
            {
                continue;
            }

            if (input.Netns.Setting(Ceiling) is not { } ceiling)
            {
                missing = input.Lacks(Ceiling, FactNames.Sysctls);
                continue;
            }

            AcceptQueue one = queue.Foremost(worst);
            if (Judge(worst.Limit!.Value, ceiling, one.Process, input.Process(one.Process)) is { } verdict)
            {
                findings.Add(Capped(one, worst, Refused(worst, now, input), ceiling, verdict, input));
            }
        }

        return RuleAnswer.From(findings, missing ?? Servers.ListenQueue.Unread(input));
    }

    private static long Refused(ListenerFacts socket, Overflows now, RuleInput input)
    {
        long? grown = input.IntervalSeconds is null ? null : socket.Drops - socket.DropsFirst;
        return now.BelongTo(grown) ? now.AtMost(grown) : 0;
    }

    private static bool IsPressed(ListenerFacts socket, Overflows now, RuleInput input) => socket.Limit is { } limit
        && (Refused(socket, now, input) > 0
            || (limit >= input.Settings[SmallLimit] && socket.Queue * 100.0 >= input.Settings[PressureShare] * limit));

    private static Verdict? Judge(long limit, long ceiling, ProcessRef? process, ProcessFacts? facts)
    {
        bool follows = AskedBacklog.FollowsSomaxconn(facts);
        long? asked = AskedBacklog.Of(process, facts);
        if (limit == ceiling)
        {
            return asked <= limit ? null
                : asked is not null || follows || !AskedBacklog.Usual.Contains(limit) ? new(Confidence.Likely, false, asked)
                : new(Confidence.Possible, false, null);
        }

        bool before = limit < ceiling && (follows ? limit < MostOfGo : asked > limit);
        return before ? new(follows || limit == OldDefault ? Confidence.Likely : Confidence.Possible, true, asked) : null;
    }

    private Finding Capped(AcceptQueue queue, ListenerFacts socket, long refused, long ceiling, Verdict verdict, RuleInput input)
    {
        long limit = socket.Limit!.Value;
        Severity severity = verdict.Confidence == Confidence.Possible ? Severity.Info
            : refused >= input.Settings[AcceptQueueOverflowed.CriticalRate] * input.IntervalSeconds ? Severity.Critical : Severity.Warning;
        List<Evidence> evidence =
        [
            new("limit of the queue", Figure.Of(limit), "sock_diag: idiag_wqueue"),
            new("ceiling now", Figure.Of(ceiling), Ceiling),
            new("asked for", verdict.Asked is { } asked ? (Phrase)$"{Figure.Of(asked)} unless configured otherwise" : AskedBacklog.FollowsSomaxconn(input.Process(queue.Process)) ? "somaxconn, read when the program first listened" : "not visible", "listen(2)"),
            new("connections that wait for accept()", Figure.Of(socket.Queue), "sock_diag: idiag_rqueue"),
            new("turned away in the interval", socket.DropsFirst is null || input.IntervalSeconds is null ? "unknown" : Figure.Of(refused), "sock_diag: sk_drops, two readings"),
            .. queue.HolderEvidence(input),
        ];
        return Found(severity, verdict.Confidence, verdict.Before
            ? (Phrase)$"{queue.Name} has a queue of {Figure.Of(limit)}, somaxconn is {Figure.Of(ceiling)} now: not restarted since"
            : $"{queue.Name} has a queue of {Figure.Of(limit)}, all that somaxconn allows", queue.Subject(input)) with
        {
            Figures =
            [
                FindingFigure.Count("waiting", socket.Queue, "connections"),
                FindingFigure.Limit("queue_limit", limit, "connections"),
                FindingFigure.Limit("somaxconn", ceiling, "connections"),
                FindingFigure.Gain("refused", refused, "connections"),
            ],
            Evidence = evidence,
            Cause = verdict.Before
                ? "The limit was set when listen() was called, and somaxconn was lower then; or the program is configured to ask for less."
                : verdict.Confidence == Confidence.Possible
                ? "The queue is as long as somaxconn allows. If the program asks for more, it does not get it."
                : AskedBacklog.FollowsSomaxconn(input.Process(queue.Process)) ? "A Go program asks for what somaxconn was when it first listened: no more than that is possible until it is raised and the program restarted."
                : "The program asks for a longer queue, and somaxconn cuts it.",
            Remedies =
            [
                .. verdict.Before ? Array.Empty<Remedy>() : [KernelChange.Here(input, "Raise the ceiling in the program's namespace", Ceiling, $"{Math.Max(4096, ceiling * 2)}")],
                new(RemedyLevel.Configuration, "Restart the program, so that it calls listen() again"),
                .. KnownSoftware.Remedies(Fault.ShortBacklog, input.Process(queue.Process)),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    // Before: somaxconn is higher now than it was at listen().
    private readonly record struct Verdict(Confidence Confidence, bool Before, long? Asked);
}
