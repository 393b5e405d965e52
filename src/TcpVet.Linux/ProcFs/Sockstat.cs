using System.Text;

namespace TcpVet.Linux.ProcFs;

/// <summary>
/// Sockets in use by protocol, /proc/net/sockstat and sockstat6 (net/ipv4/proc.c <c>sockstat_seq_show</c>), keyed
/// <c>TCP.inuse</c>, <c>TCP6.inuse</c>, <c>sockets.used</c>. <c>orphan</c>, <c>alloc</c> and <c>mem</c> (in pages) are of the
/// whole host, the others of the namespace.
/// </summary>
public static class Sockstat
{
    /// <summary>Reads both files of the calling thread's namespace; sockstat6 is missing without IPv6.</summary>
    /// <exception cref="Interop.KernelException">A file is there and cannot be read.</exception>
    public static Dictionary<string, long> Read(ProcFsRoot root)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        Parse(root.Read($"{ProcFsRoot.Net}/sockstat"), counts);
        Parse(root.Read($"{ProcFsRoot.Net}/sockstat6"), counts);
        return counts;
    }

    /// <summary>Parses lines of the form <c>TCP: inuse 1 orphan 0</c>; what does not look so is passed over.</summary>
    public static void Parse(ReadOnlySpan<byte> text, IDictionary<string, long> counts)
    {
        TextLines lines = new(text);
        while (lines.Next())
        {
            int colon = lines.Current.IndexOf((byte)':');
            if (colon <= 0)
            {
                continue;
            }

            string protocol = Encoding.UTF8.GetString(lines.Current[..colon]);
            TextFields fields = new(lines.Current[(colon + 1)..]);
            while (fields.Next())
            {
                ReadOnlySpan<byte> name = fields.Current;
                if (fields.NextNumber(out long value))
                {
                    counts[$"{protocol}.{Encoding.UTF8.GetString(name)}"] = value;
                }
            }
        }
    }

    /// <summary>Roughly how many TCP sockets a namespace has, of both families: to decide how to look at them before looking.</summary>
    public static long TcpSockets(IReadOnlyDictionary<string, long> counts) =>
        counts.GetValueOrDefault("TCP.inuse") + counts.GetValueOrDefault("TCP6.inuse") + counts.GetValueOrDefault("TCP.tw");
}
