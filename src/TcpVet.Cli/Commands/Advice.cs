using TcpVet.Ebpf.Loading;
using TcpVet.Lab;
using TcpVet.Linux.Interop;

namespace TcpVet.Cli.Commands;

/// <summary>What to do next about a refusal of the kernel.</summary>
internal static class Advice
{
    public static string For(Exception exception) => exception switch
    {
        // It says itself what to do.
        EbpfException => "",
        KernelException kernel => For(kernel),
        LabException { Errno: Errno.EMFILE } => "; raise the limit of descriptors (ulimit -n)",
        LabException { Errno: Errno.ENFILE } => "; the host is at fs.file-max",
        _ => "",
    };

    private static string For(KernelException kernel) => kernel.Errno switch
    {
        Errno.EPERM or Errno.EACCES => "; run it as root, or with the capability that SECURITY.md names for it",
        Errno.ENOENT when kernel.Operation.StartsWith("dump", StringComparison.Ordinal) => "; load the kernel modules tcp_diag, udp_diag and inet_diag",
        _ => "",
    };
}
