using System.Text;

namespace TcpVet.Dev.Field;

/// <summary>The tally of a folder of files: by kind, by exit status, by rule.</summary>
internal static class FieldTally
{
    /// <summary>Writes it as two tables of Markdown, and the crashes.</summary>
    public static string Of(IReadOnlyList<FieldResult> results, Judgements judged)
    {
        StringBuilder text = new();
        text.AppendLine("| kind | files | clean | with findings | exit 0 | exit 1 | exit 2 | exit 3 | findings | right | noisy | wrong | not judged | crashes |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        IEnumerable<IGrouping<string, FieldResult>> kinds = results.GroupBy(result => result.Kind);
        foreach (IGrouping<string, FieldResult> kind in kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            text.AppendLine(Row(kind.Key, [.. kind], judged));
        }

        text.AppendLine(Row("all", results, judged)).AppendLine();
        text.AppendLine("| rule | severity | findings | files | noisy | wrong |").AppendLine("|---|---|---|---|---|---|");
        var findings = results.SelectMany(file => file.Findings.Select(finding => (File: file, Finding: finding)));
        foreach (var rule in findings.GroupBy(entry => (entry.Finding.Code, entry.Finding.Severity)).OrderBy(rule => rule.Key))
        {
            int Marked(string mark) => rule.Count(entry => judged.Of(entry.File, entry.Finding) == mark);
            text.AppendLine($"| {rule.Key.Code} | {rule.Key.Severity} | {rule.Count()} | {rule.Select(entry => entry.File.File).Distinct().Count()} | {Marked("noisy")} | {Marked("wrong")} |");
        }

        foreach (FieldResult crashed in results.Where(result => result.Crash is not null))
        {
            text.AppendLine($"crash: {crashed.File}: {crashed.Crash}");
        }

        return text.ToString();
    }

    private static string Row(string name, IReadOnlyList<FieldResult> files, Judgements judged)
    {
        int Ended(int status) => files.Count(file => file.Status == status);
        int Marked(string mark) => files.Sum(file => file.Findings.Count(finding => judged.Of(file, finding) == mark));
        int clean = files.Count(file => file.Findings.Count == 0 && file.Crash is null && file.Status == 0);
        int[] numbers =
        [
            files.Count, clean, files.Count(file => file.Findings.Count > 0), Ended(0), Ended(1), Ended(2), Ended(3),
            files.Sum(file => file.Findings.Count), Marked("right"), Marked("noisy"), Marked("wrong"), files.Sum(file => file.NotJudged),
            files.Count(file => file.Crash is not null),
        ];
        return $"| {name} | {string.Join(" | ", numbers)} |";
    }
}
