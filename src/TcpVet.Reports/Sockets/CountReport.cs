using System.Globalization;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Sockets by any keys.</summary>
public static class CountReport
{
    /// <summary>Makes the report.</summary>
    public static Report Of(CountAnswer answer)
    {
        return new Report<CountRow>("count", answer.Origin, answer.Rows)
        {
            Members = json => Members(json, answer),
            Item = (json, row) => Item(json, answer.Keys, row),
            Table = Columns(answer),
            Csv = CsvColumns(answer),
        };
    }

    /// <summary>The columns that people read.</summary>
    internal static Table<CountRow> Columns(CountAnswer answer)
    {
        Table<CountRow> table = new Table<CountRow>().AddNumber("COUNT", row => row.Count);
        for (int i = 0; i < answer.Keys.Count; i++)
        {
            int key = i;
            table.Add(answer.Keys[key].ToUpperInvariant(), row => SafeText.Escape(Shown(Text(row, key), answer, key) ?? "-"));
        }

        return table;
    }

    /// <summary>The columns of <c>-o csv</c>.</summary>
    internal static Table<CountRow> CsvColumns(CountAnswer answer)
    {
        Table<CountRow> csv = new();
        for (int i = 0; i < answer.Keys.Count; i++)
        {
            int key = i;
            csv.Add(answer.Keys[key], row => Text(row, key) ?? "");
        }

        return csv.AddNumber("count", row => row.Count.ToString(CultureInfo.InvariantCulture));
    }

    // A UDP socket that is not connected is in order: people read UNCONN, as of ss.
    private static string? Shown(string? text, CountAnswer answer, int key) =>
        answer.Udp && answer.Keys[key] == "state" && text == TcpState.Close.Name() ? "UNCONN" : text;

    // The row that sums up the rest has no values, and one name.
    private static string? Text(CountRow row, int key) => row.Values is { } values ? values[key].Text : key == 0 ? PeersReport.Other : null;

    private static void Members(Utf8JsonWriter json, CountAnswer answer)
    {
        json.WriteStartArray("by");
        foreach (string key in answer.Keys)
        {
            json.WriteStringValue(key);
        }

        json.WriteEndArray();
        long total = 0;
        foreach (CountRow row in answer.Rows)
        {
            total += row.Count;
        }

        json.WriteNumber("total", total);
    }

    /// <summary>Writes the members of a row.</summary>
    internal static void Item(Utf8JsonWriter json, IReadOnlyList<string> keys, CountRow row)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            KeyValue value = row.Values is { } values ? values[i] : new KeyValue(PeersReport.Other);
            if (value.Number is { } number)
            {
                json.WriteNumber(keys[i], number);
            }
            else
            {
                json.WriteString(keys[i], value.Text);
            }
        }

        json.WriteNumber("count", row.Count);
    }
}
