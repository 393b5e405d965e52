using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV117: a program keeps connections to a destination that it does not use, and opens and closes others there.</summary>
internal sealed class IdlePoolSaturated : Rule
{
    private static readonly Threshold MinIdle = new("TV117.min_idle", 5, "connections", "engineering default: subscriptions, watches and locks keep one or two silent", "so many of one program to one destination must have been silent for 60 s");
    private static readonly Threshold MinClosed = new("TV117.min_closed", 60, "connections", "engineering default: one a second, as TIME_WAIT lasts 60 s (include/net/tcp.h TCP_TIMEWAIT_LEN); probes and health checks are fewer, and a capture lists no fewer", "so many others to that destination must have been closed here within a minute");
    private static readonly Threshold WarnClosed = new("TV117.warn_closed", 300, "connections", "engineering default: five a second", "warning from so many on, where no other program is connected to the destination");

    public override string Code => "TV117";

    public override string Name => "idle-pool-saturated";

    public override string Summary => "A program keeps connections to a destination idle while it opens and closes others to the same place";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV116"];

    public override IReadOnlyList<string> Complaints => ["Connection pool is full, discarding connection", "QueuePool limit of size 5 overflow 10 reached", "the pool is exhausted and its connections are idle", "a new connection for each request although there is a pool"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A program has connections to a destination on which nothing has come or gone for a minute. Within that same minute it has opened and closed others to the same address and port. What is there is not used, and what is used is not kept.

        ## Why it hurts
        Each new connection pays for a handshake, for TLS and a login, and leaves a port in TIME_WAIT. The idle ones hold places at the other end, such as a database's `max_connections`. When the pool has no more room, callers wait and time out beside connections that nobody uses.

        ## How we know
        Idle are established connections without data or ACK in either direction for 60 s (`tcpi_last_data_sent`, `tcpi_last_data_recv`, `tcpi_last_ack_recv`). Closed are those in TIME_WAIT towards the destination: this side closed first, within the last 60 s. A TIME_WAIT belongs to no process any more: it is taken for the program's where no other program is connected to that destination, or where a trace saw the program connect. Connections that the other side closes first leave their TIME_WAIT there and are not seen.

        ## What to do
        One of these holds, and the program's pool tells which, by its figures for taken and free connections:
        - **Taken and not given back**: an error path forgets them, or a transaction is held open. Give each back in `finally`, `using`, `with`, `defer`; let the pool report those that are taken for long.
        - **The pool keeps fewer than are needed at a time**: the surplus is opened, used once and thrown away. Raise what it may keep.
        - **Two pools or clients**: one is idle, and the other makes a connection for each call. Make one, and share it.

        ## What does not help

        ## When to ignore
        Connections that are silent by design beside calls of another kind: subscriptions, long polls, consumers of a message broker. Proxies that pass such connections on are left out.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a larger limit of connections at the server", "those that there are stand idle") { Page = "A larger `max_connections` at the server: those that there are stand idle." },
        new("tcp_keepalive_time", "it watches connections, it does not give them back") { Page = "`tcp_keepalive_time`: it watches connections, it does not give them back to a pool." },
        new("tcp_tw_reuse", "it saves ports, not handshakes") { Page = "`tcp_tw_reuse`: it saves ports, not handshakes and logins." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinIdle, MinClosed, WarnClosed];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.Tcp[TcpState.TimeWait] < input.Settings[MinClosed])
        {
            return RuleAnswer.Quiet;
        }

        if (input.Netns.Connections is null)
        {
            return RuleAnswer.CannotTell(input.Lacks(FactNames.TcpInfo, FactNames.SockDiag));
        }

        if (input.Netns.Closed is not { } closed)
        {
            return ProgramConnections.Of(input, group => group is { Inbound: false, Process: not null, Idle: > 0 })
                .Any(pile => pile.Estimate(pile.Idle) >= input.Settings[MinIdle])
                ? RuleAnswer.CannotTell(input.Lacks("closed", FactNames.SockDiag)) : RuleAnswer.Quiet;
        }

