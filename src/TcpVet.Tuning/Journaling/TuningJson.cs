using System.Text.Json;
using System.Text.Json.Serialization;
using TcpVet.Model;
using TcpVet.Tuning.Measuring;
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
    public static TuningPlan ReadPlan(ReadOnlySpan<byte> utf8) => EntryCheck.Checked(Read(utf8, Context.TuningPlan, "a plan", TuningPlan.SchemaId));

    /// <summary>Writes an entry for its file.</summary>
    public static byte[] Write(JournalEntry entry) => [.. JsonSerializer.SerializeToUtf8Bytes(entry, Context.JournalEntry), (byte)'\n'];

    /// <summary>Reads an entry and checks that each setting in it is one that may be written.</summary>
    /// <exception cref="TuningException">It is damaged, or was not written by this program.</exception>
    public static JournalEntry ReadEntry(ReadOnlySpan<byte> utf8) => EntryCheck.Checked(Read(utf8, Context.JournalEntry, "an entry", JournalEntry.SchemaId));

    private static T Read<T>(ReadOnlySpan<byte> utf8, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string what, string schema)
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
            string sentence = exception.Message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0].Replace(typeof(T).FullName!, what, StringComparison.Ordinal);
            throw new TuningException($"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}: {sentence}");
        }
    }
}

/// <summary>A word for each member: <c>rolled_back</c>.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class SnakeCaseWord<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Compile-time JSON metadata of plans and entries.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    MaxDepth = 32,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [
        typeof(InetAddressConverter), typeof(FiniteNumberConverter),
        typeof(SnakeCaseWord<EntryState>), typeof(SnakeCaseWord<ChangeState>), typeof(SnakeCaseWord<ChangeRisk>), typeof(SnakeCaseWord<TimerKind>), typeof(SnakeCaseWord<FigureKind>),
    ])]
[JsonSerializable(typeof(TuningPlan))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(NotProposed))]
public sealed partial class TuningJsonContext : JsonSerializerContext;
