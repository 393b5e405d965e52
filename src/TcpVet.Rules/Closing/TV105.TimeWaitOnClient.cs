using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV105: connections to one destination are made, closed and not used again.</summary>
internal sealed class TimeWaitOnClient : Rule
{
    private const int TimeWaitMs = 60_000; // TCP_TIMEWAIT_LEN, include/net/tcp.h

    private static readonly Threshold InfoShare = new("TV105.info_share", 10, "%", "engineering default", "information when TIME_WAIT towards one destination hold so much of the ephemeral ports");
    private static readonly Threshold WarnShare = new("TV105.warn_share", 50, "%", "engineering default: at 100 % connect() fails with EADDRNOTAVAIL", "warning from so much on, unless the kernel may reuse them");

    public override string Code => "TV105";

    public override string Name => "time-wait-on-client";

    public override string Summary => "TIME_WAIT towards one destination: connections to it are not used again";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV117", "TV301"];

    public override IReadOnlyList<string> Complaints => ["many TIME_WAIT", "TIME_WAIT towards a database, cache or backend"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        This host opens connections to one destination, closes them first, and opens new ones. Each closed one stays in TIME_WAIT for 60 s and holds its local port towards that destination.

        ## Why it hurts
        The local ports towards one destination are few: 28,232 with the default range. At 470 closes a second all of them are in TIME_WAIT and `connect()` fails with EADDRNOTAVAIL ("Cannot assign requested address"). Long before that, each request pays a handshake, and with TLS several round trips.

        ## How we know
        The sockets in TIME_WAIT have this destination's address and port as their remote end, and a local port inside `ip_local_port_range`. The share is of the range without `ip_local_reserved_ports`, for one source address. If `tcp_tw_reuse` lets the kernel take such ports again (1, or 2 on loopback; timestamps on), they are no danger, only waste.

        ## What to do
        Keep connections and use them again: a connection pool, HTTP keep-alive, upstream keep-alive in a proxy. If that is not possible, `tcp_tw_reuse=1` lets `connect()` take a port that has been in TIME_WAIT for more than a second.

        ## What does not help

        ## When to ignore
        When the rate is stable, the share is far below 100 %, and the destination is one where handshakes cost nothing, such as a health check on loopback.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it governs orphaned FIN_WAIT2, TIME_WAIT is a constant of 60 s") { Page = "`tcp_fin_timeout` governs orphaned FIN_WAIT2; TIME_WAIT is a compiled constant of 60 s." },
        UselessRemedy.OnPage("`tcp_tw_recycle` was removed in Linux 4.12, and dropped clients behind NAT before."),
        new("a lower tcp_max_tw_buckets", "beyond it closing connections are cut off instead of waited for") { Page = "A lower `tcp_max_tw_buckets` cuts closing connections off (TV106)." },
        new("tcp_tw_recycle", "it broke clients behind NAT and is gone since Linux 4.12") { Page = "" },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [InfoShare, WarnShare];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.PortsTowards(subject)];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.PortTuples.All(tuple => tuple.TimeWait == 0))
        {
            return RuleAnswer.Quiet;
        }

        if (input.Netns.PortBudget is not { Limit: > 0 } budget)
        {
            return RuleAnswer.CannotTell(input.Lacks("net.ipv4.ip_local_port_range", FactNames.Sysctls));
        }

        IEnumerable<Finding> findings = input.Netns.PortTuples
            .Where(tuple => tuple.TimeWait > 0 && Share(tuple, budget) >= input.Settings[InfoShare])
            .Select(tuple => NotReused(tuple, budget, input));
        return RuleAnswer.Fires([.. findings]);
    }

    private static double Share(PortTuple tuple, PortBudget budget) => tuple.TimeWait * 100.0 / budget.Limit;

    private Finding NotReused(PortTuple tuple, PortBudget budget, RuleInput input)
    {
        // Unknown settings make no warning: the ports may be reusable.
        bool? reusable = TimeWaitReuse.IsAllowed(input, tuple.Source, tuple.Destination.Addr);
        Severity severity = Share(tuple, budget) >= input.Settings[WarnShare] && reusable == false ? Severity.Warning : Severity.Info;
        // A TIME_WAIT belongs to no process any more; a trace has seen who connects.
        ServiceTrace? traced = Traced.Destination(input, tuple.Destination);
        ProcessRef? process = tuple.Process ?? traced?.Process;
        FindingSubject subject = new() { Process = process, Local = new(tuple.Source, 0), Peer = tuple.Destination };
        List<Remedy> remedies = [.. KnownSoftware.Remedies(Fault.NoConnectionReuse, input.Process(process))];
        if (remedies.Count == 0)
        {
            remedies.Add(new(RemedyLevel.Application, "Keep connections to this destination in a pool and use them again"));
            remedies.Add(new(RemedyLevel.Configuration, "In a proxy, switch on keep-alive to the upstream"));
        }

        if (reusable == false && severity == Severity.Warning)
        {
            remedies.Add(new(RemedyLevel.Kernel, "Until then, let connect() take ports in TIME_WAIT again (needs tcp_timestamps)", input.Inside("sysctl -w net.ipv4.tcp_tw_reuse=1"))
            {
                ByHand = "it is safe only where both ends send timestamps and nothing between them rewrites these",
            });
        }

        if (process is null)
        {
            remedies.Insert(0, new(RemedyLevel.Application, "Find the program: the trace names it at each connect()", Look.ForConnects));
        }

        List<Evidence> evidence =
        [
            new("TIME_WAIT towards the destination", Figure.Of(tuple.TimeWait), "sock_diag: idiag_state, id.idiag_dst"),
            new("established towards it", Figure.Of(tuple.Established), "sock_diag: idiag_state"),
            new("of the ports that it can use", $"{Figure.Percent(tuple.TimeWait, budget.Limit)} of {Figure.Of((long)budget.Limit)}", "net.ipv4.ip_local_port_range, ip_local_reserved_ports"),
            new("connections closed a second, from that", $"about {Figure.Of(tuple.TimeWait * 1000.0 / TimeWaitMs)}", "include/net/tcp.h: TCP_TIMEWAIT_LEN is 60 s"),
            .. Traced.Closers(input, traced),
            TimeWaitReuse.Evidence(input),
        ];
        if (Growth.Of(input, TrendKind.Ports, trend => trend.Peer == tuple.Destination && trend.Local?.Addr == tuple.Source) is { } growth)
        {
            evidence.Add(growth.Evidence("ports towards it, over the samples"));
        }

        return Found(severity, Confidence.Certain, $"{Figure.Of(tuple.TimeWait)} TIME_WAIT towards {Who.Short(tuple.Destination)}: connections are not reused", subject) with
        {
            Figures =
            [
                FindingFigure.Count("time_wait", tuple.TimeWait, "sockets"),
                FindingFigure.Limit("ports", budget.Limit, "ports"),
                FindingFigure.Share("ports_share", tuple.TimeWait, budget.Limit),
            ],
            Evidence = evidence,
            Cause = (Phrase)$"{Who.Process(process).AsSentence()} opens a connection for each exchange and closes it first; each holds its local port for 60 s more."
                + (reusable == true ? " The kernel may reuse these ports, so that they cost handshakes rather than ports." : ""),
            Remedies = remedies,
            DoesNotHelp = FalseRemedies,
        };
    }
}
