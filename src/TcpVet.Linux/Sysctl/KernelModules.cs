using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Sysctl;

/// <summary>The modules that a kernel has or can load, of those whose names are values of settings.</summary>
public static class KernelModules
{
    // modules.dep of a distribution has some 500 KB.
    private const int MostBytes = 8 << 20;

    private static readonly string[] Beginnings = ["tcp_", "sch_"];

    /// <summary>Reads the lists that depmod(8) and the kernel's build leave in /lib/modules.</summary>
    /// <param name="root">Where proc(5) is mounted: /proc/modules is absent without CONFIG_MODULES.</param>
    /// <param name="folder">The folder of the running kernel's release.</param>
    /// <returns>Sorted; empty when the kernel takes no modules, null when it is not known.</returns>
    public static IReadOnlyList<string>? Read(ProcFsRoot root, string folder)
    {
        List<string> lists = [];
        foreach (string name in (string[])["modules.builtin", "modules.dep"])
        {
            if (Text(Path.Combine(folder, name)) is { } text)
            {
                lists.Add(text);
            }
        }

        if (lists.Count == 2)
        {
            return Parse(lists);
        }

        return root.TryRead("modules", out int errno) is null && ProcFsRoot.Absent(errno) ? [] : null;
    }

    /// <summary>The modules in lists of paths, <c>kernel/net/ipv4/tcp_bbr.ko.xz:</c> followed by what it needs.</summary>
    public static IReadOnlyList<string> Parse(IEnumerable<string> lists)
    {
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (string list in lists)
        {
            foreach (ReadOnlySpan<char> line in list.AsSpan().EnumerateLines())
            {
                int colon = line.IndexOf(':');
                ReadOnlySpan<char> path = colon < 0 ? line : line[..colon];
                ReadOnlySpan<char> file = path[(path.LastIndexOf('/') + 1)..];
                int end = file.IndexOf(".ko", StringComparison.Ordinal);
                string name = end > 0 ? file[..end].ToString().Replace('-', '_') : "";
                if (Array.Exists(Beginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal)))
                {
                    names.Add(name);
                }
            }
        }

        return [.. names];
    }

    private static string? Text(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: < MostBytes } ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
