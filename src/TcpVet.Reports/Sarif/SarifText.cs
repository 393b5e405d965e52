using System.Text.Json;

namespace TcpVet.Reports.Sarif;

/// <summary>A text as SARIF wraps it (section 3.11, message).</summary>
internal static class SarifText
{
    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
