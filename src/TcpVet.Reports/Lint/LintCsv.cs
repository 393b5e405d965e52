using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Lint;

/// <summary>The columns of what lint says.</summary>
internal static class LintCsv
{
    /// <summary>The columns: of a line its verdict, of a finding its title and its first remedy.</summary>
    public static Table<LintRow> Columns { get; } = new Table<LintRow>()
        .Add("file", row => row.Line?.Verdict.File ?? row.Finding?.Subject.File ?? "")
        .Add("line", row => (row.Line?.Verdict.Line ?? row.Finding?.Subject.Line)?.ToString() ?? "")
        .Add("column", row => (row.Column ?? row.Finding?.Subject.Column)?.ToString() ?? "")
        .Add("severity", row => row.Line is { } line ? SeverityOf(line) : Word(row.Finding?.Severity))
        .Add("verdict", row => row.Line?.Verdict.Verdict.Word() ?? "")
        .Add("code", row => row.Line is { } line ? line.Verdict.Code ?? "" : row.Finding?.Code ?? "")
        .Add("key", row => row.Line?.Verdict.Key ?? row.Finding?.Subject.Setting ?? "")
        .Add("value", row => row.Line?.Verdict.Value ?? "")
        .Add("why", row => (row.Line is { } line ? line.Verdict.Why : row.Finding?.Title)?.ToString() ?? "")
        .Add("instead", row => (row.Line is { } line ? line.Verdict.Instead : Remedy(row.Finding))?.ToString() ?? "");

    private static string SeverityOf(LintLine line) => line.Ignored is not null ? "ignored" : Word(line.Verdict.Severity);

    private static string Word(Severity? severity) => severity?.ToString().ToLowerInvariant() ?? "";

    private static Phrase? Remedy(Finding? finding) => finding is { Remedies: [{ } first, ..] } ? first.Action : null;
}
