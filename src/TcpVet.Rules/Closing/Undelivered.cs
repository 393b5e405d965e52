using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>
/// What the rules about FIN_WAIT1, LAST_ACK and CLOSING have in common: closed on this side, and what is left to deliver is not
/// acknowledged. A socket counts as stuck when it has retransmitted at least twice or probes a zero window; one that
/// simply waits for its round trip does not.
/// </summary>
internal sealed class Undelivered
{
    private const double HalfOfOrphans = 0.5;

    private readonly TcpState state;
    private readonly Threshold minCount;
    private readonly Threshold establishedShare;
    private readonly Threshold orphanShare;
    private readonly Threshold? agedCount;
    private readonly Threshold? age;

    /// <summary>Makes the thresholds of one of the rules.</summary>
    /// <param name="code">The rule.</param>
    /// <param name="state">Its state.</param>
    /// <param name="count">How many stuck ones it takes.</param>
    /// <param name="countSource">Why so many.</param>
    /// <param name="aged">How many it takes once the oldest is 5 s old; 0 when age does not matter.</param>
    public Undelivered(string code, TcpState state, double count, string countSource, double aged = 0)
    {
        this.state = state;
        minCount = new($"{code}.min_count", count, "sockets", countSource, "information from so many stuck ones of one service on, or towards the outside");
        establishedShare = new($"{code}.established_share", 10, "%", "engineering default: of many clients on mobile networks some always vanish", "warning when the stuck ones are so much of the established connections beside them");
        orphanShare = new($"{code}.orphan_share", 10, "%", "engineering default: at 100 % the kernel resets what is closed (net/ipv4/tcp.c tcp_check_oom)", "warning when the stuck ones are so much of tcp_max_orphans");
        Thresholds = [minCount, establishedShare, orphanShare];
        if (aged > 0)
        {
            agedCount = new($"{code}.aged_count", aged, "sockets", "engineering default", "information from so many stuck ones on, once the oldest has age_ms");
            age = new($"{code}.age_ms", 5_000, "ms", countSource, "from this age on aged_count are enough");
            Thresholds = [.. Thresholds, agedCount, age];
        }
    }

    public IReadOnlyList<Threshold> Thresholds { get; }

    /// <summary>Those of a pile that do not get on.</summary>
    public static long Stuck(SocketPile pile) => Math.Min(pile.Count, pile.PersistTimers + pile.RetransmittingTwice);

    /// <summary>True when more of them wait for the peer to read than for an acknowledgement.</summary>
    public static bool IsZeroWindow(SocketPile pile) => pile.PersistTimers > pile.RetransmittingTwice;

    /// <summary>True when processes still hold most of them: they only shut their sending side.</summary>
    public static bool IsHeld(SocketPile pile) => pile.Ownerless * 2 < pile.Count;

    /// <summary>How long the kernel goes on, as measured on Linux 6.18 with the default settings.</summary>
    public static Phrase Lasts(SocketPile pile) => (IsHeld(pile), IsZeroWindow(pile)) switch
    {
        (true, true) => "A process still holds them, so that the kernel probes the window for as long as the peer answers.",
        (true, false) => "A process still holds them, so that the kernel goes on for tcp_retries2, about 15 minutes.",
        (false, true) => "The kernel probes each for 338 s (with the default settings), and keeps its data so long.",
        (false, false) => "The kernel goes on for about 106 s (with the default tcp_orphan_retries).",
    };

    /// <summary>The settings of retransmission that do nothing for such a pile, or harm.</summary>
    public static FalseRemedy Retries(SocketPile pile) => (IsHeld(pile), IsZeroWindow(pile)) switch
    {
        (true, _) => new("tcp_orphan_retries", "it is for sockets that no process holds"),
        (false, true) => new("a lower tcp_retries2 or tcp_orphan_retries", "the peer answers each probe; with a low tcp_retries2 the probes stay frequent and the orphan is never given up"),
        (false, false) => new("tcp_retries2", "it is for sockets that a process holds; these go by tcp_orphan_retries"),
    };

    /// <summary>The kernel's lever for those whose peers are gone; null where it moves nothing.</summary>
    public static Remedy? GiveUpSooner(SocketPile pile, Severity severity, RuleInput input) =>
        severity == Severity.Info || IsHeld(pile) || IsZeroWindow(pile) ? null
        : new(RemedyLevel.Kernel, "Until then, give them up sooner (7 s instead of 106 s)", input.Inside("sysctl -w net.ipv4.tcp_orphan_retries=3"))
        {
            ByHand = "it cuts off clients on bad lines, whose last answer is still on its way",
        };

    /// <summary>The piles that are large enough to be spoken of, each with its severity.</summary>
    public IEnumerable<(SocketPile Pile, Severity Severity)> StuckPiles(RuleInput input)
    {
        OrphanLimit orphans = OrphanLimit.Of(input);
        return SocketPile.Of(input, state)
            .Where(pile => Stuck(pile) > 0 && (IsLarge(pile, input) || IsAged(pile, input)))
            .Select(pile => (pile, Weigh(pile, orphans, input)));
    }

    /// <summary>Why a rule without a finding is not quiet: so many sockets are in no group. Null when all that count are in one.</summary>
    public Phrase? Unknown(RuleInput input) => input.IsLacking(FactNames.SockDiag) && input.GroupsOf(state).Count > 0
        ? input.Lacks("how long they have stood still", FactNames.SockDiag) : Ungrouped(state, input.Settings[minCount], input);

