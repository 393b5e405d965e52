using System.Text.Json;
using TcpVet.Knowledge;
using TcpVet.Rules;

namespace TcpVet.Cli.Output;

/// <summary>What <c>explain</c> tells, as JSON.</summary>
internal static class ExplainJson
{
    public static void Write(Screen screen, IReadOnlyList<Rule> rules, IReadOnlyList<ExplainPage> pages, IReadOnlyList<Symptom> symptoms, RuleSettings settings)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = screen.Format == OutputFormat.Json }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "tcpvet/explain/1");
            json.WriteStartArray("pages");
            foreach (Rule rule in rules)
            {
                json.WriteStartObject();
                json.WriteString("title", $"{rule.Code} {rule.Name}");
                json.WriteString("kind", "rule");
                json.WriteString("summary", rule.Summary);
                json.WriteString("text", rule.ToPage());
                Thresholds(json, rule, settings);
                json.WriteEndObject();
            }

            foreach (ExplainPage page in pages)
            {
                json.WriteStartObject();
                json.WriteString("title", page.Title);
                json.WriteString("kind", page.Kind.ToString().ToLowerInvariant());
                json.WriteString("summary", page.Summary);
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
                json.WriteEndObject();
            }

            json.WriteEndArray();
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
            json.WriteEndObject();
        }

        screen.Out.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
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
