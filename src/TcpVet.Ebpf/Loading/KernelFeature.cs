namespace TcpVet.Ebpf.Loading;

/// <summary>Something that the kernel must have for programs of this room, or that makes them see more.</summary>
/// <param name="Name">As messages name it.</param>
/// <param name="Since">The kernel that brought it, <c>5.12</c>.</param>
/// <param name="Without">What is lost without it; null when nothing works.</param>
public sealed record KernelFeature(string Name, string Since, string? Without = null)
{
    /// <summary>Type information of the running kernel (CONFIG_DEBUG_INFO_BTF): without it no program finds its fields.</summary>
    public static KernelFeature Btf { get; } = new("BTF (/sys/kernel/btf/vmlinux, CONFIG_DEBUG_INFO_BTF)", "5.4");

    /// <summary>What the tracing programs call: the youngest helper is bpf_get_socket_cookie in tracing programs.</summary>
    public static KernelFeature Helpers { get; } = new("tracing programs with socket cookies and a ring buffer", "5.12");

    /// <summary>The tracepoint of state changes.</summary>
    public static KernelFeature SetState { get; } = new("the tracepoint sock:inet_sock_set_state", "4.16");

    /// <summary>The tracepoint of resets that came in.</summary>
    public static KernelFeature ReceiveReset { get; } = new("the tracepoint tcp:tcp_receive_reset", "4.16", "a connection that the peer reset is told by its error alone");

    /// <summary>The tracepoint of resets that went out.</summary>
    public static KernelFeature SendReset { get; } = new("the tracepoint tcp:tcp_send_reset", "4.16", "resets from here are not seen");

    /// <summary>The tracepoints by which the process behind an accepted connection is known.</summary>
    public static KernelFeature Transfer { get; } = new(
        "the tracepoints sock:sock_send_length and sock:sock_recv_length", "6.3", "the process of an accepted connection is known once it has read something, or closes");

    /// <summary>The tracepoint of errors that a socket gets; here those of connected UDP sockets.</summary>
    public static KernelFeature ErrorReport { get; } = new("the tracepoint sock:inet_sk_error_report", "5.14", "datagrams that an ICMP message refuses are not seen");

    /// <summary>The same tracepoints as <see cref="Transfer"/>, for datagrams.</summary>
    public static KernelFeature Datagrams { get; } = new(
        "the tracepoints sock:sock_send_length and sock:sock_recv_length", "6.3", "datagrams that are sent and received are not counted");

    /// <summary>The reasons of the tracepoint of thrown away packets.</summary>
    public static KernelFeature DropReasons { get; } = new("reasons of the tracepoint skb:kfree_skb", "5.17");

    /// <summary>The socket of the tracepoint of thrown away packets.</summary>
    public static KernelFeature DropSocket { get; } = new(
        "the receiving socket of the tracepoint skb:kfree_skb", "6.11", "of a packet that came in, the process is found by its port");
}
