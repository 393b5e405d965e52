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
        Table<CountRow> table = new Table<CountRow>().AddNumber("COUNT", row => row.Count);
        Table<CountRow> csv = new();
        for (int i = 0; i < answer.Keys.Count; i++)
        {
            int key = i;
            table.Add(answer.Keys[key].ToUpperInvariant(), row => SafeText.Escape(Text(row, key) ?? "-"));
            csv.Add(answer.Keys[key], row => Text(row, key) ?? "");
        }

        csv.AddNumber("count", row => row.Count.ToString(CultureInfo.InvariantCulture));
        return new Report<CountRow>("count", answer.Origin, answer.Rows)
        {
            Members = json => Members(json, answer),
            Item = (json, row) => Write(json, answer.Keys, row),
            Table = table,
            Csv = csv,
        };
    }

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

    private static void Write(Utf8JsonWriter json, IReadOnlyList<string> keys, CountRow row)
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
