using TcpVet.Ebpf.Interop;
using TcpVet.Ebpf.Tracing;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>What each way to CLOSE means.</summary>
public sealed class LifeEndingTests
{
    private const RecordFlags None = 0;
    private const RecordFlags In = RecordFlags.TCPVET_FLAG_RESET_RECEIVED;
    private const RecordFlags Out = RecordFlags.TCPVET_FLAG_RESET_SENT;
    private const RecordFlags Fin = RecordFlags.TCPVET_FLAG_FIN_RECEIVED;
    private const RecordFlags Orphan = RecordFlags.TCPVET_FLAG_ORPHAN;

    [Theory]
    [InlineData(TcpState.LastAck, None, 0, LifeEnd.Fin)]
    [InlineData(TcpState.Closing, None, 0, LifeEnd.Fin)]
    [InlineData(TcpState.FinWait2, Fin, 0, LifeEnd.Fin)]
    [InlineData(TcpState.Established, In, Errno.ECONNRESET, LifeEnd.ResetReceived)]
    [InlineData(TcpState.CloseWait, In, Errno.EPIPE, LifeEnd.ResetReceived)]
    [InlineData(TcpState.Established, None, Errno.ECONNRESET, LifeEnd.ResetReceived)]
    [InlineData(TcpState.Established, Out, 0, LifeEnd.ResetSent)]
    [InlineData(TcpState.Established, None, Errno.ETIMEDOUT, LifeEnd.Timeout)]
    [InlineData(TcpState.Established, None, Errno.EHOSTUNREACH, LifeEnd.Timeout)]
    [InlineData(TcpState.Established, Out, Errno.ETIMEDOUT, LifeEnd.Timeout)] // keepalive gives up and sends a RST
    [InlineData(TcpState.FinWait1, Orphan, Errno.ETIMEDOUT, LifeEnd.Timeout)]
    [InlineData(TcpState.Established, Out, 103, LifeEnd.Destroyed)]
    [InlineData(TcpState.Established, None, 0, LifeEnd.Destroyed)]
    [InlineData(TcpState.SynSent, In, Errno.ECONNREFUSED, LifeEnd.ResetReceived)]
    [InlineData(TcpState.SynSent, None, Errno.ETIMEDOUT, LifeEnd.Timeout)]
    [InlineData(TcpState.SynSent, None, Errno.EHOSTUNREACH, LifeEnd.Unreachable)]
    [InlineData(TcpState.SynSent, None, 0, LifeEnd.Abandoned)]
    public void Each_end_has_its_word(TcpState last, RecordFlags flags, int error, LifeEnd expected) =>
        Assert.Equal(expected, LifeEnding.Judge(last, flags, (uint)error, localPort: 40000));

    [Fact]
    public void A_connect_that_found_no_port_says_so() =>
        Assert.Equal(LifeEnd.NoPort, LifeEnding.Judge(TcpState.SynSent, None, 0, localPort: 0));

    [Theory]
    [InlineData(TcpState.FinWait2, Orphan, true)]
    [InlineData(TcpState.FinWait2, Orphan | Fin, false)]
    [InlineData(TcpState.FinWait2, Orphan | RecordFlags.TCPVET_FLAG_NO_FIN_WAIT2, false)]
    [InlineData(TcpState.FinWait2, Orphan | In, false)]
    [InlineData(TcpState.FinWait2, None, false)]
    [InlineData(TcpState.FinWait1, Orphan, false)]
    public void Only_an_orphan_that_waits_for_a_FIN_is_followed(TcpState last, RecordFlags flags, bool followed) =>
        Assert.Equal(followed, LifeEnding.IsOrphanFinWait2(last, flags, 0));

    [Theory]
    [InlineData(TcpState.Established, None, LifeEnd.ResetSent, FirstCloser.Local)]
    [InlineData(TcpState.Established, None, LifeEnd.ResetReceived, FirstCloser.Peer)]
    [InlineData(TcpState.Established, None, LifeEnd.Timeout, FirstCloser.None)]
    [InlineData(TcpState.Established, None, LifeEnd.Destroyed, FirstCloser.None)]
    [InlineData(TcpState.SynSent, None, LifeEnd.ResetReceived, FirstCloser.None)]
    [InlineData(TcpState.LastAck, RecordFlags.TCPVET_FLAG_CLOSED_THERE, LifeEnd.Fin, FirstCloser.Peer)]
    [InlineData(TcpState.Closing, RecordFlags.TCPVET_FLAG_CLOSED_HERE, LifeEnd.Fin, FirstCloser.Local)]
    [InlineData(TcpState.FinWait2, None, LifeEnd.Fin, FirstCloser.Local)] // closed before the trace
    [InlineData(TcpState.CloseWait, None, LifeEnd.ResetReceived, FirstCloser.Peer)]
    public void The_first_closer_is_who_sent_the_first_FIN_or_RST(TcpState last, RecordFlags flags, LifeEnd end, FirstCloser expected) =>
        Assert.Equal(expected, LifeEnding.Closer(last, flags, end));
}
