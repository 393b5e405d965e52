using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.HAProxy;

/// <summary>
/// Reads haproxy.cfg: sections with their keywords, quotes and escapes, variables, conditional blocks. A section is a directive whose
/// children are its lines; <c>no option x</c> is a directive <c>no</c>. Mistakes are reported in HAProxy's words at its lines
/// (src/cfgparse.c <c>parse_cfg</c>): as HAProxy does, it goes on behind each.
/// </summary>
public sealed class HAProxyParser
{
    // cfg_register_section in src/: what begins a section of any version since 1.8. Whether it must have a name stands behind it.
    private static readonly Dictionary<string, bool> Sections = new(StringComparer.Ordinal)
    {
        ["global"] = false, ["defaults"] = false, ["listen"] = true, ["frontend"] = true, ["backend"] = true, ["peers"] = true,
        ["mailers"] = true,
        ["resolvers"] = true, ["userlist"] = true, ["cache"] = true, ["ring"] = true, ["http-errors"] = true, ["fcgi-app"] = true,
        ["log-forward"] = true,
        ["log-profile"] = true, ["crt-store"] = false, ["traces"] = false, ["acme"] = true, ["program"] = true,
        ["namespace_list"] = false, ["dynamic-update"] = false,
    };

    private static readonly Version FirstThatWantsLineFeed = new(2, 3, 0);

    private readonly ConfigSource source;
    private readonly Version? version;
    private readonly HAProxyEnvironment environment;
    private readonly List<ConfigDirective> top = [];
    private bool lost;

    private HAProxyParser(ConfigSource source, string? version, bool running)
    {
        (this.source, this.version) = (source, HAProxyCondition.VersionOf(version));
        environment = new HAProxyEnvironment { TakesDefaults = !running };
    }

    /// <summary>Reads a configuration of one file or more, or of folders of files.</summary>
    /// <param name="source">Where its files are.</param>
    /// <param name="paths">As behind each <c>-f</c>, in their order: of a folder, the files whose names end in <c>.cfg</c> and begin with
    /// no dot.</param>
    /// <param name="version">HAProxy's version, for conditions that ask for it; null when unknown.</param>
    /// <param name="running">Whether a process reads it, whose environment is not known: a file alone is read with the defaults that are
    /// written behind its variables.</param>
    public static Configuration Parse(ConfigSource source, IReadOnlyList<string> paths, string? version = null, bool running = false)
    {
        HAProxyParser parser = new(source, version, running);
        foreach (string file in paths.SelectMany(path => Files(source, path)))
        {
            if (source.Open(file) is { } text)
            {
                parser.Read(text);
            }
        }

        return new Configuration
        {
            Kind = ConfigurationKind.HAProxy,
            Version = version,
            Files = source.Files,
            Directives = parser.top,
            Problems = source.Problems,
            Incomplete = source.Incomplete || parser.lost,
        };
    }

    /// <summary>Reads one text.</summary>
    public static Configuration Parse(string path, string text, string? version = null) =>
        Parse(ConfigSource.Of(path, text), [path], version);

    // Management Guide, 3: "in lexical order (using LC_COLLATE=C)", which is the order of the bytes.
    private static IEnumerable<string> Files(ConfigSource source, string path)
    {
        if (source.Look(path) != FileLook.Folder)
        {
            return [path];
        }

        string folder = path.TrimEnd('/');
        return source.Names(path).Where(name => name.EndsWith(".cfg", StringComparison.Ordinal) && name[0] != '.')
            .Select(name => $"{folder}/{name}").Where(file => source.Look(file) == FileLook.File);
    }

    // Each file must begin with a section of its own.
    private void Read(ConfigText file)
    {
        environment.File = file.Path;
        environment.Section = "";
        HAProxyLine words = new(environment);
        HAProxyBranches branches = new();
        List<ConfigDirective>? section = null;
        int line = 0;
        for (int at = 0; at < file.Text.Length;)
        {
            int end = file.Text.IndexOf('\n', at);
            ReadOnlySpan<char> text = file.Text.AsSpan(at, (end < 0 ? file.Text.Length : end) - at);
            environment.Line = ++line;
            at += text.Length + 1;
            CheckEnd(file, line, text, end);
            if (Words(file, line, text, words))
            {
                section = Line(file, line, words.Words, branches, section);
            }
        }

        if (branches.Count > 0)
        {
            Fail(file, line, 0, "non-terminated '.if' block.");
        }
    }

