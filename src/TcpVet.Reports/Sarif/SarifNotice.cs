using System.Text.Json;

namespace TcpVet.Reports.Sarif;

/// <summary>What a run says of itself (section 3.58, notification).</summary>
/// <param name="Level">A word of <see cref="SarifLevel"/>.</param>
/// <param name="Message">What was in the way.</param>
/// <param name="Place">The place; null for none.</param>
public sealed record SarifNotice(string Level, string Message, SarifPlace? Place = null)
{
    /// <summary>Writes it as an element of an array.</summary>
    internal void Write(Utf8JsonWriter json, SarifFolder folder)
    {
        json.WriteStartObject();
        json.WriteString("level", Level);
        SarifText.Write(json, "message", Message);
        if (Place is not null)
        {
            folder.WriteLocations(json, Place);
        }

        json.WriteEndObject();
    }
}
