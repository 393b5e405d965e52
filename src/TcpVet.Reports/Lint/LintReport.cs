using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Lint;

/// <summary>What lint says: an item a line of a sysctl file, and one a finding that no line tells.</summary>
public static class LintReport
{
    /// <summary>Makes the report.</summary>
    public static Report Of(LintAnswer answer)
    {
        List<LintRow> lines = [.. answer.Lines.Select(line => new LintRow { Line = line, Column = answer.ColumnOf(line.Verdict) })];
        return new Report<LintRow>("lint", Origin: null, [.. lines, .. answer.Others.Select(finding => new LintRow { Finding = finding })])
        {
            Document = prose => LintText.Write(prose, answer),
            Members = json => LintJson.Configurations(json, answer),
            ItemsName = "lines",
            JsonItems = lines,
            Item = LintJson.Line,
            LastMembers = json => LintJson.Findings(json, answer),
            LastLines = LintJson.FindingLines(answer),
            Table = LintCsv.Columns,
            Notices = format => format is OutputFormat.Csv or OutputFormat.Jsonl ? [.. SettingsJson.Notices(answer.Settings)] : [],
            Sarif = () => LintSarif.Of(answer),
        };
    }
}

/// <summary>A line of a sysctl file, or a finding.</summary>
internal sealed record LintRow
{
    /// <summary>The line; null for a finding.</summary>
    public LintLine? Line { get; init; }

    /// <summary>The column in which the line's key begins; null when unknown.</summary>
    public int? Column { get; init; }

    /// <summary>The finding; null for a line.</summary>
    public Finding? Finding { get; init; }
}
