using System.Text;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Dev;

/// <summary>The pages of docs/rules/, which are generated from the rules and never edited.</summary>
internal static class RuleDocs
{
    private const string Folder = "docs/rules";

    /// <summary>Every page with its text: one a rule, one a retired rule, and the index.</summary>
    /// <param name="more">Rules that the catalogue does not hold yet.</param>
    public static IReadOnlyDictionary<string, string> Pages(params IReadOnlyList<Rule> more)
    {
        Rule[] rules = [.. RuleCatalog.All.Concat(more).OrderBy(rule => rule.Code, StringComparer.Ordinal)];
        Dictionary<string, string> pages = rules.ToDictionary(rule => $"{Folder}/{rule.Code}.md", rule => rule.ToPage());
        foreach (RetiredRule retired in RetiredRules.All)
        {
            pages.Add($"{Folder}/{retired.Code}.md", retired.ToPage());
        }

        pages.Add($"{Folder}/README.md", Index(rules));
        return pages;
    }

    /// <summary>The pages that are missing, differ, or belong to no rule.</summary>
    public static IEnumerable<string> Stale(string root)
    {
        IReadOnlyDictionary<string, string> pages = Pages();
        string folder = Path.Combine(root, Folder);
        IEnumerable<string> present = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(file => $"{Folder}/{Path.GetFileName(file)}") : [];
        return pages.Where(page => !SourceTree.IsSame(root, page.Key, page.Value)).Select(page => page.Key)
            .Concat(present.Where(path => !pages.ContainsKey(path)))
            .Order(StringComparer.Ordinal);
    }

    private static string Index(Rule[] rules)
    {
        StringBuilder text = new("# The rules\n\nGenerated from src/TcpVet.Rules by `dotnet run --project eng/TcpVet.Dev -- docs`. `tcpvet explain CODE` prints a page.\n\n## By code\n");
        foreach (RuleFamily family in RuleFamilies.All)
        {
            text.Append($"\n### {family.Prefix} {family.Title}\n\n| code | name | fires on |\n|---|---|---|\n");
            foreach (Rule rule in rules.Where(rule => RuleFamilies.Of(rule.Code) == family))
            {
                text.Append($"| [{rule.Code}]({rule.Code}.md) | {rule.Name} | {rule.Summary} |\n");
            }
        }

        text.Append("\n## By symptom\n\n| what you see | rules |\n|---|---|\n");
        foreach (Symptom symptom in Symptoms.Of(rules))
        {
            text.Append($"| {symptom.Text} | {string.Join(", ", symptom.Rules.Select(rule => $"[{rule.Code}]({rule.Code}.md) {rule.Name}"))} |\n");
        }

        if (RetiredRules.All.Count > 0)
        {
            text.Append("\n## Retired\n\n");
            text.AppendJoin("", RetiredRules.All.Select(retired => $"- [{retired.Code}]({retired.Code}.md) {retired.Name}: {retired.Reason}\n"));
        }

        return text.ToString();
    }
}
