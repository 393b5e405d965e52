namespace TcpVet.Model.Tests.Sockets;

public sealed class TcpStateSetTests
{
    private static readonly TcpState[] NotConnected = [TcpState.Listen, TcpState.Close, TcpState.BoundInactive];

    [Fact]
    public void All_holds_every_state() => Assert.All(TcpStateNames.All, state => Assert.True(TcpStateSet.All.Contains(state)));

    // ss(8): "connected - all the states except for listening and closed", "synchronized - all the connected states except for syn-sent",
    // "bucket - states, which are maintained as minisockets, i.e. time-wait and syn-recv", "big - opposite to bucket".
    [Fact]
    public void Groups_are_those_of_ss()
    {
        Assert.Equal(TcpStateNames.All.Except(NotConnected), Members(TcpStateSet.Connected));
        Assert.Equal(TcpStateNames.All.Except(NotConnected).Except([TcpState.SynSent]), Members(TcpStateSet.Synchronized));
        Assert.Equal([TcpState.SynRecv, TcpState.TimeWait, TcpState.NewSynRecv], Members(TcpStateSet.Bucket));
        Assert.Equal(TcpStateNames.All.Except(Members(TcpStateSet.Bucket)), Members(TcpStateSet.Big));
        Assert.Equal(Members(TcpStateSet.Connected).Except(Members(TcpStateSet.Bucket)), Members(TcpStateSet.DefaultShown));
    }

    [Fact]
    public void Syn_recv_brings_request_sockets_along()
    {
        TcpStateSet set = TcpStateSet.Of(TcpState.SynRecv);
        Assert.True(set.Contains(TcpState.NewSynRecv));
        Assert.Equal(1, set.Count);
        Assert.Equal(1u << 3 | 1u << 12, set.Mask);
    }

    [Fact]
    public void Set_algebra()
    {
        TcpStateSet left = TcpStateSet.Of(TcpState.Listen, TcpState.Close);
        TcpStateSet right = TcpStateSet.Of(TcpState.Close, TcpState.TimeWait);
        Assert.Equal(TcpStateSet.Of(TcpState.Listen, TcpState.Close, TcpState.TimeWait), left | right);
        Assert.Equal(TcpStateSet.Of(TcpState.Close), left & right);
        Assert.Equal(TcpStateSet.Of(TcpState.Listen), left - right);
        Assert.True((left - left).IsEmpty);
        Assert.Equal(TcpStateSet.None, TcpStateSet.Of());
        Assert.Equal(12, TcpStateSet.All.Count);
    }

    private static IEnumerable<TcpState> Members(TcpStateSet set) => TcpStateNames.All.Where(set.Contains);
}
