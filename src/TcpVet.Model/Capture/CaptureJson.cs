using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TcpVet.Model;

/// <summary>Writes and reads a <see cref="Capture"/> as JSON with snake_case keys.</summary>
public static class CaptureJson
{
    /// <summary>The serializer's metadata, for embedding a capture in another document.</summary>
    public static CaptureJsonContext Context => CaptureJsonContext.Default;

    /// <summary>Writes the record.</summary>
    public static byte[] Write(Capture capture) => JsonSerializer.SerializeToUtf8Bytes(capture, Context.Capture);

    /// <summary>Reads a record and checks that it is one.</summary>
    /// <exception cref="CaptureFormatException">The text is no JSON, no capture, or of a newer schema.</exception>
    public static Capture Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            RefuseOtherSchema(utf8);
            Capture capture = JsonSerializer.Deserialize(utf8, Context.Capture) ?? throw new CaptureFormatException("it holds null");
            return capture.Schema == Capture.SchemaId
                ? Checked(capture)
                : throw new CaptureFormatException($"its schema is '{capture.Schema}', this program reads '{Capture.SchemaId}'");
        }
        catch (InvalidOperationException exception)
        {
            // The reader itself says so of half a surrogate pair ("\ud800"); the serializer makes a JsonException of it.
            throw new CaptureFormatException(exception.Message, exception);
        }
        catch (JsonException exception)
        {
            throw new CaptureFormatException($"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}: {FirstSentence(exception.Message)}", exception);
        }
    }

    // Before anything else is looked at: what a newer schema left out would be called missing.
    private static void RefuseOtherSchema(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8);
        if (reader.Read()
            && reader.TokenType == JsonTokenType.StartObject
            && reader.Read()
            && reader.TokenType == JsonTokenType.PropertyName
            && reader.ValueTextEquals("schema"u8)
                && reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(Capture.SchemaId))
        {
            // As it stands in the file: bytes that are no UTF-8 must not stop the message about them.
            string found = Encoding.UTF8.GetString(reader.ValueSpan);
            throw new CaptureFormatException($"its schema is '{found}', this program reads '{Capture.SchemaId}'");
        }
    }

    private static Capture Checked(Capture capture)
    {
        Capture whole = CaptureCheck.Complete(capture);
        return whole.Namespaces.Count > 0 ? whole : throw new CaptureFormatException("it holds no network namespace");
    }

    // The serializer names its own type where it means the record.
    private static string FirstSentence(string message)
    {
        const string lacking = "was missing required properties including: ";
        int at = message.IndexOf(lacking, StringComparison.Ordinal);
        return at >= 0
            ? $"it lacks {message[(at + lacking.Length)..].TrimEnd('.')}"
            : message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0];
    }
}

/// <summary>A file is not a capture that this program can read.</summary>
public sealed class CaptureFormatException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Compile-time JSON metadata of the model.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    // Those of the framework's types; ours name their own, so that no converter is compiled for them that is never used.
    Converters = [typeof(FiniteNumberConverter), typeof(WholeNumberConverter)])]
[JsonSerializable(typeof(Capture))]
[JsonSerializable(typeof(CannotTell))]
public sealed partial class CaptureJsonContext : JsonSerializerContext;
