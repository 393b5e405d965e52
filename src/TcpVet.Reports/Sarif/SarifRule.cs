using System.Text.Json;

namespace TcpVet.Reports.Sarif;

/// <summary>A rule as SARIF describes it (section 3.49, reportingDescriptor).</summary>
/// <param name="Id">The code; for a verdict that no rule has a page for, the verdict's word.</param>
/// <param name="Name">The name with dashes or underlines, which SARIF wants as <c>TwRecycle</c>.</param>
/// <param name="Short">One sentence.</param>
/// <param name="Full">What it means.</param>
/// <param name="Help">Text, which is Markdown as well.</param>
/// <param name="Level">The gravest level of its results: a word of <see cref="SarifLevel"/>.</param>
public sealed record SarifRule(string Id, string Name, string Short, string Full, string Help, string Level)
{
    /// <summary>Writes it as an element of an array.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("name", Pascal(Name));
        SarifText.Write(json, "shortDescription", Short);
        SarifText.Write(json, "fullDescription", Full);
        json.WriteStartObject("help");
        json.WriteString("text", Help);
        json.WriteString("markdown", Help);
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", Level);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Pascal(string name) =>
        string.Concat(name.Split('-', '_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
