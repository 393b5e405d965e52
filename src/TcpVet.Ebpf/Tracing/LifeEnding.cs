using TcpVet.Ebpf.Interop;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>What becomes of a connection that has come to CLOSE: a rule over what the programs saw, without memory.</summary>
internal static class LifeEnding
{
    private const int ECONNABORTED = 103;

    /// <summary>
    /// True when CLOSE is TIME_WAIT in truth: the kernel moves a connection that both ends have closed into a mini-socket and its
    /// own socket to CLOSE (net/ipv4/tcp_minisocks.c <c>tcp_time_wait</c>).
    /// </summary>
    public static bool IsTimeWait(TcpState last, RecordFlags flags, uint error) =>
        error == 0 && !flags.HasFlag(RecordFlags.TCPVET_FLAG_RESET_RECEIVED) && !flags.HasFlag(RecordFlags.TCPVET_FLAG_RESET_SENT)
        && (last == TcpState.Closing || (last == TcpState.FinWait2 && flags.HasFlag(RecordFlags.TCPVET_FLAG_FIN_RECEIVED)));

    /// <summary>
    /// True when CLOSE is FIN_WAIT2 in truth: an orphan waits for the peer's FIN as a mini-socket (net/ipv4/tcp.c <c>__tcp_close</c>,
    /// tcp_input.c <c>tcp_rcv_state_process</c>). A RST may still follow, if data came after the close.
    /// </summary>
    public static bool IsOrphanFinWait2(TcpState last, RecordFlags flags, uint error) =>
        error == 0 && last == TcpState.FinWait2 && flags.HasFlag(RecordFlags.TCPVET_FLAG_ORPHAN)
        && (flags & (RecordFlags.TCPVET_FLAG_FIN_RECEIVED | RecordFlags.TCPVET_FLAG_NO_FIN_WAIT2
            | RecordFlags.TCPVET_FLAG_RESET_RECEIVED | RecordFlags.TCPVET_FLAG_RESET_SENT)) == 0;

    /// <summary>True when the kernel sends the RST that explains the end only after CLOSE: it has to be waited for.</summary>
    public static bool AwaitsReset(TcpState last, RecordFlags flags, uint error) =>
        error == 0 && (flags & (RecordFlags.TCPVET_FLAG_RESET_RECEIVED | RecordFlags.TCPVET_FLAG_RESET_SENT)) == 0
        && last is TcpState.Established or TcpState.CloseWait or TcpState.SynRecv or TcpState.FinWait1 or TcpState.FinWait2
        && !IsTimeWait(last, flags, error);

    /// <summary>How the connection ended.</summary>
    /// <param name="last">The state before CLOSE.</param>
    /// <param name="flags">What was seen in it.</param>
    /// <param name="error">sk_err.</param>
    /// <param name="localPort">0 when connect(2) found none.</param>
    public static LifeEnd Judge(TcpState last, RecordFlags flags, uint error, ushort localPort)
    {
        if (error == ECONNABORTED)
        {
            return LifeEnd.Destroyed;
        }

        if (flags.HasFlag(RecordFlags.TCPVET_FLAG_RESET_RECEIVED))
        {
            return LifeEnd.ResetReceived;
        }

        // Without the tracepoint of resets that come in, the error tells (net/ipv4/tcp_input.c tcp_reset).
        if (error is Errno.ECONNRESET or Errno.EPIPE)
        {
            return LifeEnd.ResetReceived;
        }

        if (last == TcpState.SynSent)
        {
            return error switch
            {
                Errno.ETIMEDOUT => LifeEnd.Timeout,
                Errno.ECONNREFUSED => LifeEnd.ResetReceived,
                0 when localPort == 0 => LifeEnd.NoPort,
                0 => LifeEnd.Abandoned,
                _ => LifeEnd.Unreachable,
            };
        }

        // A timer that gave up leaves what ICMP had said, if anything (net/ipv4/tcp_timer.c tcp_write_err).
        if (error is Errno.ETIMEDOUT or Errno.EHOSTUNREACH or Errno.ENETUNREACH)
        {
            return LifeEnd.Timeout;
        }

        if (flags.HasFlag(RecordFlags.TCPVET_FLAG_RESET_SENT))
        {
            return LifeEnd.ResetSent;
        }

        return last == TcpState.LastAck || IsTimeWait(last, flags, error) ? LifeEnd.Fin : LifeEnd.Destroyed;
    }

    /// <summary>Who ended it first.</summary>
    public static FirstCloser Closer(TcpState last, RecordFlags flags, LifeEnd end)
    {
        if (flags.HasFlag(RecordFlags.TCPVET_FLAG_CLOSED_HERE))
        {
            return FirstCloser.Local;
        }

        if (flags.HasFlag(RecordFlags.TCPVET_FLAG_CLOSED_THERE))
        {
            return FirstCloser.Peer;
        }

        // States that only a FIN leads to, when the FIN itself came before the trace.
        return last switch
        {
            TcpState.FinWait1 or TcpState.FinWait2 or TcpState.Closing => FirstCloser.Local,
            TcpState.CloseWait or TcpState.LastAck => FirstCloser.Peer,
            TcpState.Established or TcpState.SynRecv => end switch
            {
                LifeEnd.ResetSent => FirstCloser.Local,
                LifeEnd.ResetReceived => FirstCloser.Peer,
                _ => FirstCloser.None,
            },
            _ => FirstCloser.None,
        };
    }
}
