using System.Text;
using System.Text.Json;

namespace TcpVet.Reports.Sarif;

/// <summary>
/// Files as SARIF addresses them (section 3.4, artifactLocation): relative to the working directory where they stand below it, so that a
/// review finds them in its checkout.
/// </summary>
/// <param name="directory">The working directory; absolute.</param>
internal sealed class SarifFolder(string directory)
{
    /// <summary>The name that other tools give to the root of a checkout.</summary>
    public const string BaseId = "%SRCROOT%";

    private readonly string root = directory.TrimEnd('/') + "/";

    /// <summary>The address of the working directory, with the slash that a base must end in.</summary>
    public string Base => "file://" + Escaped(root);

    /// <summary>The address of a file; relative ones count from <see cref="BaseId"/>.</summary>
    public (string Uri, bool Relative) Of(string file)
    {
        string full = file.StartsWith('/') ? file : Path.GetFullPath(file, directory);
        return full.StartsWith(root, StringComparison.Ordinal) ? (Escaped(full[root.Length..]), true) : ("file://" + Escaped(full), false);
    }

    /// <summary>Writes <c>locations</c> with one place.</summary>
    public void WriteLocations(Utf8JsonWriter json, SarifPlace place)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        (string uri, bool relative) = Of(place.File);
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", uri);
        if (relative)
        {
            json.WriteString("uriBaseId", BaseId);
        }

        json.WriteEndObject();
        if (place.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", place.Line);
            if (place.Column > 0)
            {
                json.WriteNumber("startColumn", place.Column);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Writes <c>originalUriBaseIds</c>.</summary>
    public void WriteBases(Utf8JsonWriter json)
    {
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(BaseId);
        json.WriteString("uri", Base);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // RFC 3986 section 2.3: what is not unreserved is escaped; a colon too, which would make a scheme of the first part of a relative
    // address.
    private static string Escaped(string path)
    {
        StringBuilder escaped = new(path.Length + 8);
        foreach (byte b in Encoding.UTF8.GetBytes(path))
        {
            _ = b is (byte)'/' or (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' || char.IsAsciiLetterOrDigit((char)b)
                ? escaped.Append((char)b)
                : escaped.Append('%').Append(b.ToString("X2"));
        }

        return escaped.ToString();
    }
}
