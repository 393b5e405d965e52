namespace TcpVet.Model;

/// <summary>
/// The states of a TCP socket, with the kernel's own numbers (<c>include/net/tcp_states.h</c>).
/// UDP sockets use two of them: <see cref="Established"/> (connected) and <see cref="Close"/>.
/// </summary>
public enum TcpState : byte
{
    /// <summary>No state; never sent by a kernel that this program knows.</summary>
    Unknown = 0,

    /// <summary>Both sides may send (RFC 9293 §3.3.2).</summary>
    Established = 1,

    /// <summary>A SYN was sent and not answered yet.</summary>
    SynSent = 2,

    /// <summary>A SYN was answered; the last step of the handshake is missing. Request sockets are reported as this.</summary>
    SynRecv = 3,

    /// <summary>Closed here; the FIN is not acknowledged yet.</summary>
    FinWait1 = 4,

    /// <summary>Closed here and acknowledged; the peer has not closed.</summary>
    FinWait2 = 5,

    /// <summary>Closed by both, first here; kept for 60 s (<c>TCP_TIMEWAIT_LEN</c>).</summary>
    TimeWait = 6,

    /// <summary>Neither bound to a connection nor listening; for UDP: not connected.</summary>
    Close = 7,

    /// <summary>The peer has closed; the local application has not.</summary>
    CloseWait = 8,

    /// <summary>Closed by both, first by the peer; the last ACK is missing.</summary>
    LastAck = 9,

    /// <summary>A listening socket.</summary>
    Listen = 10,

    /// <summary>Both sides closed at the same time; the peer's ACK is missing.</summary>
    Closing = 11,

    /// <summary>The kernel's internal state of a request socket; shown as SYN_RECV.</summary>
    NewSynRecv = 12,

    /// <summary>Bound, neither connected nor listening; a pseudo-state of sock_diag since Linux 6.8 (commit 91051f003948).</summary>
    BoundInactive = 13,
}
