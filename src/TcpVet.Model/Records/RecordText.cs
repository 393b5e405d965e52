using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TcpVet.Model.Records;

/// <summary>The parts that records are made of as JSON: what the compiler's readers and writers call. Everything read is hostile.</summary>
public static class RecordText
{
    // 70 trillion: bytes, milliseconds and connections of one host stay below, and a hundred thousand of them can be added up.
    private const long LargestSummand = 1L << 46;

    // A line of a configuration may be long; nothing else that a record holds as text is.
    private const int LongestText = 1 << 16;

    private const int LongestQuoted = 100;

    /// <summary>How many items a list or a map may have, unless <see cref="AtMostAttribute"/> says otherwise.</summary>
    public const int MostItems = 4096;

    /// <summary>Checks that an object begins here.</summary>
    /// <exception cref="JsonException">Something else does.</exception>
    public static void Begin(ref RecordReader json) => Expect(ref json, JsonTokenType.StartObject, "an object");

    /// <summary>Checks that a list begins here.</summary>
    /// <exception cref="JsonException">Something else does.</exception>
    public static void BeginList(ref RecordReader json) => Expect(ref json, JsonTokenType.StartArray, "a list");

    /// <summary>Goes to the next key of a map; false at its end.</summary>
    /// <exception cref="JsonException">The map has too many, or the document.</exception>
    public static bool NextKey(ref RecordReader json, int count) => Next(ref json) && Room(ref json, count, MostItems);

    /// <summary>Goes to the next member's name; false at the end of the object.</summary>
    public static bool Next(ref RecordReader json) => json.Tokens.Read() && json.Tokens.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes to the next item; false at the end of the list.</summary>
    /// <param name="json">Stands on the beginning of the list or the end of an item.</param>
    /// <param name="count">How many items there are already.</param>
    /// <param name="most">How many there may be.</param>
    /// <exception cref="JsonException">The list has too many, or the document.</exception>
    public static bool NextItem(ref RecordReader json, int count, int most) =>
        json.Tokens.Read() && json.Tokens.TokenType != JsonTokenType.EndArray && Room(ref json, count, most);

    /// <summary>Passes over a value that nobody reads.</summary>
    public static void Skip(ref RecordReader json) => json.Tokens.Skip();

    /// <summary>Goes from a member's name to its value, and tells which member it is.</summary>
    /// <param name="json">Stands on the name.</param>
    /// <param name="names">The names of the members, with a zero between two.</param>
    /// <param name="seen">Gets the member's bit.</param>
    /// <returns>Its index, or -1.</returns>
    public static int Member(ref RecordReader json, ReadOnlySpan<byte> names, ref ulong seen)
    {
        int found = Index(ref json, names);
        if (found >= 0)
        {
            seen |= 1UL << found;
        }

        json.Tokens.Read();
        return found;
    }

    /// <summary>Checks that nothing is absent that must be there.</summary>
    /// <param name="names">The names of the members, with a zero between two.</param>
    /// <param name="seen">Those that were there, a bit each.</param>
    /// <param name="required">Those that must be.</param>
    /// <exception cref="RecordException">Something is; the message says what.</exception>
    public static void Require(ReadOnlySpan<byte> names, ulong seen, ulong required)
    {
        if ((seen & required) == required)
        {
            return;
        }

        string[] all = Encoding.UTF8.GetString(names).Split('\0');
        List<string> lacking = [];
        for (int i = 0; i < all.Length; i++)
        {
            if ((required & ~seen & (1UL << i)) != 0)
            {
                lacking.Add($"'{all[i]}'");
            }
        }

        throw new RecordException($"it lacks {string.Join(", ", lacking)}");
    }

    /// <summary>The place of a word among those of an enumeration, in either case.</summary>
    /// <exception cref="JsonException">It is none of them.</exception>
    public static int Word(ref RecordReader json, ReadOnlySpan<byte> words)
    {
        if (json.Tokens.TokenType == JsonTokenType.String && Index(ref json, words) is >= 0 and int index)
        {
            return index;
        }

        string text = ReadString(ref json);
        string[] all = Encoding.UTF8.GetString(words).Split('\0');
        int found = Array.FindIndex(all, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? found : throw new JsonException($"'{Quoted(text)}' is not one of {string.Join(", ", all)}");
    }

    /// <summary>Text of a document as a message quotes it.</summary>
    public static string Quoted(string? text) => text is null || text.Length <= LongestQuoted ? text ?? "" : $"{text[..LongestQuoted]}…";

    /// <summary>Reads text.</summary>
    /// <exception cref="JsonException">The value is none, or too long.</exception>
    public static string ReadString(ref RecordReader json)
    {
        if (json.Tokens.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            throw Unlike(ref json, "text");
        }

        return json.Tokens.ValueSpan.Length <= LongestText ? json.Tokens.GetString()! : throw new JsonException($"a text has more than {LongestText} bytes");
    }

    /// <summary>Reads true or false.</summary>
    /// <exception cref="JsonException">The value is neither.</exception>
    public static bool ReadBoolean(ref RecordReader json) => json.Tokens.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Unlike(ref json, "true or false"),
    };

    /// <summary>Reads a whole number of any size.</summary>
    /// <exception cref="JsonException">The value is none, or does not fit.</exception>
    public static long ReadAnyInt64(ref RecordReader json) =>
        json.Tokens.TokenType == JsonTokenType.Number && json.Tokens.TryGetInt64(out long value) ? value : throw Unlike(ref json, "a whole number");

    /// <summary>Reads a whole number that is small enough for a hundred thousand of them to be added up: files hold anything, and what adds
    /// their figures stops at an overflow.</summary>
    /// <exception cref="JsonException">The value is none, or is larger.</exception>
    public static long ReadInt64(ref RecordReader json) =>
        ReadAnyInt64(ref json) is var value and >= -LargestSummand and <= LargestSummand ? value : throw new JsonException("a number is too large");

