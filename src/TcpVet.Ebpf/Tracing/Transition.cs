using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>A change of state of one socket.</summary>
public readonly record struct Transition
{
    /// <summary>When, in nanoseconds of CLOCK_MONOTONIC.</summary>
    public required ulong At { get; init; }

    /// <summary>The inode of the socket's network namespace.</summary>
    public required uint Netns { get; init; }

    /// <summary>The socket's cookie.</summary>
    public required ulong Cookie { get; init; }

    /// <summary>The local end; port 0 while the kernel has not chosen one.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>The remote end.</summary>
    public required InetEndpoint Peer { get; init; }

    /// <summary>The state that the socket left.</summary>
    public required TcpState From { get; init; }

    /// <summary>The state that it came to.</summary>
    public required TcpState To { get; init; }

    /// <summary>Nanoseconds in the state that it left; null when it came to it before the trace.</summary>
    public ulong? HeldNs { get; init; }

    /// <summary>The process that last acted on the socket; null when none was seen to.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>True when the kernel does not tell of it: found by looking, or by the kernel's constants.</summary>
    public bool Derived { get; init; }

    /// <summary>The socket's inode; 0 for none.</summary>
    public uint Inode { get; init; }

    /// <summary>The user who made the socket.</summary>
    public uint Uid { get; init; }

    /// <summary>The index of the interface that it is bound to; 0 for none.</summary>
    public uint Interface { get; init; }
}
