using TcpVet.Linux.Interop;

namespace TcpVet.Ebpf.Loading;

/// <summary>This kernel, or whoever guards it, does not let programs run that a command needs.</summary>
/// <param name="operation">What was tried.</param>
/// <param name="errno">The error number.</param>
/// <param name="why">What is missing, and what to do about it.</param>
public sealed class EbpfException(string operation, int errno, string why) : KernelException(operation, errno, why)
{
    /// <summary>What is missing, and what to do about it.</summary>
    public string Why { get; } = why;
}
