using System.Buffers;
using System.Text.Json;
using TcpVet.Model.Records;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Journaling;

/// <summary>Plans and entries as JSON with snake_case keys.</summary>
public static class TuningJson
{
    /// <summary>The most bytes of a plan or an entry that are read.</summary>
    public const int Longest = 1 << 20;

    private const int Deepest = 32;

    /// <summary>Reads a plan that <c>tune plan -o json</c> wrote.</summary>
    /// <exception cref="TuningException">The text is none.</exception>
    public static TuningPlan ReadPlan(ReadOnlySpan<byte> utf8) =>
        EntryCheck.Checked(Read(utf8, TuningRecords.ReadTuningPlan, "a plan"));

    /// <summary>Writes an entry for its file.</summary>
    public static byte[] Write(JournalEntry entry)
    {
        ArrayBufferWriter<byte> bytes = new(1 << 12);
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
        {
            TuningRecords.Write(json, entry);
        }

        return [.. bytes.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Reads an entry and checks that each setting in it is one that may be written.</summary>
    /// <exception cref="TuningException">It is damaged, or was not written by this program.</exception>
    public static JournalEntry ReadEntry(ReadOnlySpan<byte> utf8) =>
        EntryCheck.Checked(Read(utf8, TuningRecords.ReadJournalEntry, "an entry"));

    private static T Read<T>(ReadOnlySpan<byte> utf8, RecordDocument.Reading<T> read, string what)
        where T : class
    {
        if (utf8.Length > Longest)
        {
            throw new TuningException($"it is longer than {Longest} bytes");
        }

        try
        {
            return RecordDocument.Read(utf8, read, Deepest);
        }
        catch (RecordException exception)
        {
            throw new TuningException(exception.Message.StartsWith("it lacks ", StringComparison.Ordinal)
                ? $"it is not {what}: {exception.Message}"
                : exception.Message);
        }
    }
}
