using TcpVet.Model;

namespace TcpVet.Rules.Servers;

/// <summary>How findings quote a configuration. Its text is hostile: what goes into a title or a line is cleaned and cut.</summary>
internal static class Written
{
    private const int LongestLine = 80;
    private const int LongestName = 24;

    /// <summary>What a finding about a directive is about.</summary>
    public static FindingSubject At(Configuration configuration, ConfigDirective directive) => new()
    {
        Process = configuration.Process,
        File = FileOf(configuration, directive),
        Line = directive.Line,
        Column = directive.Column,
    };

    /// <summary><c>/etc/nginx/nginx.conf:12</c>.</summary>
    public static Phrase Place(Configuration configuration, ConfigDirective directive) => $"{FileOf(configuration, directive)}:{directive.Line}";

    /// <summary><c>nginx.conf:12</c>, where a line has to be short.</summary>
    public static Phrase Short(Configuration configuration, ConfigDirective directive) => new ConfigSpot(configuration, directive).Short;

    /// <summary>What is lacking where an include, or what stands behind a mistake, could not be read.</summary>
    /// <param name="what">What would be known by it.</param>
    /// <param name="configuration">The configuration.</param>
    public static Phrase Hidden(string what, Configuration configuration) =>
        $"{what} ({Name(configuration.Files.Count > 0 ? configuration.Files[0][(configuration.Files[0].LastIndexOf('/') + 1)..] : "?")}: a part could not be read)";

    /// <summary>A directive as evidence: its words and its place.</summary>
    public static Evidence Evidence(string what, Configuration configuration, ConfigDirective directive) =>
        new(what, Line(directive), Place(configuration, directive));

    /// <summary>The directive's words on one line.</summary>
    public static Phrase Line(ConfigDirective directive) =>
        Phrase.Verbatim(Cut(string.Join(' ', directive.Arguments.Where(word => word.Length > 0).Prepend(directive.Name)), LongestLine));

    /// <summary>A word of a configuration, short and plain, for titles.</summary>
    public static Phrase Name(string word) => Phrase.Verbatim(Cut(word, LongestName));

    private static string FileOf(Configuration configuration, ConfigDirective directive) =>
        directive.File >= 0 && directive.File < configuration.Files.Count ? configuration.Files[directive.File] : "?";

    private static string Cut(string text, int most)
    {
        string start = text.Length > most ? $"{text.AsSpan(0, most - 1)}…" : text;
        string plain = string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return string.Join(' ', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } words ? words : "\"\"";
    }
}
