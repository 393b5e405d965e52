using TcpVet.Configs;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Lint;

/// <summary>A line of a sysctl file with its verdict.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Ignored">What makes it not count; null when it counts.</param>
public sealed record LintLine(SettingVerdict Verdict, IgnoreEntry? Ignored);

/// <summary>What lint has to say.</summary>
/// <param name="Capture">The facts, configurations included.</param>
/// <param name="OwnHost">Whether the facts are those of a host, and not just of a kernel's version.</param>
/// <param name="Lines">Every sysctl line.</param>
/// <param name="Diagnosis">What the rules say.</param>
/// <param name="Problems">What could not be read or understood, in the order of the files.</param>
/// <param name="Live">Whether the host's own configurations were asked for.</param>
public sealed record LintAnswer(
    Capture Capture, bool OwnHost, IReadOnlyList<LintLine> Lines, Diagnosis Diagnosis, IReadOnlyList<ConfigProblem> Problems, bool Live)
{
    /// <summary>The folder that relative paths of files start in; absolute.</summary>
    public string Directory { get; init; } = "/";

    /// <summary>The settings in force.</summary>
    public CheckupSettings Settings { get; init; } = CheckupSettings.None;

    /// <summary>Why configurations of this host are not among those that were judged; empty when nobody asked for them.</summary>
    public IEnumerable<string> Unread => Live
        ? Capture.Missing.Where(fact => fact.Fact is FactNames.Configurations or FactNames.Owners or FactNames.Netns)
            .Select(fact => fact.Reason)
        : [];

    /// <summary>The configurations, in the order in which they were named; those of the host behind them.</summary>
    public IEnumerable<Configuration> Configurations => Capture.Namespaces.SelectMany(netns => netns.Configurations);

    /// <summary>The findings that no line tells already.</summary>
    public IEnumerable<Finding> Others => Diagnosis.Findings.Where(finding => !IsTold(finding));

    /// <summary>The ignored findings that no line tells already.</summary>
    public IEnumerable<IgnoredFinding> OthersIgnored => Diagnosis.Ignored.Where(entry => !IsTold(entry.Finding));

    private Dictionary<(string File, int Line), int> Columns { get; } = ColumnsOf(Capture);

    // A set: a file may have as many lines as it likes, and each of them a finding.
    private HashSet<(string File, int Line, string? Code)> Told { get; } =
        [.. Lines.Select(line => (line.Verdict.File, line.Verdict.Line, line.Verdict.Code))];

    /// <summary>True when something is at or above a level.</summary>
    public bool Reaches(FailLevel level) =>
        Lines.Any(line => line.Ignored is null && line.Verdict.Severity is { } severity && level.Catches(severity))
        || Diagnosis.Findings.Any(finding => level.Catches(finding.Severity));

    /// <summary>The column in which a line's key begins, from 1; null when it is unknown.</summary>
    public int? ColumnOf(SettingVerdict verdict) => Columns.TryGetValue((verdict.File, verdict.Line), out int column) ? column : null;

    private static Dictionary<(string File, int Line), int> ColumnsOf(Capture capture)
    {
        Dictionary<(string File, int Line), int> columns = [];
        IEnumerable<Configuration> all = capture.Namespaces.SelectMany(netns => netns.Configurations);
        foreach (Configuration configuration in all.Where(read => read.SetsTheKernel()))
        {
            foreach (ConfigDirective directive in configuration.Directives)
            {
                columns.TryAdd((configuration.Files[directive.File], directive.Line), directive.Column);
            }
        }

        return columns;
    }

    private bool IsTold(Finding finding) =>
        finding.Subject is { File: { } file, Line: { } line } && Told.Contains((file, line, finding.Code));
}
