using System.Globalization;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Ebpf.Loading;

/// <summary>Whether this kernel runs our programs, and if not, why.</summary>
public static class EbpfSupport
{
    // <linux/capability.h>: CAP_SYS_ADMIN includes both of the others, which Linux 5.8 brought.
    private const int CAP_SYS_ADMIN = 21;
    private const int CAP_PERFMON = 38;
    private const int CAP_BPF = 39;

    /// <summary>Where the kernel gives its types.</summary>
    internal const string Btf = "/sys/kernel/btf/vmlinux";

    /// <summary>Makes this process believe that something is missing, for tests: <c>btf</c> or <c>bpf</c>.</summary>
    private static string? Pretended => Environment.GetEnvironmentVariable("TCPVET_WITHOUT");

    /// <summary>What stands in the way before anything is tried; null when nothing is known to.</summary>
    /// <param name="purpose">What the programs are for, as in <c>trace connections</c>.</param>
    public static EbpfException? Obstacle(string purpose)
    {
        if (Pretended == "bpf")
        {
            return new EbpfException(purpose, Errno.EPERM, Refused);
        }

        if (Pretended == "btf")
        {
            return WithoutBtf(purpose);
        }

        if (MissingCapabilities(Effective()) is { } capabilities)
        {
            return new EbpfException(purpose, Errno.EPERM, $"this process lacks {capabilities}; run it as root");
        }

        return File.Exists(Btf) ? null : WithoutBtf(purpose);
    }

    /// <summary>Which of the needed capabilities a set lacks, in words; null for none.</summary>
    /// <param name="effective">The set as a mask (CapEff of /proc/PID/status); null when it is unknown.</param>
    internal static string? MissingCapabilities(ulong? effective)
    {
        if (effective is not { } mask || Has(mask, CAP_SYS_ADMIN) || (Has(mask, CAP_BPF) && Has(mask, CAP_PERFMON)))
        {
            return null;
        }

        return Has(mask, CAP_BPF) ? "CAP_PERFMON" : Has(mask, CAP_PERFMON) ? "CAP_BPF" : "CAP_BPF and CAP_PERFMON";
    }

    /// <summary>Explains why the kernel refused a program although nothing was known to stand in the way.</summary>
    internal static EbpfException Explain(string purpose, int errno)
    {
        string why = errno switch
        {
            Errno.EPERM or Errno.EACCES => Refused,
            Errno.ENOSYS => "this kernel has no bpf(2) (CONFIG_BPF_SYSCALL), or a sandbox (seccomp) hides it",
            Errno.ENOMEM => "there is no memory for it; see 'ulimit -l' and the control group's limit",
            _ => $"this kernel ({HostIdentity.Kernel(new ProcFsRoot("/proc"))}) does not take the program: {KernelFeature.Helpers.Name} came with Linux {KernelFeature.Helpers.Since}",
        };
        return new EbpfException(purpose, errno, why);
    }

    // As root in a user namespace or under a sandbox, CapEff promises what the host does not keep.
    private const string Refused = "bpf(2) is refused: a container or sandbox (user namespace, seccomp) forbids it, or kernel lockdown does; run it as root on the host itself";

    private static EbpfException WithoutBtf(string purpose) =>
        new(purpose, Errno.ENOENT, $"this kernel has no {KernelFeature.Btf.Name}; distributions' kernels since about 2021 have it");

    private static bool Has(ulong mask, int capability) => (mask >> capability & 1) != 0;

    private static ulong? Effective()
    {
        const string Head = "CapEff:";
        try
        {
            string? line = File.ReadLines("/proc/thread-self/status").FirstOrDefault(line => line.StartsWith(Head, StringComparison.Ordinal));
            return line is not null
                && ulong.TryParse(line.AsSpan(Head.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                    out ulong mask) ? mask : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
