using System.Text.Json;

namespace TcpVet.Model.Records;

/// <summary>Reads a document that holds one record.</summary>
public static class RecordDocument
{
    /// <summary>How many bytes the records of one document may take in memory; the facts of a host with all its limits reached take a
    /// quarter.</summary>
    public const long MostMemory = 80 << 20;

    /// <summary>Reads a record where the reader stands.</summary>
    /// <typeparam name="T">The record.</typeparam>
    public delegate T Reading<out T>(ref RecordReader json);

    /// <summary>Reads the one record of a document.</summary>
    /// <param name="utf8">The whole document.</param>
    /// <param name="read">Reads the record.</param>
    /// <param name="depth">How deep objects and lists may nest.</param>
    /// <exception cref="RecordException">The text is no JSON, or not this record; the message names the line and the byte in it, unless
    /// something is absent.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, Reading<T> read, int depth)
    {
        RecordReader json = new(utf8, depth, MostMemory);
        try
        {
            json.Tokens.Read();
            T record = read(ref json);
            json.Tokens.Read();
            return record;
        }
        catch (JsonException exception) when (exception.LineNumber is { } line)
        {
            string sentence = exception.Message.Split(" LineNumber:", 2)[0];
            throw new RecordException($"line {line + 1}, byte {exception.BytePositionInLine}: {sentence}", exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // Half a surrogate pair ("\ud800"), text that is no base64, and what RecordText refuses.
            ReadOnlySpan<byte> before = utf8[..(int)json.Tokens.BytesConsumed];
            int lines = before.Count((byte)'\n');
            throw new RecordException($"line {lines + 1}, byte {before.Length - before.LastIndexOf((byte)'\n') - 1}: {exception.Message}", exception);
        }
    }
}
