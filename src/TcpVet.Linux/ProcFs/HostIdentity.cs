using System.Text;

namespace TcpVet.Linux.ProcFs;

/// <summary>Who the host is.</summary>
public static class HostIdentity
{
    /// <summary>The host's name (<c>uname -n</c>); <c>unknown</c> when unreadable.</summary>
    public static string Name(ProcFsRoot root) =>
        root == ProcFsRoot.Default && root.TryRead("sys/kernel/hostname", out _) is null
            ? Environment.MachineName
            : Text(root, "sys/kernel/hostname");

    /// <summary>The kernel's release (<c>uname -r</c>); <c>unknown</c> when unreadable.</summary>
    public static string Kernel(ProcFsRoot root) => Text(root, "sys/kernel/osrelease");

    /// <summary>A random name of this run of the kernel (random(4), boot_id): another after each reboot; <c>unknown</c> when
    /// unreadable.</summary>
    public static string BootId(ProcFsRoot root) => Text(root, "sys/kernel/random/boot_id");

    private static string Text(ProcFsRoot root, string file) =>
        root.TryRead(file, out _) is { } bytes ? Encoding.UTF8.GetString(bytes).TrimEnd('\n') : "unknown";
}
