using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TcpVet.Model;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Journaling;

/// <summary>Plans and entries as JSON with snake_case keys.</summary>
public static class TuningJson
{
    /// <summary>The most bytes of a plan or an entry that are read.</summary>
    public const int Longest = 1 << 20;

    /// <summary>The serializer's metadata, for embedding an entry in another document.</summary>
    public static TuningJsonContext Context => TuningJsonContext.Default;

    /// <summary>Reads a plan that <c>tune plan -o json</c> wrote.</summary>
    /// <exception cref="TuningException">The text is none.</exception>
    public static TuningPlan ReadPlan(ReadOnlySpan<byte> utf8) =>
        EntryCheck.Checked(Read(utf8, Context.TuningPlan, "a plan", TuningPlan.SchemaId));

    /// <summary>Writes an entry for its file.</summary>
    public static byte[] Write(JournalEntry entry) => [.. JsonSerializer.SerializeToUtf8Bytes(entry, Context.JournalEntry), (byte)'\n'];

    /// <summary>Reads an entry and checks that each setting in it is one that may be written.</summary>
    /// <exception cref="TuningException">It is damaged, or was not written by this program.</exception>
    public static JournalEntry ReadEntry(ReadOnlySpan<byte> utf8) =>
        EntryCheck.Checked(Read(utf8, Context.JournalEntry, "an entry", JournalEntry.SchemaId));

    private static T Read<T>(ReadOnlySpan<byte> utf8, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string what,
        string schema)
        where T : class
    {
        if (utf8.Length > Longest)
        {
            throw new TuningException($"it is longer than {Longest} bytes");
        }

        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new TuningException($"it holds null and not {what} ({schema})");
        }
        catch (JsonException exception)
        {
            const string Lacking = "was missing required properties including: ";
            string sentence = exception.Message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0];
            int lacks = sentence.IndexOf(Lacking, StringComparison.Ordinal);
            throw new TuningException(lacks >= 0
                ? $"it is not {what}: it lacks {sentence[(lacks + Lacking.Length)..].TrimEnd('.')}"
                : $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}: {sentence}");
        }
    }
}

/// <summary>A moment in UTC to the millisecond, as everywhere in this program's JSON: <c>2026-11-26T22:51:06.342Z</c> (RFC 3339).</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}

/// <summary>Compile-time JSON metadata of plans and entries.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    MaxDepth = 32,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(FiniteNumberConverter), typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(TuningPlan))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(NotProposed))]
public sealed partial class TuningJsonContext : JsonSerializerContext;
