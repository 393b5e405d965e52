using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Httpd;

/// <summary>
/// One walk through a configuration: what httpd decides while it reads (ServerRoot, Define, LoadModule, conditions, includes) is decided
/// here in the same order.
/// </summary>
internal sealed class HttpdReading
{
    // Of sections; the reader of captures stops at 64 levels of JSON, two for each.
    private const int Deepest = 20;
    private const int MostDirectives = 200_000;

    private readonly ConfigSource source;
    private readonly HttpdVariables variables = new();
    private readonly HttpdModules modules = new();
    private readonly HttpdConditions conditions;
    private readonly Stack<HttpdSection> open = new();
    private readonly HttpdMacros macros = new();
    private string serverRoot;
    private int count;

    /// <summary>Prepares a walk.</summary>
    public HttpdReading(ConfigSource source, HttpdStart start, string folder)
    {
        this.source = source;
        serverRoot = start.ServerRoot ?? folder;
        foreach (string name in start.Defines)
        {
            variables.Define(name, "");
        }

        conditions = new(modules, variables, start, path => source.Look(UnderServerRoot(path)));
        open.Push(new("", [], 0, 0, 0, Counts: true, []));
    }

    /// <summary>True when something was left out.</summary>
    public bool Incomplete { get; private set; }

    /// <summary>What stands at the top.</summary>
    public IReadOnlyList<ConfigDirective> Directives => open.Peek().Children;

    /// <summary>Takes what Debian's apache2ctl exports.</summary>
    public void ReadEnvironment(string shell) => variables.ReadEnvironment(shell);

    /// <summary>Reads one file and what it includes.</summary>
    public void Read(ConfigText text)
    {
        int depth = open.Count;
        macros.Forget();
        foreach (HttpdLine line in HttpdLines.Of(text.Text))
        {
            if (count >= MostDirectives)
            {
                Report(text, line, $"expected {MostDirectives} directives at the most; the rest is not read");
                Incomplete = true;
                break;
            }

            ReadLine(text, line, depth);
        }

        // A section ends in the file that it begins in (server/config.c ap_build_config).
        while (open.Count > depth)
        {
            HttpdSection unclosed = open.Peek();
            source.Report(new(text.Path, unclosed.Line, unclosed.Column, $"<{unclosed.Name}> was not closed.", Fatal: false));
            Close();
        }
    }

    private void ReadLine(ConfigText text, HttpdLine line, int depth)
    {
        ReadOnlySpan<char> rest = line.Text;
        string name = HttpdWords.Take(ref rest);
        bool counts = open.Peek().Counts;
        if (name.StartsWith('\uFEFF'))
        {
            Report(text, line, InvalidCommand(name));
        }
        else if (IsMacro(open.Peek().Name) && !IsMacro(EndOf(name)))
        {
            macros.Add(text, line);
        }
        else if (name.StartsWith("</", StringComparison.Ordinal))
        {
            End(text, line, name[2..].TrimEnd('>'), depth);
        }
        else if (open.Peek().Name.Equals("Perl", StringComparison.OrdinalIgnoreCase))
        {
            return; // Perl's own text, until its end.
        }
        else if (name.StartsWith('<'))
        {
            Begin(text, line, name[1..], rest.ToString());
        }
        else if (counts)
        {
            count++;
            Take(text, line, variables.Resolve(name), Words(rest));
        }
    }

    private void Begin(ConfigText text, HttpdLine line, string name, string rest)
    {
        count++;
        int end = rest.LastIndexOf('>');
        if (end < 0 && !name.EndsWith('>'))
        {
            Report(text, line, $"<{name}> directive missing closing '>'");
        }

        name = name.TrimEnd('>');
        bool counts = open.Peek().Counts;
        IReadOnlyList<string> arguments = counts ? Words(end < 0 ? rest : rest.AsSpan(0, end)) : [];
        if (counts && HttpdConditions.IsConditional(name))
        {
            counts = conditions.Hold(name, arguments);
        }
        else if (IsMacro(name))
        {
            macros.Begin(arguments);
            counts = false; // It counts where Use names it.
        }

        if (counts && open.Count > Deepest)
        {
            Report(text, line, $"expected sections {Deepest} deep at the most; what is in <{name}> is not read");
            Incomplete = true;
            counts = false;
        }

        open.Push(new(name, arguments, text.File, line.Line, line.Column, counts, []));
    }

