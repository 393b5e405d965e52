using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>
/// What close-wait-leak and close-wait-unread have in common: which piles are no mere burst, how grave they are, and the evidence.
/// No kernel timer ends CLOSE_WAIT (net/ipv4/tcp_input.c <c>tcp_fin</c>), so that age alone tells a leak from a delay.
/// </summary>
internal sealed class CloseWait
{
    private readonly Threshold minCount;
    private readonly Threshold minAge;
    private readonly Threshold loneAge;
    private readonly Threshold oldCount;
    private readonly Threshold manyCount;
    private readonly Threshold descriptorShare;

    /// <summary>Makes the thresholds of one of the two rules.</summary>
    public CloseWait(string code)
    {
        minCount = new($"{code}.min_count", 3, "sockets", "engineering default: fewer are in flight on any busy host", "information from so many on, once the oldest has min_age_ms");
        minAge = new($"{code}.min_age_ms", 2_000, "ms", "engineering default: a program that closes at all closes within milliseconds, or after a pause of its garbage collector", "younger ones are a burst");
        loneAge = new($"{code}.lone_age_ms", 10_000, "ms", "engineering default", "information for any number, once the oldest is so old");
        oldCount = new($"{code}.old_count", 10, "sockets", "engineering default; they are counted from 60 s on", "warning when so many are older than 60 s");
        manyCount = new($"{code}.many_count", 50, "sockets", "engineering default", "warning when so many are held and the oldest has lone_age_ms, or they grow; min_count are enough when they only grow over three samples");
        descriptorShare = Descriptors.Share(code);
        Thresholds = [minCount, minAge, loneAge, oldCount, manyCount, descriptorShare];
    }

    public IReadOnlyList<Threshold> Thresholds { get; }

    /// <summary>True when most of the pile has read the end of the stream; such a pile is close-wait-leak's.</summary>
    public static bool HasReadEof(SocketPile pile) => pile.RecvQ0 >= pile.RecvQ1 + pile.RecvQMore;

    /// <summary>
    /// Those that are at least suspect: one that still has data to send may be a legal half-close at work (RFC 9293 §3.6).
    /// </summary>
    public static long Suspects(SocketPile pile) => Math.Max(0, pile.Count - pile.SendQ);

    /// <summary>True when a pile is no burst: its oldest has an age, and there are several, or the oldest has a great age.</summary>
    public bool Stays(SocketPile pile, RuleInput input)
    {
        long suspects = Suspects(pile);
        long age = pile.AgeAtLeast(input) ?? 0;
        RuleSettings set = input.Settings;
        return suspects > 0 && age >= set[minAge] && (suspects >= set[minCount] || age >= set[loneAge]);
    }

    /// <summary>How grave a pile is that stays.</summary>
    public Severity Weigh(SocketPile pile, RuleInput input)
    {
        long suspects = Suspects(pile);
        long old = Math.Max(0, pile.Old - pile.SendQ);
        long age = pile.AgeAtLeast(input) ?? 0;
        RuleSettings set = input.Settings;
        if (Descriptors.AreEaten(pile.Process, pile.OfProcess, descriptorShare, input))
        {
            return Severity.Critical;
        }

        // Three samples know more than two readings: a pile that falls between them is worked off, however many it still has.
        Growth? growth = Growth.Of(pile, input);
        bool leaks = growth is { IsTold: true, OnlyGrows: true } && suspects >= set[minCount] && age >= set[loneAge];
        bool grows = growth is { IsTold: true } ? growth.OnlyGrows : pile.Count > pile.CountFirst;
        bool many = suspects >= set[manyCount] && (age >= set[loneAge] || grows);
        return leaks || many || old >= set[oldCount] ? Severity.Warning : Severity.Info;
    }

    /// <summary>
    /// Likely once one is older than a minute, or when the number only grows; before, a slow answer to a half-closed peer looks the same.
    /// </summary>
    public Confidence Sureness(SocketPile pile, RuleInput input) =>
        pile.Old > pile.SendQ || (Growth.Of(pile, input) is { OnlyGrows: true } && pile.AgeAtLeast(input) >= input.Settings[loneAge])
            ? Confidence.Likely
            : Confidence.Possible;

    /// <summary>
    /// Why a rule without a finding is not quiet: the ages of a pile that is large enough are unknown, or sockets are in no group.
    /// Null when nothing does.
    /// </summary>
    public Phrase? Unknown(IEnumerable<SocketPile> piles, RuleInput input)
    {
        // Without tcp_info the time between the readings is all that is known of an age.
        bool blind = input.IsLacking(FactNames.SockDiag) || input.IsLacking(FactNames.TcpInfo);
        if (piles.Any(pile => Suspects(pile) > 0 && !Stays(pile, input) && (blind ? pile.OldestAtLeastMs : pile.AgeAtLeast(input)) is null))
        {
            return input.Lacks(FactNames.TcpInfo, FactNames.SockDiag);
        }

        long grouped = input.GroupsOf(TcpState.CloseWait).Sum(group => group.Count);
        long ungrouped = input.Netns.Tcp[TcpState.CloseWait] - grouped;
        return input.Netns.GroupsLeftOut > 0 && ungrouped >= input.Settings[minCount]
            ? (Phrase)$"who holds {Figure.Of(ungrouped)} more CLOSE_WAIT sockets (beyond the record's limit of groups)" : null;
    }

