using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Reports.Sarif;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Reports.Lint;

/// <summary>What lint says, as a run of a static analysis: every line that is not in order, and every finding that no line tells.</summary>
internal static class LintSarif
{
    /// <summary>Makes the run.</summary>
    public static SarifRun Of(LintAnswer answer)
    {
        SarifResult[] results = [.. Results(answer)];
        return new SarifRun
        {
            Version = answer.Capture.Version,
            Directory = answer.Directory,
            Successful = !answer.Problems.Any(problem => problem.Fatal),
            Results = results,
            Rules = [.. results.Select(entry => entry.RuleId).Distinct().Order(StringComparer.Ordinal).Select(RuleOf)],
            Notices =
            [
                .. answer.Problems.Select(Of),
                .. answer.Diagnosis.CannotTell.Select(entry =>
                    new SarifNotice(SarifLevel.Note, $"{entry.Code} could not tell: {entry.Missing}")),
                .. NotJudged(answer),
            ],
        };
    }

    private static IEnumerable<SarifResult> Results(LintAnswer answer)
    {
        foreach (LintLine line in answer.Lines)
        {
            if (line.Verdict.Severity is { } severity)
            {
                yield return Of(line, severity, answer.ColumnOf(line.Verdict));
            }
        }

        foreach (Finding finding in answer.Others)
        {
            yield return Of(finding, ignored: null);
        }

        foreach (IgnoredFinding entry in answer.OthersIgnored)
        {
            yield return Of(entry.Finding, entry.Entry.Reason);
        }
    }

    // One note for all of them: a note each would bury what was found.
    private static IEnumerable<SarifNotice> NotJudged(LintAnswer answer) =>
        answer.Lines.Count(line => line.Verdict.IsNotJudged && line.Ignored is null) is > 0 and int lines
            ? [new SarifNotice(SarifLevel.Note, $"{Quantity.Of(lines, "line")} not judged: nothing is known here of what such a setting takes")]
            : [];

    private static SarifNotice Of(ConfigProblem problem) =>
        new(
            problem.Fatal ? SarifLevel.Error : SarifLevel.Warning, problem.Message,
            new SarifPlace(problem.File, problem.Line, problem.Column));

    private static SarifResult Of(LintLine line, Severity severity, int? column)
    {
        SettingVerdict verdict = line.Verdict;
        string instead = verdict.Instead is { } better ? $" Instead: {better}" : "";
        return new SarifResult
        {
            RuleId = verdict.Code ?? verdict.Verdict.Word(),
            Level = SarifLevel.Of(severity),
            Message = $"{LintLines.Shown(verdict)}: {verdict.Verdict.Word()}. {verdict.Why}{instead}".TrimEnd(),
            Place = new SarifPlace(verdict.File, verdict.Line, column ?? 0),
            Identity = $"{verdict.Key}\0{verdict.Value}",
            Ignored = line.Ignored?.Reason,
        };
    }

    private static SarifResult Of(Finding finding, string? ignored)
    {
        FindingSubject subject = finding.Subject;
        string remedy = finding.Remedies.Count > 0 ? $" {finding.Remedies[0].Action}." : "";
        return new SarifResult
        {
            RuleId = finding.Code,
            Level = SarifLevel.Of(finding.Severity),
            Message = $"{finding.Title}. {finding.Cause}{remedy}",
            Place = subject.File is { } file ? new SarifPlace(file, subject.Line ?? 0, subject.Column ?? 0) : null,
            // Figures of the title change with the host; the rest says what it is about.
            Identity = string.Concat(finding.Title.ToString().Where(c => !char.IsDigit(c))),
            Ignored = ignored,
        };
    }

    // A rule, or a verdict that no rule has a page for.
    private static SarifRule RuleOf(string id)
    {
        if (RuleCatalog.Find(id) is { } rule)
        {
            // The explanation begins with the heading of what it means.
            string[] paragraphs = rule.FullExplanation.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string meaning = paragraphs.FirstOrDefault(line => !line.StartsWith('#')) ?? rule.Summary;
            return new SarifRule(id, rule.Name, rule.Summary, meaning, rule.FullExplanation, SarifLevel.Of(rule.Severity));
        }

        string summary = Explainer.Find(id) is [{ } page, ..] ? page.Summary : id;
        LineVerdict verdict = Enum.GetValues<LineVerdict>().FirstOrDefault(known => known.Word() == id);
        return new SarifRule(id, id, summary, summary, summary, SarifLevel.Of(verdict.Severity() ?? Severity.Info));
    }
}
