using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>What every JSON document of this program starts with.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="TakenAt">When it was observed.</param>
/// <param name="Netns">The namespace, or <c>all</c>.</param>
internal sealed record ReportHead(string Host, DateTimeOffset TakenAt, string Netns);

/// <summary>Writes JSON documents: snake_case keys, a schema first, RFC 3339 times in UTC.</summary>
internal static class JsonReport
{
    // The default encoder escapes everything but plain ASCII: no byte from outside reaches a terminal as it is.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.Default };

    /// <summary>One document: head, then what the body writes.</summary>
    public static void Write(Utf8Output output, string command, ReportHead head, Action<Utf8JsonWriter> body)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            json.WriteStartObject();
            Head(json, command, head);
            body(json);
            json.WriteEndObject();
        }

        output.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
    }

    /// <summary>The head of a document whose body is written by hand: JSON text without the closing brace.</summary>
    public static string Opening(string command, ReportHead head)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            Head(json, command, head);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length - 1);
    }

    /// <summary>One object on one line.</summary>
    public static void Line(Utf8Output output, Action<Utf8JsonWriter> body)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        output.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
    }

    public static void Head(Utf8JsonWriter json, string command, ReportHead head)
    {
        json.WriteString("schema", $"tcpvet/{command}/1");
        json.WriteString("host", head.Host);
        json.WriteString("taken_at", Time(head.TakenAt));
        json.WriteString("netns", head.Netns);
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static void Endpoint(Utf8JsonWriter json, string name, InetEndpoint endpoint)
    {
        json.WriteStartObject(name);
        json.WriteString("addr", endpoint.Addr.ToString());
        json.WriteNumber("port", endpoint.Port);
        json.WriteEndObject();
    }

    public static void States(Utf8JsonWriter json, string name, IReadOnlyDictionary<TcpState, long> states)
    {
        json.WriteStartObject(name);
        foreach ((TcpState state, long count) in states.OrderBy(pair => pair.Key))
        {
            json.WriteNumber(state.Name(), count);
        }

        json.WriteEndObject();
    }
}
