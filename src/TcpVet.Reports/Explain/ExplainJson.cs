using System.Text.Json;
using TcpVet.Knowledge;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Reports.Explain;

/// <summary>Explanations as JSON.</summary>
internal static class ExplainJson
{
    public static void Members(Utf8JsonWriter json, ExplainEntry entry, RuleSettings settings)
    {
        json.WriteString("title", entry.Title);
        json.WriteString("kind", entry.Kind);
        json.WriteString("summary", entry.Summary);
        if (entry.Rule is { } rule)
        {
            json.WriteString("text", rule.ToPage());
            Thresholds(json, rule, settings);
        }
        else if (entry.Page is { } page)
        {
            Sections(json, page);
        }
    }

    public static void Symptoms(Utf8JsonWriter json, IReadOnlyList<Symptom> symptoms)
    {
        json.WriteStartArray("symptoms");
        foreach (Symptom symptom in symptoms)
        {
            json.WriteStartObject();
            json.WriteString("symptom", symptom.Text);
            json.WriteStartArray("rules");
            foreach (Rule rule in symptom.Rules)
            {
                json.WriteStringValue(rule.Code);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Sections(Utf8JsonWriter json, ExplainPage page)
    {
        json.WriteStartArray("sections");
        foreach (ExplainSection section in page.Sections)
        {
            json.WriteStartObject();
            json.WriteString("heading", section.Heading);
            json.WriteString("text", section.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("see_also");
        foreach (string other in page.SeeAlso)
        {
            json.WriteStringValue(other);
        }

        json.WriteEndArray();
    }

    private static void Thresholds(Utf8JsonWriter json, Rule rule, RuleSettings settings)
    {
        json.WriteStartArray("thresholds");
        foreach (Threshold threshold in rule.Thresholds)
        {
            json.WriteStartObject();
            json.WriteString("key", threshold.Key);
            json.WriteNumber("value", settings[threshold]);
            json.WriteNumber("default", threshold.Default);
            json.WriteString("unit", threshold.Unit);
            if (settings.InForce.FirstOrDefault(entry => entry.Threshold.Key == threshold.Key) is { } set)
            {
                json.WriteString("from", set.Origin);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
