using System.Globalization;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Reports.Findings;

/// <summary>Findings, and what became of the rest of a diagnosis, as JSON.</summary>
public static class FindingJson
{
    /// <summary>Writes a finding as an object.</summary>
    public static void Whole(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        Members(json, finding);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of a finding.</summary>
    public static void Members(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("code", finding.Code);
        json.WriteString("name", finding.Name);
        json.WriteString("severity", FindingText.Word(finding.Severity));
        json.WriteString("confidence", finding.Confidence.ToString().ToLowerInvariant());
        json.WriteString("title", finding.Title.ToString());
        Subject(json, finding.Subject);
        json.WriteString("identity", finding.Identity.ToString());
        json.WriteStartArray("figures");
        foreach (FindingFigure figure in finding.Figures)
        {
            json.WriteStartObject();
            json.WriteString("name", figure.Name);
            json.WriteString("kind", FigureWord(figure.Kind));
            json.WriteNumber("value", figure.Value);
            json.WriteString("unit", figure.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("evidence");
        foreach (Evidence evidence in finding.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("what", evidence.What.ToString());
            json.WriteString("value", evidence.Value.ToString());
            json.WriteString("source", evidence.Source.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("cause", finding.Cause.ToString());
        json.WriteStartArray("remedies");
        foreach (Remedy remedy in finding.Remedies)
        {
            Remedy(json, remedy);
        }

        json.WriteEndArray();
        Strings(json, "does_not_help", finding.DoesNotHelp.Select(remedy => remedy.ToString()));
        Strings(json, "explains", finding.Explains);
    }

    /// <summary>Writes <c>findings</c>.</summary>
    public static void Findings(Utf8JsonWriter json, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray("findings");
        foreach (Finding finding in findings)
        {
            Whole(json, finding);
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
            Subject(json, finding.Subject);
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
            CaptureRecords.Write(json, entry);
        }

        json.WriteEndArray();
    }

    private static string FigureWord(FigureKind kind) => kind.ToString().ToLowerInvariant();

    private static void Subject(Utf8JsonWriter json, FindingSubject subject)
    {
        json.WriteStartObject("subject");
        Text(json, "netns", subject.Netns);
        if (subject.Process is { } process)
        {
            json.WriteStartObject("process");
            json.WriteNumber("pid", process.Pid);
            json.WriteString("name", process.Name);
            json.WriteEndObject();
        }

        Text(json, "cgroup", subject.Cgroup);
        Endpoint(json, "local", subject.Local);
        Endpoint(json, "peer", subject.Peer);
        Text(json, "setting", subject.Setting);
        Text(json, "counter", subject.Counter);
        Text(json, "file", subject.File);
        Number(json, "line", subject.Line);
        Number(json, "column", subject.Column);
        json.WriteEndObject();
    }

    private static void Remedy(Utf8JsonWriter json, Remedy remedy)
    {
        json.WriteStartObject();
        json.WriteString("level", remedy.Level.ToString().ToLowerInvariant());
        json.WriteString("action", remedy.Action.ToString());
        Text(json, "command", remedy.Command);
        Text(json, "by_hand", remedy.ByHand?.ToString());
        if (remedy.Change is { } change)
        {
            json.WriteStartObject("change");
            json.WriteString("setting", change.Setting);
            json.WriteString("value", change.Value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Endpoint(Utf8JsonWriter json, string name, InetEndpoint? endpoint)
    {
        if (endpoint is { } known)
        {
            JsonText.Endpoint(json, name, known);
        }
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
