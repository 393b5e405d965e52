using System.Globalization;

namespace TcpVet.Lab.Scenarios.Closing;

/// <summary>The host's limit of orphaned sockets.</summary>
internal static class OrphanLimit
{
    /// <summary>tcp_max_orphans; null when it cannot be read, as in a network namespace of one's own (net/ipv4/sysctl_net_ipv4.c,
    /// ipv4_table).</summary>
    internal static long? Read()
    {
        const string path = "/proc/sys/net/ipv4/tcp_max_orphans";
        return File.Exists(path)
            && long.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;
    }
}
