using System.Buffers;
using TcpVet.Configs.Kinds;
using TcpVet.Model;

namespace TcpVet.Configs.SysctlConf;

/// <summary>
/// Counts lines such as <c>net.ipv4.tcp_syncookies = 1</c>, and tells those that sysctl printed from those that somebody wrote.
/// </summary>
internal sealed class SysctlSigns : LineSigns
{
    // sysctl -a prints some thousand settings; whoever greps them prints dozens.
    private const int FewPrinted = 20;

    // In a hundred lines of a dump so many may be otherwise: values with line feeds in them, a heading, and an order that is the locale's
    // (alphasort(3) of sysctl).
    private const int MostStrange = 5;

    private const int Hundred = 100;

    private static readonly SearchValues<char> KeyChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/*?[]:@");

    // The folders of /proc/sys (Documentation/admin-guide/sysctl/index.rst).
    private static readonly HashSet<string> Roots = new(StringComparer.Ordinal)
    {
        "net", "kernel", "vm", "fs", "user", "dev", "debug", "abi", "crypto", "sunrpc", "xen",
    };

    // Settings that nobody can write: a file with one is what sysctl printed.
    private static readonly HashSet<string> ReadOnly = new(StringComparer.Ordinal)
    {
        "kernel.osrelease", "kernel.version", "kernel.ostype", "kernel.random.boot_id", "kernel.random.uuid",
        "kernel.random.entropy_avail", "kernel.ngroups_max",
        "kernel.cap_last_cap", "fs.file-nr", "fs.inode-nr", "fs.inode-state", "fs.dentry-state", "fs.aio-nr",
        "net.netfilter.nf_conntrack_count", "net.ipv4.tcp_available_congestion_control",
        "net.ipv4.tcp_ehash_entries", "net.ipv4.udp_hash_entries",
    };

    // Settings of several numbers, between which the kernel writes tabs (kernel/sysctl.c do_proc_dointvec) and people write blanks.
    private static readonly HashSet<string> Vectors = new(StringComparer.Ordinal)
    {
        "net.ipv4.tcp_mem", "net.ipv4.udp_mem", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem", "net.ipv4.ip_local_port_range",
        "net.ipv4.ping_group_range", "kernel.sem", "kernel.printk",
    };

    private int printed;
    private int otherwise;
    private int passed;
    private int descents;
    private int foreign;
    private bool hasReadOnly;
    private int vectorsWithTabs;
    private int vectorsWithBlanks;
    private string before = "";

    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.SysctlConf;

    /// <inheritdoc/>
    public override string What => "settings such as net.ipv4.… = …";

    /// <inheritdoc/>
    public override string? Strange => foreign > 0 && foreign >= Count
        ? "its settings (kern.…, net.inet.…) are those of FreeBSD, OpenBSD, NetBSD or macOS; tcpvet knows those of Linux" : null;

    private bool IsWhole => passed == 0 && otherwise == 0;

    private bool IsAscending => printed >= FewPrinted && Few(descents);

    // The shape tells, not the roots: other kernels have folders that this table lacks. Each line is "key = value" with single blanks, none
    // is blank or a comment.
    private bool LooksPrinted => printed > 0 && (IsWhole || (printed >= Hundred && Few(passed + otherwise)));

    /// <summary>
    /// Of what was printed one setting can only be read, or there are many in the order of their names, or the kernel's own tabs stand
    /// between the numbers of a vector. A file that is called as files of sysctl are is one, unless nobody could have written it.
    /// </summary>
    public override ConfigurationKind KindOf(string? path)
    {
        bool named = path?.EndsWith(".conf", StringComparison.Ordinal) == true;
        bool tabs = vectorsWithTabs > 0 && vectorsWithBlanks == 0 && IsWhole;
        return LooksPrinted && (hasReadOnly || (!named && (IsAscending || tabs))) ? ConfigurationKind.SysctlOutput : Kind;
    }

    /// <inheritdoc/>
    public override bool Take(ConfigLine line)
    {
        ReadOnlySpan<char> words = line.Words;
        int equals = words.IndexOf('=');
        ReadOnlySpan<char> key = (equals < 0 ? words : words[..equals]).TrimEnd();
        Shape(words, key, equals);
        foreign += equals > 0 && ForeignSettings.Has(key) ? 1 : 0;
        bool speaks = IsSetting(key, equals);
        Count += speaks ? 1 : 0;
        return speaks;
    }

    /// <inheritdoc/>
    public override void Pass() => passed++;

    private bool Few(int lines) => lines * (long)Hundred <= printed * (long)MostStrange;

    private void Shape(ReadOnlySpan<char> words, ReadOnlySpan<char> key, int equals)
    {
        bool asPrinted = equals > 1 && words[equals - 1] == ' ' && key.Length == equals - 1 && key.IndexOf('.') > 0
            && char.IsAsciiLetterLower(key[0]) && !key.ContainsAnyExcept(KeyChars)
            && (equals + 1 == words.Length || words[equals + 1] == ' ');
        if (!asPrinted)
        {
            // What sysctl says of a setting that it may not read is no line of somebody's file.
            otherwise += words.StartsWith("sysctl: ", StringComparison.Ordinal) ? 0 : 1;
            return;
        }

        printed++;
        hasReadOnly |= ReadOnly.GetAlternateLookup<ReadOnlySpan<char>>().Contains(key);
        descents += key.CompareTo(before, StringComparison.Ordinal) < 0 ? 1 : 0;
        before = key.ToString();
        if (Vectors.GetAlternateLookup<ReadOnlySpan<char>>().Contains(key))
        {
            bool tabs = words[(equals + 1)..].Contains('\t');
            vectorsWithTabs += tabs ? 1 : 0;
            vectorsWithBlanks += tabs ? 0 : 1;
        }
    }

    private static bool IsSetting(ReadOnlySpan<char> key, int equals)
    {
        bool excludes = equals < 0 && key is ['-', ..];
        key = key.TrimStart('-');
        int end = key.IndexOfAny('.', '/');
        return (equals >= 0 || excludes) && end > 0 && !key.ContainsAnyExcept(KeyChars)
            && Roots.GetAlternateLookup<ReadOnlySpan<char>>().Contains(key[..end]) && !ForeignSettings.Has(key);
    }
}
