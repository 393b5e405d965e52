using System.Globalization;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Facts;

/// <summary>A set of ports as ip_local_reserved_ports writes it: <c>8080,9148,10000-10100</c> (kernel/sysctl.c
/// <c>proc_do_large_bitmap</c>).</summary>
internal sealed class PortSet
{
    private readonly SortedSet<ushort> ports = [];

    /// <summary>The setting that takes such a set.</summary>
    public const string ReservedPorts = "net.ipv4.ip_local_reserved_ports";

    /// <summary>What is reserved in the examined namespace; null when that is unknown.</summary>
    public static PortSet? ReservedIn(RuleInput input) =>
        input.Netns.Sysctls.TryGetValue(ReservedPorts, out string? text) ? Parse(text) : null;

    /// <summary>Reads a set; null when the text is none.</summary>
    public static PortSet? Parse(string text)
    {
        PortSet set = new();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Port(ends[0], out ushort low) || !Port(ends[^1], out ushort high) || low > high)
            {
                return null;
            }

            for (int port = low; port <= high; port++)
            {
                set.ports.Add((ushort)port);
            }
        }

        return set;
    }

    /// <summary>True when the port is in it.</summary>
    public bool Contains(ushort port) => ports.Contains(port);

    /// <summary>How many ports are in it.</summary>
    public int Count => ports.Count;

    /// <summary>How many of its ports lie between two, both included.</summary>
    public int CountWithin(long low, long high) => ports.Count(port => port >= low && port <= high);

    /// <summary>Puts more ports in.</summary>
    public PortSet With(IEnumerable<ushort> more)
    {
        ports.UnionWith(more);
        return this;
    }

    /// <summary>As the setting takes it, neighbours as ranges.</summary>
    public override string ToString()
    {
        List<(ushort Low, ushort High)> ranges = [];
        foreach (ushort port in ports)
        {
            if (ranges.Count > 0 && ranges[^1].High + 1 == port)
            {
                ranges[^1] = (ranges[^1].Low, port);
            }
            else
            {
                ranges.Add((port, port));
            }
        }

        return string.Join(',', ranges.Select(range => range.Low == range.High ? $"{range.Low}" : $"{range.Low}-{range.High}"));
    }

    private static bool Port(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