    /// <summary>Says that sockets of a state are in no group, when they are so many; null otherwise.</summary>
    public static Phrase? Ungrouped(TcpState state, double atLeast, RuleInput input)
    {
        long grouped = input.GroupsOf(state).Sum(group => group.Count);
        long ungrouped = input.Netns.Tcp[state] - grouped;
        return input.Netns.GroupsLeftOut > 0 && ungrouped >= atLeast
            ? (Phrase)$"who holds {Figure.Of(ungrouped)} more {state.Name()} sockets (beyond the record's limit of groups)" : null;
    }

    /// <summary>The evidence for a pile.</summary>
    public List<Evidence> Evidence(SocketPile pile, RuleInput input)
    {
        List<Evidence> evidence =
        [
            new($"sockets in {state.Name()}", Figure.Of(pile.Count), "sock_diag: idiag_state"),
            new("of them, retransmitted twice or more", Figure.Of(pile.RetransmittingTwice), "sock_diag: idiag_timer 1, idiag_retrans"),
            new("of them, probing a zero window", Figure.Of(pile.PersistTimers), "sock_diag: idiag_timer 4"),
        ];
        if (pile.RetransmitsMax > 0)
        {
            evidence.Add(new("most retransmissions of one", Figure.Of((long)pile.RetransmitsMax), "sock_diag: idiag_retrans"));
        }

        if (pile.AgeAtLeast(input) is not null)
        {
            evidence.Add(new("age of the oldest", pile.Age(input), "sock_diag: in this state at both readings, tcpi_last_ack_recv"));
        }

        if (Growth.Of(pile, input) is { } growth)
        {
            evidence.Add(growth.Evidence("over the samples"));
        }

        evidence.Add(new("established connections beside them", Figure.Of(Established(pile, input)), pile.Inbound ? "sock_diag: of the same service" : "sock_diag, /proc/net/sockstat: of this namespace"));
        evidence.Add(new("remote ends", pile.Peers, "sock_diag: id.idiag_dst"));
        evidence.Add(new("held by no process any more", Figure.Of(pile.Ownerless), "sock_diag: idiag_inode 0"));
        evidence.Add(OrphanLimit.Of(input).Evidence());
        return evidence;
    }

    /// <summary>What a finding about a pile is about: the service when inbound, with the process that listens there.</summary>
    public static FindingSubject Subject(SocketPile pile, RuleInput input) => new()
    {
        Process = pile.Process,
        Cgroup = input.Process(pile.Process)?.Unit ?? Who.Cgroup(pile.Cgroup),
        Local = pile.Inbound ? pile.Service : null,
        Peer = pile.Peer,
        // Outgoing connections that nobody holds, to many hosts: it is about the namespace.
        Netns = !pile.Inbound && pile.Process is null && pile.Peer is null ? input.Netns.Netns.Label : null,
    };

    /// <summary>The numbers of a pile.</summary>
    public static IReadOnlyList<FindingFigure> Figures(SocketPile pile) =>
    [
        FindingFigure.Count("connections", Stuck(pile), "connections"),
        FindingFigure.Count("in_state", pile.Count, "connections"),
        FindingFigure.Count("most_retransmits", pile.RetransmitsMax, "segments"),
    ];

    /// <summary>Where they are: <c>of nginx (pid 700) on :80</c>, <c>to 10.0.3.7:443</c>.</summary>
    public static Phrase Where(SocketPile pile)
    {
        Phrase process = pile.Process is { } known ? (Phrase)$" of {Who.Process(known)}" : "";
        return process + (pile.Inbound ? (Phrase)$" on {Who.Service(pile.Service)}" : pile.Peer is { } peer ? (Phrase)$" to {Who.Short(peer)}" : " to other hosts");
    }

    /// <summary>The command that lists a pile's sockets.</summary>
    public string ListCommand(SocketPile pile, RuleInput input)
    {
        string name = state.Name().ToLowerInvariant().Replace('_', '-').Replace("wait1", "wait-1", StringComparison.Ordinal);
        return input.Tcpvet($"list -e -i state {name}" + (pile.Inbound ? $" sport = :{pile.Service.Port}" : ""));
    }

    private Severity Weigh(SocketPile pile, OrphanLimit orphans, RuleInput input)
    {
        long stuck = Stuck(pile);
        if ((orphans.Aborted > 0 || orphans.IsBeyond(100)) && stuck >= HalfOfOrphans * (orphans.Count ?? long.MaxValue))
        {
            return Severity.Critical;
        }

        if (!IsLarge(pile, input))
        {
            return Severity.Info;
        }

        bool share = stuck * 100.0 >= input.Settings[establishedShare] * Established(pile, input);
        return share || orphans.IsShare(stuck, input.Settings[orphanShare]) ? Severity.Warning : Severity.Info;
    }

    private bool IsLarge(SocketPile pile, RuleInput input) => Stuck(pile) >= input.Settings[minCount];

    private bool IsAged(SocketPile pile, RuleInput input) =>
        agedCount is not null
            && age is not null
            && Stuck(pile) >= input.Settings[agedCount]
            && pile.AgeAtLeast(input) >= input.Settings[age];

    private static long Established(SocketPile pile, RuleInput input) => pile.Inbound && input.ListenerAt(pile.Service) is { } listener
        ? listener.States.GetValueOrDefault(TcpState.Established) : input.Netns.Tcp[TcpState.Established];
}
