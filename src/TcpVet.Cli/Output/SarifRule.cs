using System.Text.Json;
using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Catalog;

namespace TcpVet.Cli.Output;

/// <summary>A rule as SARIF describes it (section 3.49, reportingDescriptor).</summary>
/// <param name="Id">The code; for a verdict that no rule has a page for, the verdict's word.</param>
/// <param name="Name">The name, in the form that SARIF asks for: <c>TwRecycle</c>.</param>
/// <param name="Short">One sentence.</param>
/// <param name="Full">What it means.</param>
/// <param name="Help">Text, and the same in Markdown.</param>
/// <param name="Level">The gravest level of its results.</param>
internal sealed record SarifRule(string Id, string Name, string Short, string Full, string Help, string Level)
{
    /// <summary>Describes a rule, or a verdict.</summary>
    public static SarifRule Of(string id)
    {
        if (RuleCatalog.Find(id) is { } rule)
        {
            // The explanation begins with the heading of what it means.
            string[] paragraphs = rule.Explanation.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string meaning = paragraphs.FirstOrDefault(line => !line.StartsWith('#')) ?? rule.Summary;
            return new SarifRule(id, Pascal(rule.Name), rule.Summary, meaning, rule.Explanation, SarifReport.Level(rule.Severity));
        }

        ExplainPage? page = Explainer.Find(id) is [{ } found, ..] ? found : null;
        string summary = page?.Summary ?? id;
        LineVerdict verdict = Enum.GetValues<LineVerdict>().FirstOrDefault(known => known.Word() == id);
        return new SarifRule(id, Pascal(id), summary, summary, summary, SarifReport.Level(verdict.Severity() ?? Severity.Info));
    }

    /// <summary>Writes it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("name", Name);
        SarifReport.Message(json, "shortDescription", Short);
        SarifReport.Message(json, "fullDescription", Full);
        json.WriteStartObject("help");
        json.WriteString("text", Help);
        json.WriteString("markdown", Help);
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", Level);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Pascal(string name) =>
        string.Concat(name.Split('-', '_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
