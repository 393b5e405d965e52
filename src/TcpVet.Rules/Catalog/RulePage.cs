using System.Text;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Catalog;

/// <summary>A rule's explanation as a page of documentation and as text for a terminal.</summary>
public static class RulePage
{
    /// <summary>The whole page as Markdown, as docs/rules/ holds it.</summary>
    public static string ToPage(this Rule rule)
    {
        StringBuilder page = new();
        page.Append($"# {rule.Code} {rule.Name}\n\n{rule.Summary}.\n\n");
        page.Append($"Severity: up to {Word(rule)}.");
        if (rule.SymptomOf.Count > 0)
        {
            page.Append($" Not shown where it is a symptom of {string.Join(", ", rule.SymptomOf.Select(Linked))}.");
        }

        page.Append($"\n\n{rule.FullExplanation.Trim()}\n");
        if (rule.Thresholds.Count > 0)
        {
            page.Append("\n## Thresholds\n\n| setting | default | meaning | source |\n|---|---|---|---|\n");
            foreach (Threshold threshold in rule.Thresholds)
            {
                page.Append($"| `{threshold.Key}` | {Value(threshold)} | {threshold.Description} | {threshold.Source} |\n");
            }
        }

        return page.ToString();
    }

    /// <summary>The same for a terminal: headings in capitals, no Markdown.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="settings">The thresholds in force; where one differs from its default, that and its origin are said.</param>
    public static string ToText(this Rule rule, RuleSettings? settings = null)
    {
        StringBuilder text = new();
        text.Append($"{rule.Code} {rule.Name} ({Word(rule)})\n{rule.Summary}\n\n");
        foreach (string line in rule.FullExplanation.Trim().Split('\n'))
        {
            text.Append(line.StartsWith("## ", StringComparison.Ordinal)
                ? line[3..].ToUpperInvariant()
                : line.Replace("`", "", StringComparison.Ordinal)).Append('\n');
        }

        if (rule.Thresholds.Count > 0)
        {
            text.Append("\nTHRESHOLDS\n");
            int width = rule.Thresholds.Max(threshold => threshold.Key.Length);
            foreach (Threshold threshold in rule.Thresholds)
            {
                text.Append($"{threshold.Key.PadRight(width)}  {Value(threshold)}: {threshold.Description}\n");
                if (settings?.InForce.FirstOrDefault(entry => entry.Threshold.Key == threshold.Key) is { } set)
                {
                    text.Append($"{new string(' ', width)}  in force: {Wording.Figure.Of(set.Value)} {threshold.Unit} ({set.Origin})\n");
                }
            }
        }

        return text.ToString();
    }

    // A cause may be in the contract of codes before its rule is in the catalogue.
    private static string Linked(string code) => RuleCatalog.Find(code) is null ? code : $"[{code}]({code}.md)";

    private static string Word(Rule rule) => rule.Severity.ToString().ToLowerInvariant();

    private static string Value(Threshold threshold) => $"{Wording.Figure.Of(threshold.Default)} {threshold.Unit}";
}
