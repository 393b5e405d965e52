using System.Globalization;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Reports.Findings;

/// <summary>Findings, and what became of the rest of a diagnosis, as JSON.</summary>
public static class FindingJson
{
    /// <summary>Writes the members of a finding.</summary>
    public static void Members(Utf8JsonWriter json, Finding finding) =>
        JsonText.Members(json, JsonSerializer.SerializeToElement(finding, CaptureJson.Context.Finding));

    /// <summary>Writes <c>findings</c>.</summary>
    public static void Findings(Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray("findings");
        foreach (Finding finding in findings)
        {
            JsonSerializer.Serialize(json, finding, CaptureJson.Context.Finding);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes <c>ignored</c>: what was found and does not count, with the reason.</summary>
    public static void Ignored(Utf8JsonWriter json, IReadOnlyList<IgnoredFinding> ignored)
    {
        json.WriteStartArray("ignored");
        foreach ((Finding finding, IgnoreEntry entry) in ignored)
        {
            json.WriteStartObject();
            json.WriteString("code", finding.Code);
            json.WriteString("name", finding.Name);
            json.WriteString("severity", FindingText.Word(finding.Severity));
            json.WriteString("title", finding.Title.ToString());
            json.WritePropertyName("subject");
            JsonSerializer.Serialize(json, finding.Subject, CaptureJson.Context.FindingSubject);
            json.WriteString("reason", entry.Reason);
            if (entry.Expires is { } last)
            {
                json.WriteString("expires", last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }

            json.WriteString("from", entry.Origin);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes <c>cannot_tell</c>.</summary>
    public static void CannotTell(Utf8JsonWriter json, IReadOnlyList<CannotTell> entries)
    {
        json.WriteStartArray("cannot_tell");
        foreach (CannotTell entry in entries)
        {
            JsonSerializer.Serialize(json, entry, CaptureJson.Context.CannotTell);
        }

        json.WriteEndArray();
    }
}
