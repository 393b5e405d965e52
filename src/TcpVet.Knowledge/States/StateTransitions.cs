using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>
/// Linux's TCP state machine as a graph: RFC 9293 section 3.3.2 (figure 5) with what the kernel adds, the mini-sockets and the give-ups.
/// Source: net/ipv4/tcp.c <c>new_state</c>, <c>tcp_set_state</c>, <c>__tcp_close</c>; tcp_input.c <c>tcp_rcv_state_process</c>,
/// <c>tcp_fin</c>, <c>tcp_reset</c>; tcp_minisocks.c; tcp_timer.c.
/// </summary>
public static class StateTransitions
{
    private const string Fin = "the peer's FIN arrives";
    private const string Reset = "the peer's RST arrives: reads and writes fail with ECONNRESET";
    private const string Destroyed = "SOCK_DESTROY (ss -K, tcpvet close): the application gets ECONNABORTED";
    private const string Orphaned = "data or FIN not acknowledged within tcp_orphan_retries (about 106 s), or orphans beyond tcp_max_orphans or tcp_mem";

    /// <summary>Every transition, in the order of a connection's life.</summary>
    public static IReadOnlyList<StateTransition> All { get; } =
    [
        new(TcpState.Close, TcpState.BoundInactive, Actor.Application, "bind()"),
        new(TcpState.BoundInactive, TcpState.Listen, Actor.Application, "listen()"),
        new(TcpState.BoundInactive, TcpState.SynSent, Actor.Application, "connect()"),
        new(TcpState.BoundInactive, TcpState.Close, Actor.Application, "close()"),
        new(TcpState.Close, TcpState.Listen, Actor.Application, "listen() without bind(): an ephemeral port"),
        new(TcpState.Listen, TcpState.Close, Actor.Application, "close() or shutdown(): waiting connections are reset, unless tcp_migrate_req hands them on"),
        new(TcpState.Listen, TcpState.Close, Actor.Administrator, Destroyed),
        new(TcpState.Close, TcpState.SynSent, Actor.Application, "connect(): a SYN is sent"),
        new(TcpState.SynSent, TcpState.Established, Actor.Peer, "SYN-ACK arrives; the ACK is sent and connect() returns"),
        new(TcpState.SynSent, TcpState.SynRecv, Actor.Peer, "a SYN arrives instead: simultaneous open"),
        new(TcpState.SynSent, TcpState.Close, Actor.Peer, "RST arrives: ECONNREFUSED"),
        new(TcpState.SynSent, TcpState.Close, Actor.Kernel, "no answer to all SYNs: ETIMEDOUT; or an ICMP error: EHOSTUNREACH"),
        new(TcpState.SynSent, TcpState.Close, Actor.Application, "close(), or its own connect timeout"),
        new(TcpState.Listen, TcpState.NewSynRecv, Actor.Peer, "a SYN arrives: a request socket is made and SYN-ACK sent; the listener itself stays"),
        new(TcpState.NewSynRecv, TcpState.SynRecv, Actor.Peer, "the last ACK arrives and the accept queue has room: a full socket is made"),
        new(TcpState.NewSynRecv, TcpState.Close, Actor.Kernel, "tcp_synack_retries used up (63 s), or pruned from a queue more than half full"),
        new(TcpState.NewSynRecv, TcpState.Close, Actor.Peer, "RST arrives"),
        new(TcpState.SynRecv, TcpState.Established, Actor.Peer, "the handshake's last ACK arrives"),
        new(TcpState.SynRecv, TcpState.CloseWait, Actor.Peer, "ACK and FIN arrive together"),
        new(TcpState.SynRecv, TcpState.FinWait1, Actor.Application, "close() before the handshake's end (TCP Fast Open)"),
        new(TcpState.SynRecv, TcpState.Close, Actor.Kernel, "retries used up"),
        new(TcpState.SynRecv, TcpState.Close, Actor.Peer, Reset),
        new(TcpState.Established, TcpState.FinWait1, Actor.Application, "close() or shutdown(SHUT_WR): a FIN is queued behind the data"),
        new(TcpState.Established, TcpState.CloseWait, Actor.Peer, Fin),
        new(TcpState.Established, TcpState.Close, Actor.Application, "close() with unread data or with SO_LINGER 0: RST is sent"),
        new(TcpState.Established, TcpState.Close, Actor.Peer, Reset),
        new(TcpState.Established, TcpState.Close, Actor.Kernel, "ETIMEDOUT: data unacknowledged (tcp_retries2, TCP_USER_TIMEOUT) or keepalive unanswered"),
        new(TcpState.Established, TcpState.Close, Actor.Administrator, Destroyed),
        new(TcpState.FinWait1, TcpState.FinWait2, Actor.Peer, "the peer acknowledges the FIN"),
        new(TcpState.FinWait1, TcpState.Closing, Actor.Peer, "the peer's FIN arrives before its ACK: simultaneous close"),
        new(TcpState.FinWait1, TcpState.TimeWait, Actor.Peer, "ACK and FIN arrive together"),
        new(TcpState.FinWait1, TcpState.Close, Actor.Kernel, Orphaned),
        new(TcpState.FinWait1, TcpState.Close, Actor.Peer, "RST arrives, or new data for a closed reader (answered with RST)"),
        new(TcpState.FinWait2, TcpState.TimeWait, Actor.Peer, Fin),
        new(TcpState.FinWait2, TcpState.Close, Actor.Kernel, "orphan: tcp_fin_timeout is over"),
        new(TcpState.FinWait2, TcpState.Close, Actor.Peer, "RST arrives, or new data for a closed reader (answered with RST)"),
        new(TcpState.FinWait2, TcpState.Close, Actor.Application, "close() with a negative TCP_LINGER2: RST is sent"),
        new(TcpState.Closing, TcpState.TimeWait, Actor.Peer, "the ACK of our FIN arrives"),
        new(TcpState.Closing, TcpState.Close, Actor.Kernel, Orphaned),
        new(TcpState.Closing, TcpState.Close, Actor.Peer, Reset),
        new(TcpState.TimeWait, TcpState.Close, Actor.Kernel, "60 s are over (TCP_TIMEWAIT_LEN)"),
        new(TcpState.TimeWait, TcpState.NewSynRecv, Actor.Peer, "a new SYN with a higher sequence number or timestamp arrives: the tuple is used again at once"),
        new(TcpState.TimeWait, TcpState.SynSent, Actor.Application, "connect() takes the tuple over (tcp_tw_reuse)"),
        new(TcpState.TimeWait, TcpState.Close, Actor.Peer, "RST arrives and tcp_rfc1337 is 0"),
        new(TcpState.CloseWait, TcpState.LastAck, Actor.Application, "close() or shutdown(SHUT_WR): our FIN is sent"),
        new(TcpState.CloseWait, TcpState.Close, Actor.Application, "close() with unread data or with SO_LINGER 0: RST is sent"),
        new(TcpState.CloseWait, TcpState.Close, Actor.Peer, "RST arrives, for instance as answer to a keepalive probe: EPIPE; the descriptor stays open"),
        new(TcpState.CloseWait, TcpState.Close, Actor.Kernel, "our own data stays unacknowledged (tcp_retries2), or keepalive unanswered; never for the waiting itself"),
        new(TcpState.CloseWait, TcpState.Close, Actor.Administrator, "SOCK_DESTROY removes the socket; the descriptor leaks on"),
        new(TcpState.LastAck, TcpState.Close, Actor.Peer, "the ACK of our FIN arrives, or RST"),
        new(TcpState.LastAck, TcpState.Close, Actor.Kernel, Orphaned),
    ];

    /// <summary>The transitions that enter a state.</summary>
    public static IEnumerable<StateTransition> Into(TcpState state) => All.Where(transition => transition.To == state);

    /// <summary>The transitions that leave a state.</summary>
    public static IEnumerable<StateTransition> OutOf(TcpState state) => All.Where(transition => transition.From == state);
}
