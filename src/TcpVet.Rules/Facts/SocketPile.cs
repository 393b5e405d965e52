using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Facts;

/// <summary>
/// Sockets of one state that are one program's business: the groups of a capture are per remote address, and a leak
/// of one connection each from a hundred clients, or in each of a hundred worker processes, is one leak.
/// </summary>
internal sealed class SocketPile
{
    // Filled state by state: most captures have sockets of few states.
    private static readonly Derived<Dictionary<TcpState, IReadOnlyList<SocketPile>>> ByState = new(_ => []);

    private readonly List<(SocketGroup Group, ProcessRef? Process)> parts = new(1);
    private Dictionary<ProcessRef, long>? byProcess;
    private Dictionary<InetEndpoint, long>? byPeer;

    private SocketPile(TcpState state, bool inbound, InetEndpoint service) => (State, Inbound, Service) = (state, inbound, service);

    /// <summary>The state of all of them.</summary>
    public TcpState State { get; }

    /// <summary>True when the connections came in to <see cref="Service"/>.</summary>
    public bool Inbound { get; }

    /// <summary>The listener's endpoint when inbound; otherwise without meaning.</summary>
    public InetEndpoint Service { get; }

    public long Count { get; private set; }

    /// <summary>The count at the first reading; null when it is unknown for any part.</summary>
    public long? CountFirst { get; private set; } = 0;

    /// <summary>Those that were not yet in this state at the first reading; null when it is unknown for any part.</summary>
    public long? Arrived { get; private set; } = 0;

    public long RecvQ0 { get; private set; }

    public long RecvQ1 { get; private set; }

    public long RecvQMore { get; private set; }

    public long SendQ { get; private set; }

    /// <summary>Those that have retransmitted at least twice.</summary>
    public long RetransmittingTwice { get; private set; }

    /// <summary>The most retransmissions of one of them.</summary>
    public int RetransmitsMax { get; private set; }

    /// <summary>Those that probe a zero window.</summary>
    public long PersistTimers { get; private set; }

    /// <summary>Those that a keepalive timer watches.</summary>
    public long KeepaliveTimers { get; private set; }

    /// <summary>Those that no process holds: not accepted by any program, or closed already.</summary>
    public long Ownerless { get; private set; }

    /// <summary>Whether no process may hold any of them, and that is not known.</summary>
    public bool MayBeOwnerless => ByProcess.Count == 0 && Ownerless < Count;

    public long Aged { get; private set; }

    public long Old { get; private set; }

    public long? OldestAtLeastMs { get; private set; }

    public long? OldestAtMostMs { get; private set; }

    public string? Cgroup { get; private set; }

    /// <summary>The process that holds most; null when none is known.</summary>
    public ProcessRef? Process => ByProcess.Count == 0 ? null : ByProcess.MaxBy(pair => (pair.Value, -pair.Key.Pid)).Key;

    /// <summary>How many processes hold some.</summary>
    public int Processes => ByProcess.Count;

    /// <summary>How many the process that holds most holds.</summary>
    public long OfProcess => ByProcess.Count == 0 ? 0 : ByProcess.Values.Max();

    /// <summary>The one remote end, when there is only one.</summary>
    public InetEndpoint? Peer => ByPeer.Count == 1 && !IsMany(ByPeer.Keys.First()) ? ByPeer.Keys.First() : null;

    /// <summary>The remote ends that have most: <c>10.0.3.7 (12), 10.0.3.8 (3) and 4 others</c>.</summary>
    public Phrase Peers => Listed.MostOf(ByPeer, peer => IsMany(peer) ? "many addresses" : Who.Endpoint(peer));

    /// <summary>
    /// The oldest one's age in milliseconds, at least; null when unknown. One that was here at the first reading is no younger than the
    /// interval. </summary>
    public long? AgeAtLeast(RuleInput input) =>
        Arrived < Count && input.Capture.IntervalMs > 0 ? Math.Max(OldestAtLeastMs ?? 0, input.Capture.IntervalMs) : OldestAtLeastMs;

    /// <summary>The oldest one's age in words: <c>between 5 s and 8 min</c>, exact when the bounds meet.</summary>
    public Phrase Age(RuleInput input)
    {
        // All of them came after the first reading, so that none is older.
        long? most = Arrived == Count && input.Capture.IntervalMs > 0
            ? Math.Min(OldestAtMostMs ?? long.MaxValue, input.Capture.IntervalMs)
            : OldestAtMostMs;
        return (AgeAtLeast(input), most) switch
        {
            ({ } least, { } known) when Figure.Time(known) != Figure.Time(least) => least < known ? (Phrase)$"between {Figure.Time(least)} and {Figure.Time(known)}" : $"about {Figure.Time(known)}",
            ({ } least, { }) => $"about {Figure.Time(least)}",
            ({ } least, null) => $"at least {Figure.Time(least)}",
            (null, { } known) => $"at most {Figure.Time(known)}",
            _ => "unknown",
        };
    }

