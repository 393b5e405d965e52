using System.Globalization;

namespace TcpVet.Linux.Sysctl;

/// <summary>A set of ports as ip_local_reserved_ports writes it: <c>8080,9148,10000-10100</c> (kernel/sysctl.c
/// <c>proc_do_large_bitmap</c>).</summary>
public sealed class PortList
{
    private readonly List<(int Low, int High)> ranges = [];

    /// <summary>Reads a list; what is no port or range is passed over, as the kernel never writes it.</summary>
    public static PortList Parse(string text)
    {
        PortList list = new();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int dash = part.IndexOf('-', StringComparison.Ordinal);
            string low = dash < 0 ? part : part[..dash];
            string high = dash < 0 ? part : part[(dash + 1)..];
            if (ushort.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out ushort from)
                && ushort.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out ushort to) && from <= to)
            {
                list.ranges.Add((from, to));
            }
        }

        return list;
    }

    /// <summary>True when the port is in the set.</summary>
    public bool Contains(int port) => ranges.Exists(range => port >= range.Low && port <= range.High);

    /// <summary>How many ports of a range are in the set; the kernel writes disjoint ranges.</summary>
    public int CountWithin(int low, int high) =>
        ranges.Sum(range => Math.Max(0, Math.Min(high, range.High) - Math.Max(low, range.Low) + 1));
}
