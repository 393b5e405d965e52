using System.Runtime.InteropServices;

namespace TcpVet.Lab;

/// <summary>The laboratory could not make what was asked: what failed, and the kernel's or the tool's answer.</summary>
/// <param name="message">One sentence for the user.</param>
/// <param name="errno">The kernel's error number; 0 when none was involved.</param>
public sealed class LabException(string message, int errno = 0) : Exception(message)
{
    /// <summary>The kernel's error number (errno(3)); 0 when none was involved.</summary>
    public int Errno { get; } = errno;

    internal static LabException FromErrno(string operation, int errno) =>
        new($"{operation}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);

    internal static LabException Last(string operation) => FromErrno(operation, Marshal.GetLastPInvokeError());
}
