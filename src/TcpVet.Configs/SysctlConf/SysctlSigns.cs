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

    private bool onlyAsPrinted = true;
    private bool ascending = true;
    private bool hasReadOnly;
    private string before = "";

    /// <inheritdoc/>
    public override ConfigurationKind Kind => LooksPrinted ? ConfigurationKind.SysctlOutput : ConfigurationKind.SysctlConf;

    /// <inheritdoc/>
    public override string What => "settings such as net.ipv4.… = …";

    // Each line is "key = value", none is blank or a comment, and there are many in the order of their names, or one of them can only be
    // read.
    private bool LooksPrinted => onlyAsPrinted && (hasReadOnly || (ascending && Count >= FewPrinted));

    /// <inheritdoc/>
    public override bool Take(ConfigLine line)
    {
        bool speaks = IsSetting(line.Words);
        Count += speaks ? 1 : 0;
        onlyAsPrinted &= speaks;
        return speaks;
    }

    /// <inheritdoc/>
    public override void Pass() => onlyAsPrinted = false;

    private bool IsSetting(ReadOnlySpan<char> words)
    {
        int equals = words.IndexOf('=');
        ReadOnlySpan<char> key = (equals < 0 ? words : words[..equals]).TrimEnd();
        bool excludes = equals < 0 && key is ['-', ..];
        key = key.TrimStart('-');
        int end = key.IndexOfAny('.', '/');
        if ((equals < 0 && !excludes) || end <= 0 || key.ContainsAnyExcept(KeyChars)
            || !Roots.GetAlternateLookup<ReadOnlySpan<char>>().Contains(key[..end]))
        {
            return false;
        }

        onlyAsPrinted &= equals > 0 && words[equals - 1] == ' ' && (equals + 1 == words.Length || words[equals + 1] == ' ');
        hasReadOnly |= ReadOnly.GetAlternateLookup<ReadOnlySpan<char>>().Contains(key);
        ascending &= key.CompareTo(before, StringComparison.Ordinal) > 0;
        before = key.ToString();
        return true;
    }
}
