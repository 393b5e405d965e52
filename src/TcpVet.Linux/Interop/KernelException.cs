namespace TcpVet.Linux.Interop;

/// <summary>The kernel refused an operation.</summary>
/// <param name="operation">What was tried, as a person would say it: <c>open /proc/net/tcp</c>.</param>
/// <param name="errno">The error number.</param>
/// <param name="kernelText">The kernel's own words (netlink extended ack), when it gave some.</param>
public sealed class KernelException(string operation, int errno, string? kernelText = null)
    : Exception(kernelText is null
        ? $"{operation}: {Errno.Describe(errno)} ({Interop.Errno.NameOf(errno)})"
        : $"{operation}: {Errno.Describe(errno)} ({Interop.Errno.NameOf(errno)}): {kernelText}")
{
    /// <summary>What was tried.</summary>
    public string Operation { get; } = operation;

    /// <summary>The error number.</summary>
    public int ErrorNumber { get; } = errno;

    /// <summary>The error's symbol, <c>EPERM</c>.</summary>
    public string ErrnoName => Errno.NameOf(ErrorNumber);

    /// <summary>The kernel's own words, when it gave some.</summary>
    public string? KernelText { get; } = kernelText;
}