        List<Finding> findings = [];
        foreach (ClosedTowards destination in closed.Where(one => one.TimeWait >= input.Settings[MinClosed]))
        {
            // The workers of one program share its pools' settings, and each has a pool of its own.
            IReadOnlyList<ProgramConnections> piles =
                ProgramConnections.Of(input, group => group is { Inbound: false } && group.Peer == destination.Peer);
            foreach (Grouping<string, ProgramConnections> program in piles.Where(pile => pile.Process is not null && !IsProxy(pile, input))
                .GroupBy(pile => pile.Process!.Name))
            {
                ProcessRef? seen = Traced.Destination(input, destination.Peer)?.Process;
                // Short ones are gone before their owner is looked for.
                bool alone = seen is not null ? seen.Name == program.Key : piles.All(pile => pile.Process is { } process
                    ? process.Name == program.Key : pile.Estimate(pile.Count) < input.Settings[MinIdle]);
                List<ProgramConnections> own = [.. program];
                if (own.Sum(pile => pile.Estimate(pile.Idle)) >= input.Settings[MinIdle] && (alone || seen is null))
                {
                    findings.Add(Saturated(own, destination.TimeWait, alone, input));
                }
            }
        }

        return RuleAnswer.Fires(findings);
    }

    // What clients keep silent through a proxy, such as websockets, is no pool of the proxy's; TV711, TV723, TV750 and TV766 know its own.
    private static bool IsProxy(ProgramConnections pile, RuleInput input) => input.Process(pile.Process) is { } process
        && KnownSoftware.Recognise(process) is Nginx or HAProxy or Httpd or Envoy or Traefik or Caddy;

    private Finding Saturated(List<ProgramConnections> own, long gone, bool alone, RuleInput input)
    {
        ProgramConnections most = own.MaxBy(pile => pile.Idle)!;
        long idle = own.Sum(pile => pile.Estimate(pile.Idle));
        long kept = own.Sum(pile => pile.Estimate(pile.Count));
        List<Evidence> evidence =
        [
            new("established to the destination, and of them silent for more than 60 s", $"{most.About}{Figure.Of(kept)}, {Figure.Of(idle)}", "sock_diag: tcpi_last_data_sent, tcpi_last_data_recv, tcpi_last_ack_recv"),
            new("the longest silence", own.Max(pile => pile.LongestIdleMs) is { } longest ? Figure.Time(longest) : "unknown", "sock_diag: tcpi_last_data_recv, tcpi_last_data_sent"),
            new("others to it that were closed here within a minute", $"{Figure.Of(gone)} (about {Figure.Of(gone / 60.0)}/s)", "sock_diag: TIME_WAIT, include/net/tcp.h TCP_TIMEWAIT_LEN"),
        ];
        if (own.Count > 1)
        {
            IEnumerable<string> pids = own.Select(pile => pile.Process!.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture));
            evidence.Add(new("processes", Listed.Names(pids), "/proc/PID/fd"));
        }

        if (!alone)
        {
            evidence.Add(new("who closed those", "unknown: other programs are connected to the destination too", "a TIME_WAIT belongs to no process"));
        }

        if (most.Sample is { } sample)
        {
            evidence.Add(sample);
        }

        Severity severity = alone && gone >= input.Settings[WarnClosed] ? Severity.Warning : Severity.Info;
        return Found(severity, alone ? Confidence.Likely : Confidence.Possible,
            $"{Who.Process(most.Process)}: {most.About}{Figure.Count(idle, "idle connection")}{most.Where}, and {Figure.Of(gone)} others closed there in a minute", most.Subject(input)) with
        {
            Figures =
            [
                FindingFigure.Count("idle", idle, "connections"),
                FindingFigure.Count("connections", kept, "connections"),
                FindingFigure.Count("closed", gone, "connections"),
            ],
            Evidence = evidence,
            Cause = "Connections are free, and new ones are made: the pool takes the idle ones for taken (they were not given back), it may keep fewer than are needed at a time, or the program has two pools or clients, of which one keeps nothing.",
            Remedies =
            [
                .. KnownSoftware.Remedies(Fault.IdlePool, input.Process(most.Process)),
                new(RemedyLevel.Application, "Look at the pool's own figures: many taken and nothing running is a connection that is not given back; none taken is a second pool or client"),
                alone
                    ? new(RemedyLevel.Application, "See the idle ones, and since when they are silent", most.ListCommand(input))
                    : new(RemedyLevel.Application, "See which program opens the short ones", Look.ForConnects),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
