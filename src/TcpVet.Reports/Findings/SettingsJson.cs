using System.Text.Json;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Engine;

namespace TcpVet.Reports.Findings;

/// <summary>The settings that findings were judged with, as JSON.</summary>
public static class SettingsJson
{
    /// <summary>Writes <c>config</c>: the settings files in force, and the thresholds that they or the command line changed.</summary>
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
