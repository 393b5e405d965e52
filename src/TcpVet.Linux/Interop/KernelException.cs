using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>The kernel refused an operation.</summary>
/// <param name="operation">What was tried, as a person would say it: <c>open /proc/net/tcp</c>.</param>
/// <param name="errno">The error number (errno(3)).</param>
/// <param name="kernelText">What the kernel or this program knows beyond the number, such as netlink's extended-ack text.</param>
public class KernelException(string operation, int errno, string? kernelText = null)
    : Exception(Describe(operation, errno, kernelText))
{
    /// <summary>What was tried.</summary>
    public string Operation { get; } = operation;

    /// <summary>The error number.</summary>
    public int Errno { get; } = errno;

    /// <summary>The error's symbol, <c>EACCES</c>.</summary>
    public string ErrnoName => Interop.Errno.Name(Errno);

    /// <summary>The kernel's own words, when it had any.</summary>
    public string? KernelText { get; } = kernelText;

    private static string Describe(string operation, int errno, string? kernelText)
    {
        string refusal = $"{operation}: {Marshal.GetPInvokeErrorMessage(errno)} ({Interop.Errno.Name(errno)})";
        return kernelText is null ? refusal : $"{refusal}: {kernelText}";
    }
}
