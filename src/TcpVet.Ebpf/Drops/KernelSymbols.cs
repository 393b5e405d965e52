using System.Globalization;
using System.Text;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Ebpf.Drops;

/// <summary>Names of the kernel's functions by address (/proc/kallsyms, proc(5)). Whoever may not see addresses reads zeros there
/// (kptr_restrict) and gets no name.</summary>
public static class KernelSymbols
{
    /// <summary>The functions that addresses lie in: <c>tcp_v4_rcv</c>. Those without a name are left out.</summary>
    /// <param name="root">Where proc(5) is mounted.</param>
    /// <param name="addresses">The addresses.</param>
    public static IReadOnlyDictionary<ulong, string> Find(ProcFsRoot root, IReadOnlyCollection<ulong> addresses)
    {
        if (addresses.Count == 0)
        {
            return new Dictionary<ulong, string>();
        }

        try
        {
            return Find(File.ReadLines(root.At("kallsyms"), Encoding.Latin1), addresses);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Dictionary<ulong, string>();
        }
    }

    /// <summary>The same over lines of kallsyms, in any order.</summary>
    internal static IReadOnlyDictionary<ulong, string> Find(IEnumerable<string> lines, IReadOnlyCollection<ulong> addresses)
    {
        ulong[] wanted = [.. addresses.Where(address => address != 0).Distinct().Order()];
        ulong[] starts = new ulong[wanted.Length];
        string?[] names = new string?[wanted.Length];
        foreach (string line in lines)
        {
            // ffffffff82094309 T tcp_v4_rcv [module]
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space <= 0 || space + 3 >= line.Length || line[space + 1] is not ('t' or 'T' or 'w' or 'W')
                || !ulong.TryParse(line.AsSpan(0, space), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong start)
                || start == 0)
            {
                continue;
            }

            int at = Array.BinarySearch(wanted, start);
            for (int i = at < 0 ? ~at : at; i < wanted.Length && start >= starts[i]; i++)
            {
                starts[i] = start;
                names[i] = line;
            }
        }

        Dictionary<ulong, string> found = [];
        for (int i = 0; i < wanted.Length; i++)
        {
            if (names[i] is { } line)
            {
                string[] fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 2)
                {
                    found[wanted[i]] = fields[2];
                }
            }
        }

        return found;
    }
}
