using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.SysctlConf;

/// <summary>
/// Reads sysctl.conf(5), sysctl.d(5) and what <c>sysctl -a</c> prints. Each assignment is a directive with the value as its one argument;
/// an exclusion (<c>-key</c> without a value) is a lenient directive without arguments. Which of two assignments holds, and which keys a
/// pattern reaches, is not decided here.
/// </summary>
public static class SysctlConfParser
{
    /// <summary>Reads one file or folder.</summary>
    public static Configuration Parse(
        ConfigSource source, string path, ConfigurationKind kind = ConfigurationKind.SysctlConf,
        ConfigurationOrigin origin = ConfigurationOrigin.Given) =>
        Parse(source, [path], kind, origin);

    /// <summary>
    /// Reads files and folders as one configuration, in the order in which they are applied: the files of all folders together, sorted
    /// and masked as systemd-sysctl does, then the files that were named, as given (<c>sysctl -p FILE…</c>, <c>sysctl --system</c>).
    /// </summary>
    /// <param name="source">Hands out the files.</param>
    /// <param name="paths">Files, folders of fragments, or the root of a system with such folders in it.</param>
    /// <param name="kind"><see cref="ConfigurationKind.SysctlConf"/> or <see cref="ConfigurationKind.SysctlOutput"/>.</param>
    /// <param name="origin">How they came here.</param>
    public static Configuration Parse(
        ConfigSource source, IReadOnlyList<string> paths, ConfigurationKind kind = ConfigurationKind.SysctlConf,
        ConfigurationOrigin origin = ConfigurationOrigin.Given)
    {
        List<ConfigDirective> directives = [];
        foreach (string path in SysctlFolders.InOrder(source, paths))
        {
            if (source.Open(path) is { } text)
            {
                Read(text, source, kind, directives);
            }
        }

        return new Configuration
        {
            Kind = kind,
            Origin = origin,
            Files = [.. source.Files],
            Directives = directives,
            Problems = [.. source.Problems],
            Incomplete = source.Incomplete,
        };
    }

    private static void Read(ConfigText text, ConfigSource source, ConfigurationKind kind, List<ConfigDirective> directives)
    {
        if (text.Text.Contains('\0', StringComparison.Ordinal))
        {
            const string expected = "expected a text of lines KEY = VALUE; there are zero bytes in it";
            source.Report(new ConfigProblem(text.Path, 0, 0, expected, Fatal: true));
            return;
        }

        int number = 0;
        foreach (Range range in text.Text.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> raw = text.Text.AsSpan(range);
            number++;
            SysctlLine line = SysctlLine.Parse(raw);
            if (line.Expected is { } complaint && !(kind == ConfigurationKind.SysctlOutput && IsComplaint(raw)))
            {
                source.Report(new ConfigProblem(text.Path, number, line.Column, complaint, Fatal: false));
            }
            else if (line.Key is { } key)
            {
                string[] arguments = line.Value is { } value ? [value] : [];
                directives.Add(new ConfigDirective(key, arguments, text.File, number, line.Column, []) { Lenient = line.Lenient });
            }
        }
    }

    // "sysctl: permission denied on key 'net.ipv4.tcp_fastopen_key'": what sysctl -a writes beside the values.
    private static bool IsComplaint(ReadOnlySpan<char> line) => line.TrimStart().StartsWith("sysctl: ", StringComparison.Ordinal);
}