    // A last line without its line feed is taken for a file that was cut off: an error since HAProxy 2.3. Nothing of the text is lost.
    private void CheckEnd(ConfigText file, int line, ReadOnlySpan<char> text, int end)
    {
        int nul = text.IndexOf('\0');
        if (nul >= 0)
        {
            Fail(file, line, nul + 1, $"Stray NUL character at position {nul + 1}.");
        }
        else if (end < 0 && (version is null || version >= FirstThatWantsLineFeed))
        {
            int column = text.Length + 1;
            Report(file, line, column, $"Missing LF on last line, file might have been truncated at position {column}.");
        }
    }

    private bool Words(ConfigText file, int line, ReadOnlySpan<char> text, HAProxyLine words)
    {
        if (!words.Read(text))
        {
            Fail(file, line, words.ErrorColumn, $"{words.Error} at position {words.ErrorColumn}");
            return false;
        }

        return words.Words.Count > 0;
    }

    /// <summary>Takes one line; returns the section that is read on.</summary>
    private List<ConfigDirective>? Line(
        ConfigText file, int line, IReadOnlyList<HAProxyWord> words, HAProxyBranches branches, List<ConfigDirective>? section)
    {
        HAProxyWord name = words[0];
        string[] arguments = [.. words.Skip(1).Select(word => word.Text)];
        if (name.Text is ['.', ..])
        {
            Branch(file, line, name, string.Join(' ', arguments), branches);
            return section;
        }

        if (!branches.IsRead)
        {
            return section;
        }

        if (Sections.TryGetValue(name.Text, out bool named))
        {
            return Begin(file, line, name, arguments, named);
        }

        if (section is null)
        {
            Fail(file, line, name.Column, $"unknown keyword '{name.Text}' out of section.");
            return null;
        }

        section.Add(new ConfigDirective(name.Text, arguments, file.File, line, name.Column, []));
        environment.Apply(name.Text, arguments);
        return section;
    }

    private List<ConfigDirective>? Begin(ConfigText file, int line, HAProxyWord name, string[] arguments, bool named)
    {
        if (named && arguments.Length == 0)
        {
            Fail(file, line, name.Column, $"'{name.Text}' expects a name");
            return null;
        }

        List<ConfigDirective> section = [];
        environment.Section = arguments.Length > 0 ? arguments[0] : name.Text;
        top.Add(new ConfigDirective(name.Text, arguments, file.File, line, name.Column, section));
        return section;
    }

    private void Branch(ConfigText file, int line, HAProxyWord word, string condition, HAProxyBranches branches)
    {
        string? wrong = word.Text switch
        {
            ".if" => branches.If(branches.IsRead ? Evaluated(file, line, word, condition) : false),
            ".elif" => branches.ElseIf(branches.IsUndecided ? Evaluated(file, line, word, condition) : false),
            ".else" => branches.Else(),
            ".endif" => branches.EndIf(),
            ".alert" when branches.IsRead && branches.Count == 0 => condition,
            ".alert" or ".warning" or ".notice" or ".diag" => null,
            _ when branches.IsRead => $"unknown directive '{word.Text}'.",
            _ => null,
        };
        if (wrong is not null)
        {
            Fail(file, line, word.Column, wrong);
        }
    }

    private bool? Evaluated(ConfigText file, int line, HAProxyWord word, string condition)
    {
        // A variable that is not known leaves the text in doubt, and so the answer.
        if (condition.StartsWith('$'))
        {
            return Doubt(file, line, word);
        }

        if (!HAProxyCondition.TryEvaluate(condition, version, out bool? value))
        {
            Fail(file, line, word.Column, $"unparsable conditional expression '{condition}' in '{word.Text}'");
            return false;
        }

        return value ?? Doubt(file, line, word);
    }

    private bool? Doubt(ConfigText file, int line, HAProxyWord word)
    {
        string note = $"the condition of this '{word.Text}' depends on the running process: the lines of all its branches are read";
        source.Report(new ConfigProblem(file.Path, line, word.Column, note, Fatal: false) { Undecided = true });
        return null;
    }

    // HAProxy does not start, and what the line says is lost.
    private void Fail(ConfigText file, int line, int column, string message)
    {
        lost = true;
        Report(file, line, column, message);
    }

    private void Report(ConfigText file, int line, int column, string message) =>
        source.Report(new ConfigProblem(file.Path, line, column, message, Fatal: false));
}