    private void End(ConfigText text, HttpdLine line, string name, int depth)
    {
        if (open.Count <= depth)
        {
            Report(text, line, $"</{name}> without matching <{name}> section");
            return;
        }

        HttpdSection current = open.Peek();
        if (name.Equals(current.Name, StringComparison.OrdinalIgnoreCase))
        {
            Close();
            return;
        }

        if (!current.Name.Equals("Perl", StringComparison.OrdinalIgnoreCase))
        {
            Report(text, line, $"Expected </{current.Name}> but saw </{name}> (<{current.Name}> opens in line {current.Line})");
            // httpd stops here; the end is taken for that of the section, so that the rest can be judged.
            Close();
        }
    }

    private void Close()
    {
        HttpdSection closed = open.Pop();
        if (open.Peek().Counts)
        {
            open.Peek().Children.Add(closed.Closed());
        }
    }

    private void Take(ConfigText text, HttpdLine line, string name, List<string> arguments)
    {
        open.Peek().Children.Add(new(name, arguments, text.File, line.Line, line.Column, []));
        string first = arguments.Count > 0 ? arguments[0] : "";
        switch (name.ToUpperInvariant())
        {
            case "DEFINE" when first.Length > 0:
                variables.Define(first, arguments.Count > 1 ? arguments[1] : "");
                break;
            case "UNDEFINE":
                variables.Undefine(first);
                break;
            case "SERVERROOT" when first.Length > 0:
                serverRoot = first.Length > 1 ? first.TrimEnd('/') : first;
                break;
            case "LOADMODULE" when first.Length > 0:
                modules.Load(first, arguments.Count > 1 ? arguments[1] : "");
                break;
            case "USE":
                Use(text, line, arguments);
                break;
            case "INCLUDE" or "INCLUDEOPTIONAL":
                Include(text, line, name, first);
                break;
        }
    }

    // Its lines stand where the macro is defined, and that is where they can be changed.
    private void Use(ConfigText text, HttpdLine line, List<string> arguments)
    {
        if (macros.Expand(arguments, out string wrong) is not { } lines)
        {
            Report(text, line, wrong);
            Incomplete = true;
            return;
        }

        int depth = open.Count;
        foreach ((ConfigText where, HttpdLine expanded) in lines)
        {
            if (count < MostDirectives)
            {
                ReadLine(where, expanded, depth);
            }
        }

        macros.Leave(arguments[0]);
    }

    private void Include(ConfigText text, HttpdLine line, string name, string pattern)
    {
        if (pattern.Length == 0)
        {
            Report(text, line, $"expected a path after {name}");
            return;
        }

        bool optional = name.Equals("IncludeOptional", StringComparison.OrdinalIgnoreCase);
        if (pattern.Contains("${", StringComparison.Ordinal))
        {
            Report(text, line, $"{pattern}: a name in it is not known here, so that it is not read");
            Incomplete = true;
            return;
        }

        ConfigInclude how = new() { Folders = true, Optional = optional, MustMatch = !optional };
        foreach (ConfigText included in source.Include(text, line.Line, line.Column, pattern, serverRoot, how))
        {
            Read(included);
        }
    }

    private static bool IsMacro(string name) => name.Equals("Macro", StringComparison.OrdinalIgnoreCase);

    private static string EndOf(string name) => name.StartsWith("</", StringComparison.Ordinal) ? name[2..].TrimEnd('>') : "";

    // ap_escape_logitem shows bytes beyond ASCII so.
    private static string InvalidCommand(string name) =>
        $"Invalid command '{name.Replace("\uFEFF", @"\xef\xbb\xbf", StringComparison.Ordinal)}', perhaps misspelled or defined by a module "
        + "not included in the server configuration";

    private string UnderServerRoot(string path) =>
        path.StartsWith('/') || serverRoot.Length == 0 ? path : $"{serverRoot.TrimEnd('/')}/{path}";

    private List<string> Words(ReadOnlySpan<char> rest) => [.. HttpdWords.All(rest).Select(variables.Resolve)];

    private void Report(ConfigText text, HttpdLine line, string message) =>
        source.Report(new(text.Path, line.Line, line.Column, message, Fatal: false));
}
