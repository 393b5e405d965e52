using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>What lint says, one row a line of a sysctl file and a finding.</summary>
internal static class LintCsv
{
    /// <summary>Writes the rows.</summary>
    public static void Write(Utf8Output output, bool header, LintResult result)
    {
        if (header)
        {
            Csv.Row(output, "file", "line", "column", "severity", "verdict", "code", "key", "value", "why", "instead");
        }

        foreach (LintLine line in result.Lines)
        {
            SettingVerdict verdict = line.Verdict;
            string severity = line.Ignored is not null ? "ignored" : verdict.Verdict.Severity()?.ToString().ToLowerInvariant() ?? "";
            Csv.Row(output, verdict.File, verdict.Line.ToString(), result.ColumnOf(verdict)?.ToString(), severity, verdict.Verdict.Word(), verdict.Code, verdict.Key, verdict.Value, verdict.Why?.ToString(), verdict.Instead?.ToString());
        }

        foreach (Finding finding in result.Others)
        {
            FindingSubject subject = finding.Subject;
            Csv.Row(
                output, subject.File, subject.Line?.ToString(), subject.Column?.ToString(), finding.Severity.ToString().ToLowerInvariant(), "", finding.Code, subject.Setting, "",
                finding.Title.ToString(), finding.Remedies.Count > 0 ? finding.Remedies[0].Action.ToString() : "");
        }
    }
}