    /// <summary>Reads a number of 32 bits with a sign.</summary>
    /// <exception cref="JsonException">The value is none, or does not fit.</exception>
    public static int ReadInt32(ref RecordReader json) => (int)Within(ref json, int.MinValue, int.MaxValue);

    /// <summary>Reads a number of 32 bits.</summary>
    /// <exception cref="JsonException">The value is none, or does not fit.</exception>
    public static uint ReadUInt32(ref RecordReader json) => (uint)Within(ref json, 0, uint.MaxValue);

    /// <summary>Reads a number of 16 bits.</summary>
    /// <exception cref="JsonException">The value is none, or does not fit.</exception>
    public static ushort ReadUInt16(ref RecordReader json) => (ushort)Within(ref json, 0, ushort.MaxValue);

    /// <summary>Reads a number of 64 bits.</summary>
    /// <exception cref="JsonException">The value is none, or does not fit.</exception>
    public static ulong ReadUInt64(ref RecordReader json) =>
        json.Tokens.TokenType == JsonTokenType.Number && json.Tokens.TryGetUInt64(out ulong value) ? value : throw Unlike(ref json, "a whole number from 0");

    /// <summary>Reads a number that is one: <c>1e999</c> reads as infinity, which nothing can write again.</summary>
    /// <exception cref="JsonException">The value is none.</exception>
    public static double ReadDouble(ref RecordReader json) =>
        json.Tokens.TokenType == JsonTokenType.Number && json.Tokens.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw Unlike(ref json, "a number");

    /// <summary>Reads a moment, RFC 3339.</summary>
    /// <exception cref="JsonException">The value is none.</exception>
    public static DateTimeOffset ReadDateTimeOffset(ref RecordReader json) =>
        json.Tokens.TokenType == JsonTokenType.String && json.Tokens.TryGetDateTimeOffset(out DateTimeOffset value)
            ? value
            : throw Unlike(ref json, "a date and time");

    /// <summary>Reads bytes as base64.</summary>
    /// <exception cref="JsonException">The value is none.</exception>
    public static byte[] ReadByteArray(ref RecordReader json)
    {
        // Decoded where it stands, unless somebody's writer escapes '+': the framework's reader makes copies.
        if (json.Tokens.TokenType == JsonTokenType.String)
        {
            ReadOnlySpan<byte> text = json.Tokens.ValueSpan;
            if (json.Tokens.ValueIsEscaped)
            {
                byte[] copy = new byte[text.Length];
                text = copy.AsSpan(0, json.Tokens.CopyString(copy));
            }

            int padding = text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0;
            byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length) - padding];
            if (Base64.DecodeFromUtf8(text, bytes, out int read, out int written) == OperationStatus.Done
                && read == text.Length && written == bytes.Length)
            {
                json.CheckSpent();
                return bytes;
            }
        }

        throw Unlike(ref json, "base64");
    }

    /// <summary>Writes text.</summary>
    public static void Write(Utf8JsonWriter json, string value) => json.WriteStringValue(value);

    /// <summary>Writes true or false.</summary>
    public static void Write(Utf8JsonWriter json, bool value) => json.WriteBooleanValue(value);

    /// <summary>Writes a number.</summary>
    public static void Write(Utf8JsonWriter json, long value) => json.WriteNumberValue(value);

    /// <summary>Writes a number.</summary>
    public static void Write(Utf8JsonWriter json, int value) => json.WriteNumberValue(value);

    /// <summary>Writes a number.</summary>
    public static void Write(Utf8JsonWriter json, uint value) => json.WriteNumberValue(value);

    /// <summary>Writes a number.</summary>
    public static void Write(Utf8JsonWriter json, ushort value) => json.WriteNumberValue((int)value);

    /// <summary>Writes a number.</summary>
    public static void Write(Utf8JsonWriter json, ulong value) => json.WriteNumberValue(value);

    /// <summary>Writes a number.</summary>
    public static void Write(Utf8JsonWriter json, double value) => json.WriteNumberValue(value);

    /// <summary>Writes a moment as RFC 3339.</summary>
    public static void Write(Utf8JsonWriter json, DateTimeOffset value) => json.WriteStringValue(value);

    /// <summary>Writes bytes as base64.</summary>
    public static void Write(Utf8JsonWriter json, byte[] value) => json.WriteBase64StringValue(value);

    private static long Within(ref RecordReader json, long least, long most) =>
        json.Tokens.TokenType == JsonTokenType.Number && json.Tokens.TryGetInt64(out long value) && value >= least && value <= most
            ? value
            : throw Unlike(ref json, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    private static void Expect(ref RecordReader json, JsonTokenType type, string what)
    {
        if (json.Tokens.TokenType != type)
        {
            throw Unlike(ref json, what);
        }
    }

    private static bool Room(ref RecordReader json, int count, int most)
    {
        json.CheckSpent();
        return count < most ? true : throw new JsonException($"a list has more than {most} items");
    }

    private static JsonException Unlike(ref RecordReader json, string what) =>
        new(json.Tokens.TokenType == JsonTokenType.Null ? $"null stands where {what} is expected" : $"a value is not {what}");

    private static int Index(ref RecordReader json, ReadOnlySpan<byte> names)
    {
        for (int index = 0; ; index++)
        {
            int end = names.IndexOf((byte)0);
            if (json.Tokens.ValueTextEquals(end < 0 ? names : names[..end]))
            {
                return index;
            }

            if (end < 0)
            {
                return -1;
            }

            names = names[(end + 1)..];
        }
    }
}
