using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Reports.Findings;
using TcpVet.Rules.Engine;

namespace TcpVet.Cli.Output;

/// <summary>The check-up as one JSON document, and the parts of it that a watch writes as well.</summary>
internal static class CheckupJson
{
    /// <summary>Writes the document.</summary>
    public static void Write(Utf8Output output, Capture capture, Diagnosis diagnosis, CheckupSettings settings, bool indented)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = indented }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "tcpvet/checkup/1");
            json.WriteString("host", capture.Host);
            json.WriteString("kernel", capture.Kernel);
            json.WriteString("taken_at", JsonText.Time(capture.TakenAt));
            json.WriteNumber("interval_ms", capture.IntervalMs);
            Config(json, settings);
            json.WritePropertyName("capture");
            JsonSerializer.Serialize(json, capture, CaptureJson.Context.Capture);
            FindingJson.Findings(json, diagnosis.Findings);
            FindingJson.Ignored(json, diagnosis.Ignored);
            FindingJson.CannotTell(json, diagnosis.CannotTell);
            json.WriteEndObject();
        }

        output.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
    }

    /// <summary><c>config</c>: the settings files in force, and the thresholds that they or the command line changed.</summary>
    public static void Config(Utf8JsonWriter json, CheckupSettings settings)
    {
        json.WriteStartObject("config");
        Texts(json, "files", settings.Files);
        Texts(json, "ignore_files", settings.IgnoreFiles);
        json.WriteStartArray("thresholds");
        foreach (ThresholdInForce entry in settings.Rules.InForce)
        {
            json.WriteStartObject();
            json.WriteString("key", entry.Threshold.Key);
            json.WriteNumber("value", entry.Value);
            json.WriteNumber("default", entry.Threshold.Default);
            json.WriteString("unit", entry.Threshold.Unit);
            json.WriteString("from", entry.Origin);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
