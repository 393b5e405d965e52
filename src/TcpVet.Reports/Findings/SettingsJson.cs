using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

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
        if (settings.Only is { } only)
        {
            Texts(json, "only", only);
            json.WriteString("only_from", settings.OnlyOrigin);
        }

        json.WriteStartArray("ignores");
        foreach (IgnoreEntry entry in settings.Ignoring)
        {
            json.WriteStartObject();
            Texts(json, "codes", entry.Codes);
            json.WriteString("reason", entry.Reason);
            json.WriteString("from", entry.Origin);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes what may keep a finding from being told, in the head of a text.</summary>
    public static void Write(Prose prose, CheckupSettings settings)
    {
        if (settings.Restrictions is { Count: > 0 } restrictions)
        {
            prose.Item(0, "SETTINGS", 9, SafeText.Escape(string.Join("; ", restrictions)), Style.Warning);
        }
    }

    /// <summary>The same for who reads rows alone: a line.</summary>
    public static IEnumerable<string> Notices(CheckupSettings settings) =>
        settings.Restrictions is { Count: > 0 } restrictions ? [$"settings: {string.Join("; ", restrictions)}"] : [];

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
