using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TcpVet.Reports.Sarif;

/// <summary>One thing that is complained of (section 3.27, result).</summary>
public sealed record SarifResult
{
    // Changed only when fingerprints are computed in another way: what a review has closed would open again.
    private const string FingerprintName = "tcpvet/v1";

    /// <summary>The id of a <see cref="SarifRule"/>.</summary>
    public required string RuleId { get; init; }

    /// <summary>A word of <see cref="SarifLevel"/>.</summary>
    public required string Level { get; init; }

    /// <summary>What is wrong, and what to do instead.</summary>
    public required string Message { get; init; }

    /// <summary>The place; null for what is about the host.</summary>
    public SarifPlace? Place { get; init; }

    /// <summary>What makes it the same complaint after lines have moved.</summary>
    public required string Identity { get; init; }

    /// <summary>Why it does not count; null when it counts.</summary>
    public string? Ignored { get; init; }

    /// <summary>Writes it as an element of an array.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="ruleIndex">Where the rule stands in the list of the driver.</param>
    /// <param name="folder">Makes addresses of files.</param>
    internal void Write(Utf8JsonWriter json, int ruleIndex, SarifFolder folder)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", RuleId);
        json.WriteNumber("ruleIndex", ruleIndex);
        json.WriteString("level", Level);
        SarifText.Write(json, "message", Message);
        if (Place is not null)
        {
            folder.WriteLocations(json, Place);
        }

        json.WriteStartObject("partialFingerprints");
        json.WriteString(FingerprintName, Fingerprint(Place is null ? "" : folder.Of(Place.File).Uri));
        json.WriteEndObject();
        if (Ignored is not null)
        {
            json.WriteStartArray("suppressions");
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("justification", Ignored);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // FNV-1a with 64 bits (draft-eastlake-fnv): it tells complaints apart, and needs no library of cryptography on the host.
    private string Fingerprint(string address)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte part in Encoding.UTF8.GetBytes($"{RuleId}\0{address}\0{Identity}"))
        {
            hash = (hash ^ part) * 0x100000001B3;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
