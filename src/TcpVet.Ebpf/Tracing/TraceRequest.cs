namespace TcpVet.Ebpf.Tracing;

/// <summary>What to trace.</summary>
/// <param name="Netns">The inode of the only network namespace to trace; 0 for all.</param>
/// <param name="Transitions">Tell each change of state.</param>
/// <param name="Lives">Tell each connection that has come to CLOSE.</param>
/// <param name="Resets">Tell each RST, not only those that go out after CLOSE.</param>
public readonly record struct TraceRequest(uint Netns, bool Transitions, bool Lives, bool Resets)
{
    /// <summary>Bytes of the ring buffer: a power of two and of pages. 16 MB hold 65,000 lives, more than a second of the fastest
    /// churn.</summary>
    public uint BufferBytes { get; init; } = 16 * 1024 * 1024;
}
