using System.Globalization;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Model.Records;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Journaling;

/// <summary>Plans and entries as JSON: the values that have a form of their own. The compiler writes the rest.</summary>
[JsonRecords(typeof(TuningPlan), typeof(JournalEntry), typeof(PlannedChange), typeof(NotProposed),
    Words = [typeof(CaptureRecords), typeof(RecordText)])]
public static partial class TuningRecords
{
    /// <summary>Reads a moment; UTC.</summary>
    /// <exception cref="JsonException">The value is none.</exception>
    public static DateTimeOffset ReadDateTimeOffset(ref RecordReader json) => RecordText.ReadDateTimeOffset(ref json).ToUniversalTime();

    /// <summary>Writes a moment in UTC to the millisecond, as everywhere in this program's JSON: <c>2026-11-26T22:51:06.342Z</c> (RFC
    /// 3339).</summary>
    public static void Write(Utf8JsonWriter json, DateTimeOffset value) =>
        json.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
