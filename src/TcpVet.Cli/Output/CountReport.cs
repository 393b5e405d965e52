using System.Globalization;
using System.Text.Json;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>One value of a key: text, a number, or nothing.</summary>
/// <param name="Text">The value as text; null for none.</param>
/// <param name="Number">The value, when it is a number.</param>
internal readonly record struct KeyValue(string? Text, long? Number = null)
{
    public static KeyValue Of(long number) => new(number.ToString(CultureInfo.InvariantCulture), number);
}

/// <summary>A count by keys.</summary>
/// <param name="Keys">One value a key; null in the row that sums what <c>--top</c> left out.</param>
/// <param name="Count">How many sockets.</param>
internal readonly record struct CountRow(KeyValue[]? Keys, long Count);

/// <summary>Sockets by any keys.</summary>
internal static class CountReport
{
    /// <summary>What stands for the rows that were summed up.</summary>
    public const string Other = "~other";

    public static void Write(Utf8Output output, OutputFormat format, bool header, ReportHead head, IReadOnlyList<string> by, IReadOnlyList<CountRow> rows)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonText.Document(output, "count", head, json =>
                {
                    json.WriteStartArray("by");
                    foreach (string key in by)
                    {
                        json.WriteStringValue(key);
                    }

                    json.WriteEndArray();
                    json.WriteNumber("total", rows.Sum(row => row.Count));
                    json.WriteStartArray("rows");
                    foreach (CountRow row in rows)
                    {
                        json.WriteStartObject();
                        WriteRow(json, by, row);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
                break;
            case OutputFormat.Jsonl:
                foreach (CountRow row in rows)
                {
                    JsonText.Line(output, json => WriteRow(json, by, row));
                }

                break;
            case OutputFormat.Csv:
                if (header)
                {
                    Csv.Row(output, [.. by, "count"]);
                }

                foreach (CountRow row in rows)
                {
                    Csv.Row(output, [.. Texts(by, row, none: ""), row.Count.ToString(CultureInfo.InvariantCulture)]);
                }

                break;
            default:
                TextTable table = new([new Column("COUNT", Align.Right), .. by.Select(key => new Column(key.ToUpperInvariant()))]);
                foreach (CountRow row in rows)
                {
                    table.Add([row.Count, .. Texts(by, row, none: "-").Select(text => new Cell(SafeText.Escape(text)))]);
                }

                table.Write(output, header, Palette.None);
                break;
        }
    }

    private static IEnumerable<string> Texts(IReadOnlyList<string> by, CountRow row, string none) =>
        row.Keys?.Select(key => key.Text ?? none) ?? by.Select((_, i) => i == 0 ? Other : none);

    private static void WriteRow(Utf8JsonWriter json, IReadOnlyList<string> by, CountRow row)
    {
        for (int i = 0; i < by.Count; i++)
        {
            KeyValue value = row.Keys is { } keys ? keys[i] : new KeyValue(Other);
            if (value.Number is { } number)
            {
                json.WriteNumber(by[i], number);
            }
            else if (value.Text is { } text)
            {
                json.WriteString(by[i], text);
            }
            else
            {
                json.WriteNull(by[i]);
            }
        }

        json.WriteNumber("count", row.Count);
    }
}
