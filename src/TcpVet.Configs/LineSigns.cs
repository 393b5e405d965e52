using System.Buffers;
using System.Collections.Frozen;

namespace TcpVet.Configs;

/// <summary>How many lines of a text speak for each kind of configuration.</summary>
internal sealed class LineSigns
{
    // sysctl -a prints some thousand settings; whoever greps them prints dozens.
    private const int FewPrinted = 20;

    private static readonly SearchValues<char> KeyChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/*?[]:@");

    // The folders of /proc/sys (Documentation/admin-guide/sysctl/index.rst).
    private static readonly FrozenSet<string> Roots = FrozenSet.Create(
        StringComparer.Ordinal, "net", "kernel", "vm", "fs", "user", "dev", "debug", "abi", "crypto", "sunrpc", "xen");

    // Settings that nobody can write: a file with one is what sysctl printed.
    private static readonly FrozenSet<string> ReadOnly = FrozenSet.Create(
        StringComparer.Ordinal, "kernel.osrelease", "kernel.version", "kernel.ostype", "kernel.random.boot_id", "kernel.random.uuid", "kernel.random.entropy_avail", "kernel.ngroups_max",
        "kernel.cap_last_cap", "fs.file-nr", "fs.inode-nr", "fs.inode-state", "fs.dentry-state", "fs.aio-nr", "net.netfilter.nf_conntrack_count", "net.ipv4.tcp_available_congestion_control",
        "net.ipv4.tcp_ehash_entries", "net.ipv4.udp_hash_entries");

    // The sections of HAProxy's configuration manual, chapters 2 to 12.
    private static readonly FrozenSet<string> HAProxySections = FrozenSet.Create(
        StringComparer.Ordinal, "global", "defaults", "frontend", "backend", "listen", "peers", "mailers", "resolvers", "userlist", "program", "cache", "ring", "http-errors", "fcgi-app",
        "log-forward", "crt-store", "traces", "log-profile", "acme");

    private bool inHAProxySection;
    private bool onlyAsPrinted = true;
    private bool ascending = true;
    private bool hasReadOnly;
    private string before = "";

    private LineSigns()
    {
    }

    /// <summary>Lines that are neither blank nor comments.</summary>
    public int Lines { get; private set; }

    /// <summary>Lines such as <c>net.ipv4.tcp_syncookies = 1</c>.</summary>
    public int Sysctl { get; private set; }

    /// <summary>Sections of HAProxy and the lines below them.</summary>
    public int HAProxy { get; private set; }

    /// <summary>Lines that end in <c>;</c> or a brace, or begin with one.</summary>
    public int Nginx { get; private set; }

    /// <summary>Sections and known directives of httpd.</summary>
    public int Httpd { get; private set; }

    /// <summary>
    /// Whether the settings look printed by <c>sysctl -a</c> and not written by somebody: each line is <c>key = value</c>, none is blank or a comment,
    /// and there are many in the order of their names, or one of them can only be read.
    /// </summary>
    public bool LooksPrinted => onlyAsPrinted && (hasReadOnly || (ascending && Sysctl >= FewPrinted));

    /// <summary>Counts the lines of a text.</summary>
    public static LineSigns Count(ReadOnlySpan<char> text)
    {
        LineSigns signs = new();
        foreach (ReadOnlySpan<char> line in text.TrimStart('\uFEFF').TrimEnd().EnumerateLines())
        {
            signs.Add(line);
        }

        return signs;
    }

    private void Add(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> words = line.Trim();
        if (words is [] or ['#' or ';', ..])
        {
            onlyAsPrinted = false;
            return;
        }

        Lines++;
        if (IsSetting(words))
        {
            Sysctl++;
            return;
        }

        onlyAsPrinted = false;
        ReadOnlySpan<char> bare = WithoutComment(words);
        if (bare is [.., ';' or '{' or '}'] or ['}', ..])
        {
            Nginx++;
        }
        else if (bare is ['<', ..])
        {
            Httpd += IsTag(bare) ? 1 : 0;
        }
        else
        {
            AddWords(FirstWord(bare), indented: char.IsWhiteSpace(line[0]));
        }
    }

    private void AddWords(ReadOnlySpan<char> first, bool indented)
    {
        if (HttpdNames.IsDirective(first))
        {
            Httpd++;
        }
        else if (!indented && HAProxySections.GetAlternateLookup<ReadOnlySpan<char>>().Contains(first))
        {
            inHAProxySection = true;
            HAProxy++;
        }
        else if (inHAProxySection && first is [>= 'a' and <= 'z', ..])
        {
            HAProxy++;
        }
    }

    private bool IsSetting(ReadOnlySpan<char> words)
    {
        int equals = words.IndexOf('=');
        ReadOnlySpan<char> key = (equals < 0 ? words : words[..equals]).TrimEnd();
        bool excludes = equals < 0 && key is ['-', ..];
        key = key.TrimStart('-');
        int end = key.IndexOfAny('.', '/');
        if ((equals < 0 && !excludes) || end <= 0 || key.ContainsAnyExcept(KeyChars) || !Roots.GetAlternateLookup<ReadOnlySpan<char>>().Contains(key[..end]))
        {
            return false;
        }

        onlyAsPrinted &= equals > 0 && words[equals - 1] == ' ' && (equals + 1 == words.Length || words[equals + 1] == ' ');
        hasReadOnly |= ReadOnly.GetAlternateLookup<ReadOnlySpan<char>>().Contains(key);
        ascending &= key.CompareTo(before, StringComparison.Ordinal) > 0;
        before = key.ToString();
        return true;
    }

    private static bool IsTag(ReadOnlySpan<char> bare)
    {
        ReadOnlySpan<char> name = bare[1..].TrimStart('/');
        int end = name.IndexOfAny(' ', '\t', '>');
        return end > 0 && HttpdNames.IsSection(name[..end]);
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> words)
    {
        int end = words.IndexOfAny(' ', '\t');
        return end < 0 ? words : words[..end];
    }

    // " #" begins a comment in nginx and HAProxy; within a word it is a part of it.
    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> words)
    {
        int hash = words.IndexOf(" #");
        return hash < 0 ? words : words[..hash].TrimEnd();
    }
}
