using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>A RST on a connection.</summary>
/// <param name="At">When, in nanoseconds of CLOCK_MONOTONIC.</param>
/// <param name="Netns">The inode of the network namespace.</param>
/// <param name="Local">The local end.</param>
/// <param name="Peer">The remote end.</param>
/// <param name="Process">The process that last acted on the socket; null when none was seen to.</param>
/// <param name="Sent">True when it went out, false when it came in.</param>
/// <param name="State">The state that the socket was in.</param>
/// <param name="Reason">Why it went out (enum sk_rst_reason, Linux 6.10); 0 when it is not known.</param>
public readonly record struct ConnectionReset(ulong At, uint Netns, InetEndpoint Local, InetEndpoint Peer, ProcessRef? Process, bool Sent,
    TcpState State, uint Reason);
