using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>Sockets by state.</summary>
internal static class StatesReport
{
    public static void Write(Utf8Output output, OutputFormat format, bool header, ReportHead head, IReadOnlyDictionary<TcpState, long> counts)
    {
        long total = counts.Values.Sum();
        switch (format)
        {
            case OutputFormat.Json:
                JsonReport.Write(output, "states", head, json =>
                {
                    json.WriteNumber("total", total);
                    json.WriteStartArray("states");
                    foreach ((TcpState state, long count) in counts)
                    {
                        json.WriteStartObject();
                        json.WriteString("state", state.Name());
                        json.WriteNumber("count", count);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
                break;
            case OutputFormat.Jsonl:
                foreach ((TcpState state, long count) in counts)
                {
                    JsonReport.Line(output, json =>
                    {
                        json.WriteString("state", state.Name());
                        json.WriteNumber("count", count);
                    });
                }

                break;
            case OutputFormat.Csv:
                if (header)
                {
                    Csv.Row(output, "state", "count");
                }

                foreach ((TcpState state, long count) in counts)
                {
                    Csv.Row(output, state.Name(), count.ToString(CultureInfo.InvariantCulture));
                }

                break;
            default:
                TextTable table = new(new Column("STATE"), new Column("COUNT", Align.Right));
                foreach ((TcpState state, long count) in counts)
                {
                    table.Add(state.Name(), count);
                }

                table.Add("TOTAL", total);
                table.Write(output, header, Palette.None);
                break;
        }
    }
}
