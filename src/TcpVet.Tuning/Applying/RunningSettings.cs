using TcpVet.Knowledge;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Sysctl;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Applying;

/// <summary>The values in force in the calling thread's network namespace, as the kernel shows them.</summary>
/// <param name="root">Where proc(5) is mounted.</param>
/// <param name="reached">Is told what is done, for tests that stop there.</param>
public sealed class RunningSettings(ProcFsRoot root, Action<string>? reached = null)
{
    private readonly SysctlReader reader = new(root);
    private readonly SysctlWriter writer = new(root);

    /// <summary>True where the settings of the whole host are: net.core.netdev_max_backlog exists in the first namespace alone
    /// (net/core/sysctl_net_core.c <c>sysctl_core_init</c>).</summary>
    public bool AreOfInitialNamespace => reader.Read("net.core.netdev_max_backlog") is not null;

    /// <summary>A setting's value in the kernel's spelling; null when the namespace has no such setting.</summary>
    public string? Read(string setting) => reader.Read(setting) is { } text
        ? SettingKnowledge.Find(setting) is { } known ? SettingValue.Normalised(known, text) ?? text : text
        : null;

    /// <summary>Writes a value and reads it back.</summary>
    /// <returns>Null when the setting has the value now; otherwise why not. A vector may have been taken in part.</returns>
    internal string? Write(string setting, string value)
    {
        int errno = writer.Write(setting, value);
        reached?.Invoke($"wrote {setting}");
        if (errno != 0)
        {
            string advice = Errno.IsRefused(errno) ? "; run it as root, or with CAP_NET_ADMIN over the namespace" : errno == Errno.EROFS ? "; /proc/sys is read-only here, as in most containers" : "";
            return $"{setting} = {Planner.Shown(value)}: {new KernelException("the kernel refused it", errno).Message}{advice}";
        }

        string? now = Read(setting);
        return now == value ? null : $"{setting} = {Planner.Shown(value)}: the kernel took it and shows {Planner.Shown(now ?? "nothing")}";
    }
}
