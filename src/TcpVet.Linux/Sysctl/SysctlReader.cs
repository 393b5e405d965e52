using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Sysctl;

/// <summary>Settings as they were read.</summary>
/// <param name="Values">Value by name; a setting that this kernel or namespace lacks is absent.</param>
/// <param name="Unreadable">Settings that exist and could not be read, with the kernel's refusal.</param>
public sealed record SysctlReading(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Unreadable)
{
    /// <summary>The names that were asked for and that this kernel or namespace lacks.</summary>
    public IReadOnlySet<string> Absent { get; init; } = new HashSet<string>();
}

/// <summary>
/// Reads kernel settings. Those under <c>net.</c> are of the network namespace of the <i>calling thread</i>:
/// net/sysctl_net.c <c>net_ctl_header_lookup</c> takes <c>current->nsproxy->net_ns</c>, and a thread that has called
/// setns(2) or unshare(2) sees its own (shown by a test); some, such as net.core.netdev_max_backlog, exist in the first namespace alone.
/// </summary>
/// <param name="root">Where proc(5) is mounted.</param>
public sealed class SysctlReader(ProcFsRoot root)
{
    /// <summary>Reads settings by name.</summary>
    /// <param name="names">Names with dots, <c>net.ipv4.tcp_tw_reuse</c>; slashes do too (sysctl(8)).</param>
    public SysctlReading Read(IEnumerable<string> names)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        Dictionary<string, string> unreadable = new(StringComparer.Ordinal);
        HashSet<string> absent = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (ReadOne(name, out int errno) is { } value)
            {
                values[name] = value;
            }
            else if (!ProcFsRoot.Absent(errno))
            {
                unreadable[name] = Errno.Name(errno);
            }
            else
            {
                absent.Add(name);
            }
        }

        return new SysctlReading(values, unreadable) { Absent = absent };
    }

    /// <summary>Reads one setting; null when it is absent or unreadable.</summary>
    public string? Read(string name) => ReadOne(name, out _);

    /// <summary>Trims, and turns tabs and runs of spaces into one space: <c>4096 131072 33554432</c>.</summary>
    public static string Normalise(ReadOnlySpan<byte> value)
    {
        TextFields fields = new(value.TrimEnd("\n\0"u8));
        StringBuilder text = new();
        while (fields.Next())
        {
            if (text.Length > 0)
            {
                text.Append(' ');
            }

            text.Append(Encoding.UTF8.GetString(fields.Current));
        }

        return text.ToString();
    }

    private string? ReadOne(string name, out int errno)
    {
        if (!IsName(name))
        {
            errno = Errno.ENOENT;
            return null;
        }

        return root.TryRead($"sys/{FileOf(name)}", out errno) is { } text ? Normalise(text) : null;
    }

    // sysctl.d(5): the separator that comes first separates, the other one stands for a character of a name:
    // net.ipv4.conf.eth0/1.forwarding.
    private static string FileOf(string name)
    {
        int separator = name.AsSpan().IndexOfAny('.', '/');
        return separator >= 0 && name[separator] == '.'
            ? string.Create(name.Length, name, static (file, written) =>
            {
                for (int i = 0; i < file.Length; i++)
                {
                    file[i] = written[i] switch { '.' => '/', '/' => '.', char other => other };
                }
            })
            : name;
    }

    // A name is letters, digits, _ and - between dots or slashes: it cannot leave /proc/sys.
    internal static bool IsName(string name)
    {
        char before = '.';
        foreach (char c in name)
        {
            if (c is '.' or '/' ? before is '.' or '/' : !(char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                return false;
            }

            before = c;
        }

        return before is not ('.' or '/');
    }
}
