namespace TcpVet.Linux.SockDiag;

/// <summary>The timer that runs on a socket (<c>idiag_timer</c>, net/ipv4/inet_diag.c <c>inet_sk_diag_fill</c>).</summary>
public enum SocketTimer : byte
{
    /// <summary>No timer.</summary>
    Off = 0,

    /// <summary>Retransmission, tail loss probe or delayed reordering; shown as <c>on</c>.</summary>
    Retransmit = 1,

    /// <summary>Keepalive; also the FIN_WAIT2 timeout of an orphan that still is a full socket.</summary>
    Keepalive = 2,

    /// <summary>TIME_WAIT, or the FIN_WAIT2 timeout of a mini-socket.</summary>
    TimeWait = 3,

    /// <summary>The zero-window probe.</summary>
    Persist = 4,
}
