using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Reports.Forms;

/// <summary>The words of sockets as UTF-8, made once.</summary>
public static class SocketWords
{
    private static readonly byte[][] StateNames =
        [.. Sequence.Range(0, 256).Select(n => System.Text.Encoding.ASCII.GetBytes(((TcpState)n).Name()))];

    /// <summary>A state, as <see cref="TcpStateNames"/> has it.</summary>
    public static ReadOnlySpan<byte> State(TcpState state) => StateNames[(int)state];

    /// <summary>
    /// The state as people read it. A UDP socket that is not connected is in order and its state is called as ss calls it, UNCONN:
    /// CLOSE would look like an end.
    /// </summary>
    public static ReadOnlySpan<byte> Shown(TcpState state, Protocol protocol) =>
        protocol == Protocol.Udp && state == TcpState.Close ? "UNCONN"u8 : State(state);

    /// <summary><c>tcp</c>, <c>udp</c>.</summary>
    public static ReadOnlySpan<byte> Proto(Protocol protocol) => protocol == Protocol.Tcp ? "tcp"u8 : "udp"u8;

    /// <summary><c>ipv4</c>, <c>ipv6</c>.</summary>
    public static ReadOnlySpan<byte> Family(AddressFamily family) => family == AddressFamily.IPv4 ? "ipv4"u8 : "ipv6"u8;

    /// <summary>ss's names of timers.</summary>
    public static ReadOnlySpan<byte> Timer(SocketTimer timer) => timer switch
    {
        SocketTimer.Off => "off"u8,
        SocketTimer.Retransmit => "on"u8,
        SocketTimer.Keepalive => "keepalive"u8,
        SocketTimer.TimeWait => "timewait"u8,
        SocketTimer.Persist => "persist"u8,
        _ => "unknown"u8,
    };
}
