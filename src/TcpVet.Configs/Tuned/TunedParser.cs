using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tuned;

/// <summary>
/// Reads the settings of the kernel in a profile of tuned: those of <c>[sysctl]</c>, and of sections that say <c>type=sysctl</c>. The
/// profiles that it includes are not read: a profile is there to change what they set. Syntax: tuned/profiles/loader.py (Python's
/// configparser with <c>=</c> and inline comments), tuned/plugins/plugin_sysctl.py (quotes around a value, variables).
/// </summary>
public static class TunedParser
{
    private const string Plugin = "sysctl";

    /// <summary>Reads profiles.</summary>
    /// <param name="source">Hands out the files.</param>
    /// <param name="paths">The profiles.</param>
    public static Configuration Parse(ConfigSource source, IReadOnlyList<string> paths)
    {
        List<ConfigDirective> directives = [];
        foreach (string path in paths)
        {
            if (source.Open(path) is { } text)
            {
                Read(text, source, directives);
            }
        }

        return new Configuration
        {
            Kind = ConfigurationKind.Tuned,
            Files = [.. source.Files],
            Directives = directives,
            Problems = [.. source.Problems],
            Incomplete = source.Incomplete,
        };
    }

    private static void Read(ConfigText text, ConfigSource source, List<ConfigDirective> directives)
    {
        Section section = new("");
        int number = 0;
        foreach (Range range in text.Text.AsSpan().Split('\n'))
        {
            number++;
            ReadOnlySpan<char> raw = text.Text.AsSpan(range).TrimEnd();
            ReadOnlySpan<char> line = WithoutComment(raw).Trim();
            if (line.IsEmpty)
            {
                continue;
            }

            if (line[0] == '[')
            {
                section.AddTo(directives);
                int end = line.IndexOf(']');
                section = new Section(end < 0 ? "" : line[1..end].ToString());
                if (end < 0)
                {
                    source.Report(new ConfigProblem(text.Path, number, 1, "expected ] behind the name of a section", Fatal: false));
                }

                continue;
            }

            int equals = line.IndexOf('=');
            // A line that begins with a blank and is no option goes on with the value before it; none of a setting of numbers does.
            if (equals > 0)
            {
                int column = raw.Length - raw.TrimStart().Length + 1;
                section.Set(line[..equals].Trim().ToString(), Unquoted(line[(equals + 1)..].Trim()), text.File, number, column);
            }
        }

        section.AddTo(directives);
    }

    // '#' and ';' begin a comment at the beginning of a line, '#' behind a blank too.
    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> line)
    {
        if (line.TrimStart() is ['#' or ';', ..])
        {
            return [];
        }

        for (int i = 1; i < line.Length; i++)
        {
            if (line[i] == '#' && line[i - 1] is ' ' or '\t')
            {
                return line[..i];
            }
        }

        return line;
    }

    private static string Unquoted(ReadOnlySpan<char> value) => (value is ['"', .., '"'] ? value[1..^1] : value).ToString();

    private sealed class Section(string name)
    {
        private readonly List<ConfigDirective> settings = [];
        private bool ofPlugin = name == Plugin;
        private bool enabled = true;

        public void Set(string option, string value, int file, int line, int column)
        {
            switch (option)
            {
                case "type":
                    ofPlugin = value == Plugin;
                    break;
                case "enabled":
                    enabled = value is not ("0" or "false" or "False");
                    break;
                default:
                    settings.Add(new ConfigDirective(option, [value], file, line, column, []));
                    break;
            }
        }

        // Every other option of the plugin has a name without a dot (uname_regex, devices, priority).
        public void AddTo(List<ConfigDirective> directives) =>
            directives.AddRange(ofPlugin && enabled ? settings.Where(setting => setting.Name.AsSpan().ContainsAny('.', '/')) : []);
    }
}
