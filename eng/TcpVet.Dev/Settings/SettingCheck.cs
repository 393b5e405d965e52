using TcpVet.Knowledge;
using TcpVet.Lab;

namespace TcpVet.Dev.Settings;

/// <summary>
/// The table of settings against the running kernel: the default of a new network namespace, the range as its edges show it, and for
/// whom a value holds. `dotnet run --project eng/TcpVet.Dev -- check-settings`; a test runs it as well.
/// </summary>
internal static class SettingCheck
{
    // Kconfig's choices for CONFIG_HZ.
    private static readonly int[] TickRates = [100, 250, 300, 1000];

    /// <summary>Why nothing can be compared here; null when it can.</summary>
    public static string? Obstacle() => Privilege.CanMakeNamespaces() ? null : "a network namespace needs root";

    /// <summary>The settings that can be compared on a kernel.</summary>
    public static IEnumerable<KernelSetting> Comparable(KernelVersion kernel) =>
        SettingKnowledge.All.Where(setting => setting.Kind == SettingKind.Sysctl && setting.ExistsIn(kernel));

    /// <summary>What differs between the table and the kernel, a line each.</summary>
    public static IReadOnlyList<string> Differences(KernelSetting setting, KernelVersion kernel)
    {
        KernelReading read = KernelReading.Of(setting);
        if (read.Scope is not { } scope)
        {
            // A module that is not loaded, or a kernel that was built without it.
            return setting.Name.StartsWith("net.netfilter.", StringComparison.Ordinal) || setting.Name.StartsWith("net.mptcp.", StringComparison.Ordinal)
                || setting.Name == "net.ipv4.tcp_syncookies"
                ? [] : [$"{setting.Name}: Linux {kernel} does not have it"];
        }

        List<string> differences = [];
        if (!setting.Name.StartsWith("fs.", StringComparison.Ordinal) && scope != setting.Scope)
        {
            differences.Add($"{setting.Name}: scope {scope}, the table says {setting.Scope}");
        }

        if (read.Default is { } numbers && setting.DefaultIn(kernel).Values is { } values && !values.SequenceEqual(numbers))
        {
            differences.Add($"{setting.Name}: default {string.Join(' ', numbers)}, the table says {string.Join(' ', values)}");
        }

        if (read.Range is { } range && !TickRates.Any(hz => Fits(setting, range, kernel, hz)))
        {
            differences.Add($"{setting.Name}: takes {range.Least} to {range.Greatest}, the table says {setting.RangeIn(kernel)}");
        }

        return differences;
    }

    // A bound that the table leaves open is that of the kernel's type: an int, an unsigned int or a long.
    private static bool Fits(KernelSetting setting, (long Least, long Greatest) range, KernelVersion kernel, int hz)
    {
        (long? min, long? max) = setting.RangeIn(kernel).Bounds(hz);
        return (min is { } least ? least == range.Least || IsBuffer(setting, range.Least) : range.Least <= 0)
            && (max is { } greatest ? greatest == range.Greatest : range.Greatest >= int.MaxValue / 1000);
    }

    // Newer stable kernels take no receive buffer below 4096 (sysctl_net_ipv4.c tcp_min_rcvbuf).
    private static bool IsBuffer(KernelSetting setting, long least) => setting.Name == "net.ipv4.tcp_rmem" && least == 4096;
}
