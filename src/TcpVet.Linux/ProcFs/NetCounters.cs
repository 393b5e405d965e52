using System.Text;
using TcpVet.Model;

namespace TcpVet.Linux.ProcFs;

/// <summary>
/// The kernel's counters of one network namespace, by the kernel's names: <c>TcpExt.ListenOverflows</c>,
/// <c>Tcp.ActiveOpens</c>, <c>Udp.RcvbufErrors</c>, <c>Udp6.RcvbufErrors</c>. A counter that the kernel lacks is absent.
/// </summary>
public static class NetCounters
{
    /// <summary>Reads snmp, netstat and snmp6 of the calling thread's namespace; a missing file (no IPv6) adds nothing.</summary>
    /// <exception cref="Interop.KernelException">A file is there and cannot be read.</exception>
    public static Dictionary<string, long> Read(ProcFsRoot root)
    {
        Dictionary<string, long> counters = new(StringComparer.Ordinal);
        Parse(root.Read($"{ProcFsRoot.Net}/snmp"), counters);
        Parse(root.Read($"{ProcFsRoot.Net}/netstat"), counters);
        ParseSnmp6(root.Read($"{ProcFsRoot.Net}/snmp6"), counters);
        return counters;
    }

    /// <summary>Joins two readings. A counter that only the last reading has counts from there; one that vanished is left out.</summary>
    public static Dictionary<string, Reading> Between(IReadOnlyDictionary<string, long> first, IReadOnlyDictionary<string, long> last)
    {
        Dictionary<string, Reading> readings = new(last.Count, StringComparer.Ordinal);
        foreach ((string name, long value) in last)
        {
            readings[name] = new Reading(first.GetValueOrDefault(name, value), value);
        }

        return readings;
    }

    /// <summary>
    /// Parses snmp or netstat: pairs of lines with one prefix, first the names, then the values
    /// (net/ipv4/proc.c <c>snmp_seq_show</c>, <c>netstat_seq_show</c>).
    /// A line without its partner, and names without a value, are passed over.
    /// </summary>
    public static void Parse(ReadOnlySpan<byte> text, IDictionary<string, long> counters)
    {
        TextLines lines = new(text);
        ReadOnlySpan<byte> names = default;
        while (lines.Next())
        {
            ReadOnlySpan<byte> line = lines.Current;
            if (Prefix(line) is not { IsEmpty: false } prefix)
            {
                names = default;
            }
            else if (Prefix(names).SequenceEqual(prefix))
            {
                Pair(prefix, names[(prefix.Length + 1)..], line[(prefix.Length + 1)..], counters);
                names = default;
            }
            else
            {
                names = line;
            }
        }
    }

    /// <summary>
    /// Parses snmp6: <c>Udp6RcvbufErrors  0</c>, the family joined to the name (net/ipv6/proc.c <c>snmp6_seq_show</c>).
    /// The key is split after the family's 6: <c>Udp6.RcvbufErrors</c>.
    /// </summary>
    public static void ParseSnmp6(ReadOnlySpan<byte> text, IDictionary<string, long> counters)
    {
        TextLines lines = new(text);
        while (lines.Next())
        {
            TextFields fields = new(lines.Current);
            if (!fields.Next())
            {
                continue;
            }

            ReadOnlySpan<byte> name = fields.Current;
            int family = name.IndexOf((byte)'6') + 1;
            if (family > 1 && family < name.Length && fields.NextNumber(out long value))
            {
                counters[Key(name[..family], name[family..])] = value;
            }
        }
    }

    private static ReadOnlySpan<byte> Prefix(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        return colon > 0 ? line[..colon] : default;
    }

    private static void Pair(
        ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> names, ReadOnlySpan<byte> values, IDictionary<string, long> counters)
    {
        TextFields name = new(names);
        TextFields value = new(values);
        while (name.Next() && value.Next())
        {
            if (TextNumber.TryDecimal(value.Current, out long number))
            {
                counters[Key(prefix, name.Current)] = number;
            }
        }
    }

    private static string Key(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name) =>
        $"{Encoding.UTF8.GetString(prefix)}.{Encoding.UTF8.GetString(name)}";
}