    /// <summary>The evidence for a pile, the telling facts first.</summary>
    public static List<Evidence> Evidence(SocketPile pile, RuleInput input)
    {
        List<Evidence> evidence =
        [
            new("sockets in CLOSE_WAIT", pile.CountFirst is { } first && input.IntervalSeconds is not null
                ? (Phrase)$"{Figure.Of(pile.Count)} ({Figure.Of(first)} one interval ago)" : Figure.Of(pile.Count), "sock_diag: idiag_state"),
            new("of them, end of stream read / FIN unread / data and FIN unread",
                $"{Figure.Of(pile.RecvQ0)} / {Figure.Of(pile.RecvQ1)} / {Figure.Of(pile.RecvQMore)}", "sock_diag: idiag_rqueue 0 / 1 / more"),
            new("age of the oldest", pile.Age(input), "sock_diag: tcpi_last_ack_recv, tcpi_last_data_recv"),
        ];
        if (pile.Old > 0)
        {
            evidence.Add(new("older than 60 s", $"at least {Figure.Of(pile.Old)}", "sock_diag: tcpi_last_ack_recv"));
        }

        if (pile.Arrived is > 0 and { } arrived && input.IntervalSeconds is { } seconds)
        {
            evidence.Add(new("arrived between the readings", $"{Figure.Of(arrived)} in {Figure.Time(seconds * 1000)}", "sock_diag: not in this state at the first reading"));
        }

        evidence.AddRange(Traced.CloseWaits(input,
            pile.Inbound ? Traced.Service(input, pile.Service) : pile.Peer is { } peer ? Traced.Destination(input, peer) : null));
        if (Growth.Of(pile, input) is { } growth)
        {
            evidence.Add(growth.Evidence("over the samples"));
        }

        evidence.Add(new("remote ends", pile.Peers, "sock_diag: id.idiag_dst"));
        if (pile.Processes > 1)
        {
            evidence.Add(new("processes that hold them", Figure.Of((long)pile.Processes), "/proc/PID/fd"));
        }

        if (pile.Process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        if (pile.Ownerless > 0)
        {
            evidence.Add(new("never accepted by any process", Figure.Of(pile.Ownerless), "sock_diag: idiag_inode 0"));
        }

        if (pile.SendQ > 0)
        {
            evidence.Add(new("still sending, not counted as leaked", Figure.Of(pile.SendQ), "sock_diag: idiag_wqueue"));
        }

        if (Descriptors.Evidence(pile.Process, input) is { } descriptors)
        {
            evidence.Add(descriptors);
        }

        return evidence;
    }

    /// <summary>The numbers of a pile.</summary>
    public static IReadOnlyList<FindingFigure> Figures(SocketPile pile, RuleInput input) => FindingFigure.Known(
        FindingFigure.Count("connections", pile.Count, "connections"),
        FindingFigure.Count("older_than_60s", pile.Old, "connections"),
        pile.Arrived is { } arrived ? FindingFigure.Gain("arrived", arrived, "connections") : null,
        pile.AgeAtLeast(input) is { } age ? FindingFigure.Duration("oldest", age) : null);

    /// <summary>What a finding about a pile is about.</summary>
    public static FindingSubject Subject(SocketPile pile, RuleInput input) => new()
    {
        Process = pile.Process,
        Cgroup = input.Process(pile.Process)?.Unit ?? Who.Cgroup(pile.Cgroup),
        Local = pile.Inbound ? pile.Service : null,
        Peer = pile.Peer,
    };

    /// <summary>What a cause adds for a process that they bring near its limit.</summary>
    public static Phrase Danger(Severity severity) =>
        severity == Severity.Critical ? " The process is near its limit of descriptors: soon accept(), open() and socket() fail with EMFILE." : "";

    /// <summary>How to keep an idle pool from holding connections that the server has closed.</summary>
    public static IReadOnlyList<Remedy> PoolRemedies(SocketPile pile, RuleInput input)
    {
        IReadOnlyList<Remedy> own = KnownSoftware.Remedies(Fault.PoolOutlivesPeer, input.Process(pile.Process));
        return own.Count > 0
            ? [.. own.Take(2)]
            : [new(RemedyLevel.Configuration, "Let the connection pool evict idle connections before the server's own idle timeout, and test one before use")];
    }

    /// <summary>The command that lists a pile's sockets.</summary>
    public static string ListCommand(SocketPile pile, RuleInput input) =>
        input.Tcpvet(pile.Inbound ? $"list -p -i state close-wait sport = :{pile.Service.Port}" : "list -p -i state close-wait");
}
