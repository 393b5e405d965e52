using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Scan;

public sealed class CensusTests
{
    // In inuse: LISTEN, SYN_SENT, a full SYN_RECV, a full FIN_WAIT2, CLOSE_WAIT. In tw: two FIN_WAIT2 mini-sockets. In neither: a request
    // socket and one that is only bound.
    private static readonly SocketBytes[] Rare =
    [
        new() { State = TcpState.Listen }, new() { State = TcpState.SynSent }, new() { State = TcpState.SynRecv },
            new() { State = TcpState.FinWait2, Timer = SocketTimer.Keepalive },
        new() { State = TcpState.CloseWait }, new() { State = TcpState.FinWait2, Timer = SocketTimer.TimeWait, IsFull = false },
            new() { State = TcpState.FinWait2, Timer = SocketTimer.TimeWait, IsFull = false },
        new() { State = TcpState.SynRecv, IsFull = false }, new() { State = TcpState.Close },
    ];

    [Fact]
    public void The_counters_complete_the_two_states_that_are_not_walked()
    {
        StateCounts counts = Complete(("TCP.inuse", 100), ("TCP6.inuse", 10), ("TCP.tw", 7))!;
        Assert.False(counts.Exact);
        Assert.Equal((105L, 5L), (counts[TcpState.Established], counts[TcpState.TimeWait]));
        Assert.Equal((2L, 3L, 1L, 1L),
            (counts[TcpState.SynRecv], counts[TcpState.FinWait2], counts[TcpState.CloseWait], counts[TcpState.BoundInactive]));
        Assert.Equal(105 + 5 + Rare.Length, counts.Total);
    }

    [Fact]
    public void A_kernel_without_IPv6_has_one_family() => Assert.Equal(95, Complete(("TCP.inuse", 100), ("TCP.tw", 7))![TcpState.Established]);

    [Fact]
    public void None_is_a_count_and_less_than_none_is_a_contradiction()
    {
        Assert.Equal((0L, 0L),
            Complete(("TCP.inuse", 5), ("TCP.tw", 2)) is { } counts ? (counts[TcpState.Established], counts[TcpState.TimeWait]) : default);
        Assert.Null(Complete(("TCP.inuse", 4), ("TCP.tw", 2)));
        Assert.Null(Complete(("TCP.inuse", 5), ("TCP.tw", 1)));
    }

    [Fact]
    public void A_missing_counter_is_not_zero()
    {
        Assert.Null(Complete(("TCP.inuse", 100), ("TCP6.inuse", 10)));
        Assert.Null(Complete(("TCP6.inuse", 10), ("TCP.tw", 7)));
    }

    [Fact]
    public void The_fast_path_leaves_out_the_two_states_and_looks_again_at_a_contradiction()
    {
        SocketBytes[] all = [.. Rare, new() { State = TcpState.Established }, new() { State = TcpState.TimeWait }];
        int reads = 0;
        StateCounts? counts = Census.TryFast(Dump.Source(all), () => Counters(("TCP.inuse", ++reads == 1 ? 0 : 6), ("TCP.tw", 3)));
        Assert.Equal((1L, 1L, 2), (counts![TcpState.Established], counts[TcpState.TimeWait], reads));
    }

    [Fact]
    public void The_fast_path_gives_up_on_lasting_contradictions_and_disturbed_dumps()
    {
        int reads = 0;
        Assert.Null(Census.TryFast(Dump.Source(Rare), () =>
        {
            reads++;
            return Counters(("TCP.inuse", 0), ("TCP.tw", 0));
        }));
        Assert.Equal(3, reads);
        RecordedSource disturbed =
            new(_ => new MemoryStream(Dump.Message(20, Rare[0].ToBytes(), Linux.Interop.NetlinkConstants.NLM_F_DUMP_INTR)));
        Assert.Null(Census.TryFast(disturbed, () => Counters(("TCP.inuse", 100), ("TCP.tw", 7))));
    }

    private static StateCounts? Complete(params (string, long)[] counters) =>
        Census.Complete(new Census.RareStates().Visit(Rare), Counters(counters));

    private static Dictionary<string, long> Counters(params (string Name, long Value)[] counters) =>
        counters.ToDictionary(pair => pair.Name, pair => pair.Value);
}
