using System.Text;
using System.Text.Json;

namespace TcpVet.Cli.Output;

/// <summary>Files as SARIF addresses them (section 3.4, artifactLocation): relative to the working directory where they stand below it, so that a review finds them in its checkout.</summary>
/// <param name="directory">The working directory.</param>
internal sealed class SarifPlace(string directory)
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
    /// <param name="json">Where to.</param>
    /// <param name="file">The file.</param>
    /// <param name="line">From 1; 0 for the file as a whole.</param>
    /// <param name="column">From 1; 0 for the line as a whole.</param>
    public void Write(Utf8JsonWriter json, string file, int line, int column)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        (string uri, bool relative) = Of(file);
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", uri);
        if (relative)
        {
            json.WriteString("uriBaseId", BaseId);
        }

        json.WriteEndObject();
        if (line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", line);
            if (column > 0)
            {
                json.WriteNumber("startColumn", column);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // RFC 3986 section 2.3: what is not unreserved is escaped; a colon too, which would make a scheme of the first part of a relative address.
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
