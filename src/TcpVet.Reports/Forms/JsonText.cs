using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Reports.Forms;

/// <summary>Writes JSON documents: snake_case keys, a schema first, RFC 3339 times in UTC.</summary>
public static class JsonText
{
    // The default encoder escapes everything but plain ASCII: no byte from outside reaches a terminal as it is.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.Default };

    /// <summary>One document: head, then what the body writes.</summary>
    public static void Document(Utf8Output output, string command, Origin? origin, Action<Utf8JsonWriter> body) =>
        Document(output, command, origin, indented: true, body);

    /// <summary>One document: head, then what the body writes, over many lines or on one.</summary>
    public static void Document(Utf8Output output, string command, Origin? origin, bool indented, Action<Utf8JsonWriter> body) =>
        Object(output, indented, json =>
        {
            Head(json, command, origin);
            body(json);
        });

    /// <summary>One object, over many lines or on one.</summary>
    public static void Object(Utf8Output output, bool indented, Action<Utf8JsonWriter> members) => Value(output, indented, json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });

    /// <summary>One value, over many lines or on one.</summary>
    public static void Value(Utf8Output output, bool indented, Action<Utf8JsonWriter> value)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, indented ? Options : default))
        {
            value(json);
        }

        output.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
    }

    /// <summary>The head of a document whose body is written by hand: JSON text without the closing brace.</summary>
    public static string Opening(string command, Origin origin)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            Head(json, command, origin);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length - 1);
    }

    /// <summary>One object on one line.</summary>
    public static void Line(Utf8Output output, Action<Utf8JsonWriter> members) => Object(output, indented: false, members);

    /// <summary>The schema of a command's answers.</summary>
    public static string Schema(string command) => $"tcpvet/{command}/1";

    /// <summary>The members that every document starts with.</summary>
    public static void Head(Utf8JsonWriter json, string command, Origin? origin)
    {
        json.WriteString("schema", Schema(command));
        if (origin is null)
        {
            return;
        }

        json.WriteString("host", origin.Host);
        json.WriteString("taken_at", Time(origin.TakenAt));
        json.WriteString("netns", origin.Netns);
    }

    /// <summary>A time as RFC 3339 has it, in UTC, to the millisecond.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>An endpoint as an object of <c>addr</c> and <c>port</c>.</summary>
    public static void Endpoint(Utf8JsonWriter json, string name, InetEndpoint endpoint)
    {
        json.WriteStartObject(name);
        json.WriteString("addr", endpoint.Addr.ToString());
        json.WriteNumber("port", endpoint.Port);
        json.WriteEndObject();
    }

    /// <summary>Counts by state as an object, in the order of the states.</summary>
    public static void States(Utf8JsonWriter json, string name, IReadOnlyDictionary<TcpState, long> states)
    {
        json.WriteStartObject(name);
        foreach (TcpState state in StateOrder.Of(states))
        {
            json.WriteNumber(state.Name(), states[state]);
        }

        json.WriteEndObject();
    }
}
