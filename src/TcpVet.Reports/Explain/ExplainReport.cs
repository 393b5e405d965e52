using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Explain;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Reports.Explain;

/// <summary>What is known about some words.</summary>
public static class ExplainReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="settings">The thresholds in force.</param>
    /// <param name="files">The settings files that they come from.</param>
    public static Report Of(ExplainAnswer answer, RuleSettings settings, IReadOnlyList<string> files) =>
        new Report<ExplainEntry>("explain", Origin: null, [.. Entries(answer)])
        {
            ItemsName = "pages",
            JsonItems = [.. Entries(answer).Where(entry => entry.Symptom is null)],
            Item = (json, entry) => ExplainJson.Members(json, entry, settings),
            LastMembers = json => ExplainJson.Symptoms(json, answer.Symptoms),
            WholeOnOneLine = true,
            Table = new Table<ExplainEntry>()
                .Add("kind", entry => entry.Kind)
                .Add("title", entry => entry.Title)
                .Add("summary", entry => entry.Summary)
                .Add("rules", entry => entry.Codes),
            Document = prose => ExplainText.Write(prose, answer, settings, files),
            Notices = format => format is OutputFormat.Table or OutputFormat.Wide && answer.Subject == ExplainSubject.Words
                ? [.. answer.Pages.Select(page => page.Hint).OfType<string>().Select(SafeText.Escape)] : [],
        };

    private static IEnumerable<ExplainEntry> Entries(ExplainAnswer answer) =>
        answer.Rules.Select(rule => new ExplainEntry { Rule = rule })
            .Concat(answer.Pages.Select(page => new ExplainEntry { Page = page }))
            .Concat(answer.Symptoms.Select(symptom => new ExplainEntry { Symptom = symptom }));
}

/// <summary>One thing that is explained: a rule, a page or a symptom.</summary>
internal sealed record ExplainEntry
{
    public Rule? Rule { get; init; }

    public ExplainPage? Page { get; init; }

    public Symptom? Symptom { get; init; }

    public string Kind => Rule is not null ? "rule" : Page is not null ? Page.Kind.ToString().ToLowerInvariant() : "symptom";

    public string Title => Rule is not null ? $"{Rule.Code} {Rule.Name}" : Page is not null ? Page.Title : Symptom!.Text;

    public string Summary => Rule?.Summary ?? Page?.Summary ?? "";

    public string Codes => Rule is not null ? Rule.Code : Symptom is null ? "" : string.Join(' ', Symptom.Rules.Select(rule => rule.Code));
}
