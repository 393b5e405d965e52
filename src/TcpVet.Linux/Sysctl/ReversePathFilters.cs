using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Sysctl;

/// <summary>The reverse-path filters of the interfaces of the calling thread's network namespace.</summary>
internal static class ReversePathFilters
{
    /// <summary>Packets that the filter threw away since boot (net/ipv4/ip_input.c).</summary>
    public const string Counter = "TcpExt.IPReversePathFilter";

    // A host of thousands of containers has as many interfaces.
    private const int MostInterfaces = 64;

    /// <summary>
    /// The names of the settings, <c>net.ipv4.conf.eth0.rp_filter</c>; none where the filter never threw a packet away. A dot of an
    /// interface's name is written as a slash (sysctl.d(5)).
    /// </summary>
    /// <param name="root">Where proc(5) is mounted.</param>
    /// <param name="counters">The kernel's counters.</param>
    public static IEnumerable<string> Names(ProcFsRoot root, IReadOnlyDictionary<string, long> counters)
    {
        if (!counters.TryGetValue(Counter, out long dropped) || dropped == 0)
        {
            return [];
        }

        try
        {
            return [.. Directory.EnumerateDirectories(root.At("sys/net/ipv4/conf"))
                .Take(MostInterfaces)
                .Select(folder => $"net.ipv4.conf.{Path.GetFileName(folder).Replace('.', '/')}.rp_filter")
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
