using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV411: the kernel throws packets away, for a reason that no other rule speaks of.</summary>
internal sealed class KernelDrops : Rule
{
    private const string Firewall = "netfilter_drop";
    private const string NobodyListens = "no_socket";

    private static readonly Threshold MinCount = new("TV411.min_count", 5, "packets", "engineering default: a stray packet, a scan's one try a port", "fewer packets of one reason and owner are not reported; of attempts to connect, which are repeated seldom, 3 are enough");
    private static readonly Threshold WarnCount = new("TV411.warn_count", 10, "packets", "engineering default", "warning from so many on, for reasons that always harm");
    private static readonly Threshold MaxFindings = new("TV411.max_findings", 5, "findings", "engineering default", "the reasons and owners with fewer packets are left out");

    public override string Code => "TV411";

    public override string Name => "kernel-drops";

    public override string Summary => "The kernel throws packets away and says why: a firewall rule, nobody listening, a full buffer, a wrong checksum, no route, a silent next hop";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["packets are lost on this host", "sendto: operation not permitted", "packets arrive and the program gets none"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        While the check-up waited, the kernel threw packets away and gave its reason (`enum skb_drop_reason`). Reasons with which nothing is lost are left out: duplicates that TCP has already, a RST that did its work, multicast that nobody asked for, frames that are not IP.

        ## Why it hurts
        Nobody is told. The sender waits and repeats; every list of sockets looks healthy, and most of these drops are in no log.

        ## How we know
        The tracepoint `skb:kfree_skb` (eBPF) with its reason (Linux 5.17), counted in the kernel by direction, interface, protocol, port and socket. Names and numbers are the running kernel's. The process is the one that holds the socket or was sending; of packets that came in without one, who holds a socket on that port. Reverse-path drops are TV409, full buffers of UDP sockets TV506, full accept queues TV202, processors' queues TV505, a full table of conntrack TV502, refused timestamps TV406.

        ## What to do
        The finding names the reason and what to do about it. `tcpvet drops` counts on, with a filter and for as long as you like; `-o wide` names the kernel's function.
        - **A firewall rule** (`netfilter_drop`): the kernel does not say which. The rules of nftables, iptables-nft among them, are played on the packet, and those that stop it are named; what the packet alone does not tell (marks, limits, tracking) leaves several. Rules of iptables-legacy are not seen: `iptables-legacy -nvL`, or `nft monitor trace` after `meta nftrace set 1`.
        - **Nobody listens** (`no_socket`): start the service, let it listen on that address, or stop who sends. A scan needs nothing.
        - **Checksums**: packets are damaged on the way, or an offload of the card errs.
        - **No route, a silent next hop**: `ip route get ADDRESS`, `ip neigh show`.
        - **Memory and queues**: what is full is named.

        ## What does not help

        ## When to ignore
        Packets that a firewall is there to drop. Strays and scans: they are information at the most.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("somaxconn, tcp_max_syn_backlog", "these packets did not meet a full queue of connections") { Page = "`somaxconn` and `tcp_max_syn_backlog`: a full queue of connections has a reason of its own, and TV202 speaks of it." },
        UselessRemedy.OnPage("Larger `rmem_max` and `wmem_max`, unless the reason is a full buffer."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, WarnCount, MaxFindings];

    public override RuleAnswer Check(RuleInput input)
    {
        if (Dropped.Of(input, group => SpeaksOf(group, input)) is not { } groups)
        {
            return RuleAnswer.CannotTell(Dropped.Lacks(input));
        }

        List<Finding> findings = [.. groups
            .GroupBy(group => new Whose(group.Reason, group.Way, group.Process, group.Process is null ? group.Port : (ushort)0))
            .Select(group => group.ToList())
            .Where(some => Dropped.Sum(some) >= Least(some, input))
            .OrderByDescending(some => Dropped.Sum(some))
            .Take((int)input.Settings[MaxFindings])
            .Select(some => One(some, input))];
        return RuleAnswer.Fires(findings);
    }

    // Of attempts to connect fewer are enough: each is repeated only after 1 s, 3 s and 7 s.
    private static double Least(List<DroppedPackets> some, RuleInput input) =>
        some.TrueForAll(group => group.Opening) ? Math.Min(3, input.Settings[MinCount]) : input.Settings[MinCount];

    // One voice: a reason that has a rule of its own is not told twice.
    private static bool SpeaksOf(DroppedPackets group, RuleInput input) => group.Reason switch
    {
        "ip_rpfilter" or "cpu_backlog" or "tcp_listen_overflow" => false,
        // No reason is no finding: tcpvet drops shows the function that threw them away.
        "not_specified" => false,
        "socket_rcvbuff" => group.Protocol != 17,
        // Whose connects fail by it, TV218 names.
        "neigh_failed" or "neigh_queuefull" => input.Netns.Heard?.Failures.Any(failure =>
            failure.Reason == FailureReason.HostUnreachable && failure.Peer.Addr == Dropped.To(group).Addr.Unmapped) == false,
        Firewall => !(Increase.Of(input, input.Netns.Conntrack?.Dropped) > 0),
        // A scan knocks once at each of many ports.
        NobodyListens => group.Ports == 1,
        _ => !group.Reason.StartsWith("tcp_rfc7323_", StringComparison.Ordinal),
    };

    private Finding One(List<DroppedPackets> groups, RuleInput input)
    {
        DroppedPackets most = groups.MaxBy(group => group.Packets)!;
        DropReason reason = Dropped.Reason(most);
        long packets = Dropped.Sum(groups);
        FindingSubject subject = new()
        {
            Process = most.Process,
            Cgroup = input.Process(most.Process)?.Unit ?? most.Unit,
            Local = most.Way == PacketWay.In && most.Port != 0 && most.Ports == 1 ? most.Local : null,
            Peer = most.Way == PacketWay.Out ? most.Peer : null,
            Counter = most.Reason,
        };
        Phrase whose = most.Process is null ? Dropped.Transport(most)
            : most.ByPort ? (Phrase)$"{Dropped.Transport(most)}, where {Who.Process(most.Process)} waits" : Who.Process(most.Process);
        return Found(SeverityOf(most, packets, input), most.ByPort ? Confidence.Likely : Confidence.Certain,
            $"The kernel threw {Figure.Count(packets, "packet")} of {whose} away in {Dropped.Time(input)}: {reason.Name}", subject) with
        {
            Figures = [FindingFigure.Gain("dropped", packets, "packets"), Dropped.Listened(input)],
            Evidence = FirewallRules.Beside(Dropped.Evidence(groups), groups),
            Cause = $"The kernel's reason: {reason.Why}.",
            Remedies = Remedies(most, FirewallRules.Of(groups), reason, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static Severity SeverityOf(DroppedPackets group, long packets, RuleInput input) =>
        packets < input.Settings[WarnCount] ? Severity.Info
        : AlwaysHarms(group.Reason) ? Severity.Warning
        // What a process of this host sends and its own rules lose; a rule against what comes in does what it is there for.
        : group is { Way: PacketWay.Out, Process: not null } && Dropped.Reason(group).Kind == DropKind.Refused ? Severity.Warning
        : Severity.Info;

    private static bool AlwaysHarms(string reason) =>
        reason is "proto_mem" or "nomem" or "pfmemalloc" or "socket_backlog" or "tcp_ofo_queue_prune" or "full_ring"
            or "tcp_csum" or "udp_csum" or "ip_csum" or "skb_csum" or "neigh_createfail" or "recursion_limit"
        || reason.StartsWith("tcp_md5", StringComparison.Ordinal)
        || reason.StartsWith("tcp_ao", StringComparison.Ordinal);

    private static List<Remedy> Remedies(DroppedPackets group, List<FirewallRule>? rules, DropReason reason, RuleInput input)
    {
        List<Remedy> remedies = [];
        if (rules is not null)
        {
            remedies.Add(new(RemedyLevel.Network, rules.Count == 1 ? "If these packets are to pass, change this rule, or accept them before it" : "One of these rules stops them: if they are to pass, accept them before it", FirewallRules.Command(rules, input)));
        }
        else if (reason.Advice is { } advice)
        {
            remedies.Add(new(LevelOf(group.Reason), advice, Command(group, input)));
        }

        string where = group.Port != 0 && group.Ports == 1 && group.Way == PacketWay.In ? $" 'sport = :{group.Port}'" : "";
        remedies.Add(new(RemedyLevel.Network, "Count on, and see who sends what", input.Tcpvet($"drops --duration 30s -o wide{where}")));
        return remedies;
    }

    private static RemedyLevel LevelOf(string reason) => reason switch
    {
        NobodyListens or "socket_rcvbuff" or "socket_backlog" => RemedyLevel.Application,
        "proto_mem" or "nomem" or "pfmemalloc" or "neigh_createfail" => RemedyLevel.Kernel,
        _ => RemedyLevel.Network,
    };

    private static string? Command(DroppedPackets group, RuleInput input) => group.Reason switch
    {
        Firewall => input.Inside("nft list ruleset"),
        NobodyListens => input.Tcpvet(group.Protocol == 17 ? "listeners -u" : "listeners"),
        "ip_outnoroutes" or "ip_innoroutes" => input.Inside($"ip route get {Dropped.To(group).Addr}"),
        "neigh_failed" or "neigh_queuefull" or "neigh_dead" or "neigh_createfail" => input.Inside("ip neigh show"),
        "bpf_cgroup_egress" or "socket_filter" => "bpftool cgroup tree",
        "proto_mem" => input.Tcpvet("list -a -m -u -t"),
        _ => null,
    };

    /// <summary>Whose packets, and why: one finding each.</summary>
    private sealed record Whose(string Reason, PacketWay Way, ProcessRef? Process, ushort Port);
}
