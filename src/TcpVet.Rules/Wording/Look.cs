namespace TcpVet.Rules.Wording;

/// <summary>Commands that look at packets and events, end by themselves, and can be pasted into any shell.</summary>
internal static class Look
{
    private const string Data = "/tmp/tcpvet-perf.data";

    // tcp[tcpflags] reads IPv4 packets only (pcap-filter(7)); byte 53 is the same byte of an IPv6 packet without extension headers.
    private const int Flags6 = 53;

    /// <summary>FIN and RST, both families.</summary>
    public const string ForFinAndRst = "timeout 20 tcpdump -n -i any -c 40 'tcp[tcpflags] & (tcp-fin|tcp-rst) != 0 or (ip6 proto 6 and ip6[53] & 5 != 0)'";

    /// <summary>RST, both families.</summary>
    public const string ForRst = "timeout 20 tcpdump -n -i any -c 20 'tcp[tcpflags] & tcp-rst != 0 or (ip6 proto 6 and ip6[53] & 4 != 0)'";

    /// <summary>The first two packets of handshakes with a port, both families.</summary>
    public static string ForSyn(ushort port) =>
        $"timeout 20 tcpdump -n -i any -c 40 'tcp port {port} and (tcp[tcpflags] & tcp-syn != 0 or (ip6 proto 6 and ip6[{Flags6}] & 2 != 0))'";

    /// <summary>A tracepoint's events over ten seconds. They are of all namespaces. The file is named, since perf writes to a pipe if that
    /// is its output.</summary>
    /// <param name="tracepoint">As <c>perf list</c> has it.</param>
    /// <param name="filter">Of the tracepoint's fields; null for all events.</param>
    public static string Trace(string tracepoint, string? filter = null) =>
        $"perf record -q -a -e {tracepoint}{(filter is null ? "" : $" --filter '{filter}'")} -o {Data} -- sleep 10 && perf script -i {Data}";

    /// <summary>Who connects: SYN_SENT is entered in connect() itself, so that the process shown is the right one (net/ipv4/tcp_ipv4.c
    /// <c>tcp_v4_connect</c>).</summary>
    public const string ForConnects = "tcpvet trace -N all --duration 10s state syn-sent";
}
