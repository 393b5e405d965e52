using System.Runtime.ExceptionServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Scan;

/// <summary>
/// Counts a namespace's TCP sockets by state without asking for the two states that are many: ESTABLISHED and TIME_WAIT are taken
/// from the namespace's own counters. <c>inuse</c> of /proc/net/sockstat and sockstat6 counts the hashed full sockets of one family
/// (sock_prot_inuse_add in <c>inet_hash</c>, <c>inet_ehash_nolisten</c>), request sockets not among them; <c>tw</c> counts the
/// mini-sockets of both families, TIME_WAIT and orphaned FIN_WAIT2 (inet_timewait_sock.c <c>inet_twsk_alloc</c>).
/// </summary>
public static class Census
{
    private const long LargeHost = 50_000;
    private static readonly TcpStateSet Rare = TcpStateSet.All - TcpStateSet.Of(TcpState.Established, TcpState.TimeWait);
    private static readonly Dictionary<string, long> NoCounters = [];

    /// <summary>Counts by the fast path.</summary>
    /// <param name="source">The kernel.</param>
    /// <param name="readSockstat">Reads sockstat and sockstat6 of the same namespace: <c>TCP.inuse</c>, <c>TCP6.inuse</c>,
    /// <c>TCP.tw</c>.</param>
    /// <param name="openAnother">Opens a second source of the same namespace, to walk the kernel's bind table on another processor; null
    /// for none.</param>
    /// <returns>The counts; null when a counter is missing, or sockets moved so much that the figures contradict each other.</returns>
    public static StateCounts? TryFast(SocketSource source,
        Func<IReadOnlyDictionary<string, long>> readSockstat, Func<SocketSource>? openAnother = null)
    {
        IReadOnlyDictionary<string, long> before = openAnother is null ? NoCounters : readSockstat();
        bool large = Sockstat.TcpSockets(before) > LargeHost;
        // Sockets that change state between the two readings can make a difference negative; a second look settles most of it.
        for (int attempt = 0; attempt < 3; attempt++)
        {
            RareStates rare = new();
            DumpOutcome outcome = large ? DumpBeside(source, openAnother!, rare) : source.Dump(new SocketQuery { States = Rare }, rare);
            if (!outcome.Disturbed && Complete(rare, readSockstat()) is { } counts)
            {
                return counts;
            }
        }

        return null;
    }

    // Bound sockets are in a table of their own (inet_diag.c inet_diag_dump_icsk walks bhash2), which holds every socket with a port:
    // on a large host that walk takes longer than the one over the connections.
    private static DumpOutcome DumpBeside(SocketSource source, Func<SocketSource> openAnother, RareStates rare)
    {
        TcpStateSet bound = TcpStateSet.Of(TcpState.BoundInactive);
        RareStates beside = new();
        DumpOutcome besideOutcome = default;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using SocketSource another = openAnother();
                besideOutcome = another.Dump(new SocketQuery { States = bound }, beside);
            }
            catch (KernelException exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        DumpOutcome outcome = source.Dump(new SocketQuery { States = Rare - bound }, rare);
        thread.Join();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        rare.Add(beside);
        return outcome.And(besideOutcome);
    }

    /// <summary>Completes the counts of all other states by ESTABLISHED and TIME_WAIT.</summary>
    /// <returns>Null when a counter is missing or a difference is negative.</returns>
    public static StateCounts? Complete(RareStates rare, IReadOnlyDictionary<string, long> sockstat)
    {
        if (!sockstat.TryGetValue("TCP.inuse", out long inuse) || !sockstat.TryGetValue("TCP.tw", out long tw))
        {
            return null;
        }

        // A kernel without IPv6 has no sockstat6.
        inuse += sockstat.GetValueOrDefault("TCP6.inuse");
        long established = inuse - rare.FullSockets;
        long timeWait = tw - rare.MiniSockets;
        if (established < 0 || timeWait < 0)
        {
            return null;
        }

        long[] counts = rare.Counts.ToArray();
        counts[(int)TcpState.Established] = established;
        counts[(int)TcpState.TimeWait] = timeWait;
        return StateCounts.From(counts, exact: false);
    }

    /// <summary>Counts the states other than ESTABLISHED and TIME_WAIT, and of which kind the sockets are.</summary>
    public sealed class RareStates : ISocketVisitor
    {
        private readonly long[] counts = new long[256];

        /// <summary>Counts indexed by the state's number.</summary>
        public ReadOnlySpan<long> Counts => counts;

        /// <summary>How many are full sockets in the hash tables, as <c>inuse</c> counts them.</summary>
        public long FullSockets { get; private set; }

        /// <summary>How many are mini-sockets of FIN_WAIT2, as <c>tw</c> counts them.</summary>
        public long MiniSockets { get; private set; }

        /// <summary>Takes the counts of other states over.</summary>
        public void Add(RareStates other)
        {
            for (int state = 0; state < counts.Length; state++)
            {
                counts[state] += other.counts[state];
            }

            FullSockets += other.FullSockets;
            MiniSockets += other.MiniSockets;
        }

        /// <inheritdoc/>
        public bool Visit(in SocketView socket)
        {
            TcpState state = socket.State;
            counts[(int)state]++;
            switch (state)
            {
                // A mini-socket is reported with the timer kind 3 (inet_diag.c inet_twsk_diag_fill).
                case TcpState.FinWait2 when socket.Timer == SocketTimer.TimeWait:
                    MiniSockets++;
                    break;

                // A request socket has neither inode nor, unlike a full socket of the same state, a skmem or shutdown attribute.
                case TcpState.SynRecv when socket.Shutdown is null:
                case TcpState.Close:
                case TcpState.BoundInactive:
                    break;
                default:
                    FullSockets++;
                    break;
            }

            return true;
        }
    }
}
