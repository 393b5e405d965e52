using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Ports;

/// <summary>TV301: the local ports towards one destination come to an end.</summary>
internal sealed class EphemeralPortsLow : Rule
{
    private const int WideRangeLow = 16_384;

    private static readonly Threshold WarnShare = new("TV301.warn_share", 60, "%", "engineering default", "warning when connections to one destination hold so much of the ports that it can use");
    private static readonly Threshold CriticalShare = new("TV301.critical_share", 85, "%", "engineering default: at 100 % connect() fails with EADDRNOTAVAIL", "critical from so much on");

    public override string Code => "TV301";

    public override string Name => "ephemeral-ports-low";

    public override string Summary => "The ephemeral ports towards one destination near their end";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["Cannot assign requested address (EADDRNOTAVAIL)", "connect() fails although the server is up", "many TIME_WAIT"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        An outgoing connection takes a local port from `ip_local_port_range`. For one source address and one destination (address and port) each port serves once. Most of them are taken.

        ## Why it hurts
        When none is left, `connect()` fails at once with EADDRNOTAVAIL, "Cannot assign requested address", to this destination alone; all others still work. Before that `connect()` gets slower, because the kernel searches longer for a free port.

        ## How we know
        The distinct local ports inside the range that sockets of all states hold towards the destination, against the range less `ip_local_reserved_ports` (net/ipv4/inet_hashtables.c `__inet_hash_connect`). Ports in TIME_WAIT are not counted where `connect()` may take them again: `tcp_tw_reuse` 1, or 2 with a loopback address, and timestamps on (net/ipv4/tcp_ipv4.c `tcp_twsk_unique`). The rate is the slope over the samples, or the change between two readings. The default range has 28,232 ports; at 60 s each in TIME_WAIT that is 470 new connections a second.

        ## What to do
        Use connections again: a pool, keep-alive, multiplexing. If the connections are really needed at once, spread them: more destination addresses or ports, more source addresses. A wider range helps by its width: keep services out of it or reserve their ports first. If most are TIME_WAIT, `tcp_tw_reuse=1` frees those older than a second.

        ## What does not help

        ## When to ignore
        When the number is what a fixed, bounded pool holds by design and does not grow.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it governs orphaned FIN_WAIT2, TIME_WAIT is a constant of 60 s") { Page = "`tcp_fin_timeout`: TIME_WAIT is a compiled constant of 60 s." },
        UselessRemedy.OnPage("`tcp_tw_recycle`: removed in Linux 4.12."),
        new("a lower tcp_max_tw_buckets", "beyond it closing connections are cut off instead of waited for") { Page = "A lower `tcp_max_tw_buckets` cuts closing connections off (TV106)." },
        new("a higher RLIMIT_NOFILE", "ports run out here, not descriptors") { Page = "RLIMIT_NOFILE: descriptors run out with EMFILE, not with EADDRNOTAVAIL." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnShare, CriticalShare];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.PortsTowards(subject)];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.PortTuples.Count == 0)
        {
            return RuleAnswer.Quiet;
        }

        if (input.Netns.PortBudget is not { } budget)
        {
            return RuleAnswer.CannotTell(input.Lacks("net.ipv4.ip_local_port_range", FactNames.Sysctls));
        }

        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (PortTuple tuple in input.Netns.PortTuples)
        {
            bool? reusable = TimeWaitReuse.IsAllowed(input, tuple.Source, tuple.Destination.Addr);
            long taken = tuple.Used - (reusable == false ? 0 : tuple.TimeWait);
            if (Share(taken, budget) >= input.Settings[WarnShare])
            {
                findings.Add(Low(tuple, taken, reusable, budget, input));
            }
            else if (reusable is null && Share(tuple.Used, budget) >= input.Settings[WarnShare])
            {
                missing ??= input.Lacks("net.ipv4.tcp_tw_reuse", FactNames.Sysctls);
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private static double Share(long taken, PortBudget budget) =>
        taken <= 0 ? 0 : budget.Limit == 0 ? 100 : taken * 100.0 / budget.Limit;

    private Finding Low(PortTuple tuple, long taken, bool? reusable, PortBudget budget, RuleInput input)
    {
        // A TIME_WAIT belongs to no process any more; a trace has seen who connects.
        tuple = tuple with { Process = tuple.Process ?? Traced.Destination(input, tuple.Destination)?.Process };
        Severity severity = Share(taken, budget) >= input.Settings[CriticalShare] ? Severity.Critical : Severity.Warning;
        FindingSubject subject =
            new()
            {
                Process = tuple.Process, Cgroup = input.Process(tuple.Process)?.Unit, Local = new(
                tuple.Source, 0), Peer = tuple.Destination
            };
        return Found(severity, Confidence.Certain, $"{Figure.Of(taken)} of {Figure.Of((long)budget.Limit)} local ports taken towards {Who.Short(tuple.Destination)}", subject) with
        {
            Figures =
            [
                FindingFigure.Count("ports", taken, "ports"),
                FindingFigure.Limit("ports_limit", budget.Limit, "ports"),
                FindingFigure.Share("ports_share", taken, budget.Limit),
                FindingFigure.Count("time_wait", tuple.TimeWait, "sockets"),
            ],
            Evidence = Evidence(tuple, taken, reusable, budget, input),
            Cause = taken >= budget.Limit
                ? "No local port is left towards this destination: connect() to it fails with EADDRNOTAVAIL."
                : tuple.TimeWait * 2 > tuple.Used && reusable == false
                ? "Most ports are held by closed connections in TIME_WAIT, 60 s each: connections are opened and closed faster than their ports come free."
                : "So many connections to one destination are open at the same time.",
            Remedies = Remedies(tuple, reusable, budget, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Evidence> Evidence(PortTuple tuple, long taken, bool? reusable, PortBudget budget, RuleInput input)
    {
        List<Evidence> evidence =
        [
            new("local ports taken", $"{Figure.Of(taken)} ({Figure.Percent(taken, budget.Limit)})", "sock_diag: id.idiag_sport, all states"),
            new("ports that the destination can use", $"{Figure.Of((long)budget.Limit)} ({budget.Low}–{budget.High}, {Figure.Of((long)budget.Reserved)} reserved)", "net.ipv4.ip_local_port_range, ip_local_reserved_ports"),
            new("established / TIME_WAIT", $"{Figure.Of(tuple.Established)} / {Figure.Of(tuple.TimeWait)}{(reusable == false ? (Phrase)"" : ", TIME_WAIT not counted")}", "sock_diag: idiag_state"),
            TimeWaitReuse.Evidence(input),
        ];
        if (Growth(tuple, input) is { } growth)
        {
            evidence.Add(new("change", $"{Figure.Of(growth.Rate)} ports a second", growth.Source));
            if (growth.Rate > 0 && taken < budget.Limit)
            {
                evidence.Add(new("time left at this pace", Figure.Time((budget.Limit - taken) / growth.Rate * 1000), growth.Source));
            }
        }

        if (tuple.Process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        return evidence;
    }

    // The slope of three samples or more, which a burst bends less than the difference of two readings.
    private static (double Rate, Phrase Source)? Growth(PortTuple tuple, RuleInput input)
    {
        Trend? trend = input.Netns.Trends.FirstOrDefault(trend => trend is { Kind: TrendKind.Ports, Known: >= 3 }
            && trend.Peer == tuple.Destination && (trend.Local is null || trend.Local.Value.Addr == tuple.Source));
        return trend?.PerSecond(input.Capture.SamplesMs) is { } slope
            ? (slope, $"{trend.Known} samples over {Figure.Time(input.Capture.SamplesMs[^1] - input.Capture.SamplesMs[0])}{(trend.OnlyGrows ? (Phrase)", never fell" : "")}")
            : tuple.UsedFirst is { } first && input.IntervalSeconds is { } seconds ? ((tuple.Used - first) / seconds, "two readings") : null;
    }

    private static List<Remedy> Remedies(PortTuple tuple, bool? reusable, PortBudget budget, RuleInput input)
    {
        bool mostlyClosed = tuple.TimeWait * 2 > tuple.Used;
        List<Remedy> remedies =
            [.. KnownSoftware.Remedies(mostlyClosed ? Fault.NoConnectionReuse : Fault.UnboundedPool, input.Process(tuple.Process))];
        if (remedies.Count == 0)
        {
            remedies.Add(new(RemedyLevel.Application, "Use connections to this destination again (pool, keep-alive), and limit how many are open"));
        }

        if (reusable == false && mostlyClosed)
        {
            remedies.Add(KernelChange.Here(input, "Let connect() take ports in TIME_WAIT again (needs tcp_timestamps)", "net.ipv4.tcp_tw_reuse", "1"));
        }

        if (budget.Low > WideRangeLow)
        {
            if (ServicesToReserve(budget, input) is { } reserve)
            {
                remedies.Add(reserve);
            }

            remedies.Add(KernelChange.Here(input, $"Widen the range, after reserving the ports of services above {WideRangeLow} (ip_local_reserved_ports)", "net.ipv4.ip_local_port_range", $"{WideRangeLow} 65535"));
        }

        remedies.Add(new(RemedyLevel.Network, "Spread the load over more destination addresses or ports, or more source addresses"));
        return remedies;
    }

    // A service that is down while an outgoing connection takes its port cannot come back (TV304).
    private static Remedy? ServicesToReserve(PortBudget budget, RuleInput input)
    {
        if (PortSet.ReservedIn(input) is not { } reserved)
        {
            return null;
        }

        ushort[] ports =
            [.. input.Netns.Listeners.Where(listener => listener.Proto == Protocol.Tcp
                && listener.Inode != 0).Select(listener => listener.Local.Port)
                    .Where(port => port >= WideRangeLow
                        && (port < budget.Low || port > budget.High)
                        && !reserved.Contains(port)).Distinct()];
        return ports.Length == 0 ? null
            : KernelChange.Here(input, "First keep the ports of services that a wider range takes in", PortSet.ReservedPorts, $"{reserved.With(ports)}");
    }
}