    /// <summary>True when a process of the pile has this pid.</summary>
    public bool Holds(ProcessRef process) => parts.Exists(part => part.Process?.Pid == process.Pid);

    /// <summary>Piles up the groups of a state: by program and local service when inbound, by process when outgoing.</summary>
    public static IReadOnlyList<SocketPile> Of(RuleInput input, TcpState state)
    {
        Dictionary<TcpState, IReadOnlyList<SocketPile>> made = ByState.Of(input);
        if (!made.TryGetValue(state, out IReadOnlyList<SocketPile>? piles))
        {
            made.Add(state, piles = Make(input, state));
        }

        return piles;
    }

    private static List<SocketPile> Make(RuleInput input, TcpState state)
    {
        IReadOnlyList<SocketGroup> groups = input.GroupsOf(state);
        Dictionary<Key, SocketPile> piles = new(groups.Count);
        foreach (SocketGroup group in groups)
        {
            if (group.Count <= 0)
            {
                continue;
            }

            ListenerFacts? listener = group.Inbound ? input.ListenerAt(group.Local) : null;
            // Nobody has accepted them: whoever holds the listener in whose queue they are is to.
            ProcessRef? process = group.Process
                ?? (group.Ownership == Ownership.None && listener is not null && input.WaitingAt(group.Local)?.Processes is [{ } holder, ..]
                    ? holder : null);
            InetEndpoint service = group.Inbound ? listener?.Local ?? group.Local : default;
            // FIN_WAIT2 without a process and with one are two matters: the kernel ends the first.
            bool orphaned = state == TcpState.FinWait2 && group.Ownership == Ownership.None;
            Key key =
                new(group.Inbound ? process?.Name ?? "" : "", group.Inbound ? 0 : process?.Pid ?? 0, orphaned, group.Inbound, service);
            if (!piles.TryGetValue(key, out SocketPile? pile))
            {
                piles.Add(key, pile = new SocketPile(state, group.Inbound, service));
            }

            pile.Add(group, process);
        }

        return [.. piles.Values];
    }

    // Small groups that were joined have the wildcard for a peer.
    private static bool IsMany(InetEndpoint peer) => peer.Addr.IsAny && peer.Port == 0;

    private void Add(SocketGroup group, ProcessRef? process)
    {
        Count += group.Count;
        CountFirst += group.CountFirst;
        Arrived += group.Arrived;
        RecvQ0 += group.RecvQ0;
        RecvQ1 += group.RecvQ1;
        RecvQMore += group.RecvQMore;
        SendQ += group.SendQ;
        RetransmittingTwice += group.RetransmittingTwice;
        RetransmitsMax = Math.Max(RetransmitsMax, group.RetransmitsMax);
        PersistTimers += group.PersistTimers;
        KeepaliveTimers += group.KeepaliveTimers;
        Ownerless += group.Ownership == Ownership.None ? group.Count : 0;
        Aged += group.Aged;
        Old += group.Old;
        OldestAtLeastMs = Longer(OldestAtLeastMs, group.OldestAtLeastMs);
        OldestAtMostMs = Longer(OldestAtMostMs, group.OldestAtMostMs);
        Cgroup ??= group.Cgroup;
        parts.Add((group, process));
    }

    // Most piles are too small to be spoken of: who and where is counted when somebody asks.
    private Dictionary<ProcessRef, long> ByProcess => byProcess ??= parts.Where(part => part.Process is not null)
        .GroupBy(part => part.Process!).ToDictionary(same => same.Key, same => same.Sum(part => part.Group.Count));

    private Dictionary<InetEndpoint, long> ByPeer => byPeer ??= parts
        .GroupBy(part => part.Group.Peer).ToDictionary(same => same.Key, same => same.Sum(part => part.Group.Count));

    /// <summary>What groups are piled up by.</summary>
    /// <param name="Program">The name of the process when inbound.</param>
    /// <param name="Pid">The process when outgoing; 0 when unknown.</param>
    /// <param name="Orphaned">In FIN_WAIT2 and closed by its process.</param>
    /// <param name="Inbound">Whether they came in.</param>
    /// <param name="Service">The listener's endpoint when inbound.</param>
    private readonly record struct Key(string Program, int Pid, bool Orphaned, bool Inbound, InetEndpoint Service);

    private static long? Longer(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
