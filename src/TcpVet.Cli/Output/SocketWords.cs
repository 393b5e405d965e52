using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>The words of sockets as UTF-8, made once.</summary>
internal static class SocketWords
{
    private static readonly byte[][] StateNames = [.. Enumerable.Range(0, 256).Select(n => System.Text.Encoding.ASCII.GetBytes(((TcpState)n).Name()))];

    public static ReadOnlySpan<byte> State(TcpState state) => StateNames[(int)state];

    public static ReadOnlySpan<byte> Proto(Protocol protocol) => protocol == Protocol.Tcp ? "tcp"u8 : "udp"u8;

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
