using System.Buffers;
using System.Text;
using System.Text.Json;
using TcpVet.Model.Records;

namespace TcpVet.Model;

/// <summary>Writes and reads a <see cref="Capture"/> as JSON with snake_case keys.</summary>
public static class CaptureJson
{
    /// <summary>How long a capture may be as JSON, unpacked. One socket and its owner take 114 to some 250.</summary>
    public const int MostBytes = 64 << 20;

    // Configurations nest deepest: blocks in blocks.
    private const int Deepest = 64;

    /// <summary>Writes the record.</summary>
    public static byte[] Write(Capture capture)
    {
        ArrayBufferWriter<byte> bytes = new(1 << 16);
        using (Utf8JsonWriter json = new(bytes))
        {
            CaptureRecords.Write(json, capture);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads a record and checks that it is one.</summary>
    /// <exception cref="CaptureFormatException">The text is no JSON, no capture, or of a newer schema.</exception>
    public static Capture Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            RefuseOtherSchema(utf8);
            Capture capture = RecordDocument.Read(utf8, CaptureRecords.ReadCapture, Deepest);
            return capture.Schema == Capture.SchemaId
                ? Checked(capture)
                : throw new CaptureFormatException($"its schema is '{RecordText.Quoted(capture.Schema)}', this program reads '{Capture.SchemaId}'");
        }
        catch (Exception exception) when (exception is RecordException or JsonException or InvalidOperationException)
        {
            throw new CaptureFormatException(exception.Message.Split(" LineNumber:", 2)[0], exception);
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
            string found = RecordText.Quoted(Encoding.UTF8.GetString(reader.ValueSpan));
            throw new CaptureFormatException($"its schema is '{found}', this program reads '{Capture.SchemaId}'");
        }
    }

    private static Capture Checked(Capture capture)
    {
        Capture whole = CaptureCheck.Checked(capture);
        return whole.Namespaces.Count > 0 ? whole : throw new CaptureFormatException("it holds no network namespace");
    }
}

/// <summary>A file is not a capture that this program can read.</summary>
public sealed class CaptureFormatException(string message, Exception? inner = null) : Exception(message, inner);
