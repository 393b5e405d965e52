using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Lint;

/// <summary>What lint says in one line, and what to type next.</summary>
internal static class LintVerdict
{
    /// <summary>The counts, the worst first.</summary>
    /// <param name="answer">What is said.</param>
    /// <param name="good">The words for an answer without a complaint.</param>
    public static string Summary(LintAnswer answer, string good)
    {
        List<string> parts = [];
        LintLine[] counted = [.. answer.Lines.Where(line => line.Ignored is null)];
        if (counted.Length > 0)
        {
            IEnumerable<string> each = counted.GroupBy(line => line.Verdict.Verdict).OrderByDescending(group => group.Key)
                .Select(group => $"{group.Count()} {group.Key.Word()}");
            parts.Add($"{Quantity.Of(counted.Length, "line")}: {string.Join(", ", each)}");
        }

        Finding[] others = [.. answer.Others];
        if (others.Length > 0)
        {
            IEnumerable<string> each = others.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key)
                .Select(group => FindingText.Counted(group.Key, group.Count()));
            parts.Add($"{Quantity.Of(others.Length, "finding")}: {string.Join(", ", each)}");
        }

        int ignored = answer.Lines.Count(line => line.Ignored is not null) + answer.OthersIgnored.Count();
        parts.AddRange(ignored > 0 ? [$"{ignored} ignored"] : []);
        string told = parts.Count > 0 ? string.Join("; ", parts) : good;
        return answer.Problems.All(problem => problem.Undecided) ? told : $"{told} in what could be read";
    }

    /// <summary>The style of the worst.</summary>
    public static Style StyleOf(LintAnswer answer)
    {
        IEnumerable<Severity> all = answer.Lines.Where(line => line.Ignored is null)
            .Select(line => line.Verdict.Severity).OfType<Severity>()
            .Concat(answer.Diagnosis.Findings.Select(finding => finding.Severity));
        return all.DefaultIfEmpty(Severity.Info).Max() switch
        {
            Severity.Info => Style.Good,
            Severity severity => Palette.Of(severity),
        };
    }

    /// <summary>The command to type next.</summary>
    public static string Next(LintAnswer answer)
    {
        string? worst = answer.Lines.Where(line => line.Ignored is null && line.Verdict.Code is not null)
            .OrderByDescending(line => line.Verdict.Severity).Select(line => line.Verdict.Code).FirstOrDefault();
        string? gravest = answer.Others.OrderByDescending(finding => finding.Severity).Select(finding => finding.Code).FirstOrDefault();
        string? code = gravest ?? worst;
        return code is not null ? $"tcpvet explain {code}" : answer.Live ? "tcpvet checkup" : "tcpvet lint --live";
    }
}
