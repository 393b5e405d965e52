using System.Globalization;
using System.Text;
using System.Text.Json;
using TcpVet.Operations.Trace;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Trace;

/// <summary>Writes the summary of a trace.</summary>
internal static class TraceSummaryReport
{
    public static void Write(Screen screen, TraceSummary summary)
    {
        TextTable table = new(
            new Column("DIR"), new Column("SERVICE"), new Column("PEER"), new Column("OPENED", Align.Right), new Column("CLOSED", Align.Right),
                new Column("HERE FIRST", Align.Right),
            new Column("PEER FIRST", Align.Right), new Column("RESET", Align.Right), new Column("MEDIAN", Align.Right), new Column("P99", Align.Right),
                new Column("FAILED"));
        foreach ((SummaryKey key, SummaryRow row) in summary.Rows)
        {
            table.Add([Direction(key), key.Port == 0 ? "-" : $":{key.Port}", key.Peer.ToString(), .. Cells(row)]);
        }

        if (summary.Other is { } other)
        {
            table.Add(["~other", "", "", .. Cells(other)]);
        }

        table.Write(screen.Out, screen.Header, Palette.None);
    }

    public static void WriteCsv(Screen screen, TraceSummary summary, bool separated)
    {
        if (separated)
        {
            screen.Out.EndLine();
        }

        if (screen.Header)
        {
            Csv.Row(screen.Out, "direction", "port", "peer", "opened", "closed", "closed_local", "closed_peer", "reset", "median_us", "p99_us", "failed");
        }

        foreach ((SummaryKey key, SummaryRow row) in summary.Rows)
        {
            WriteCsv(screen, Direction(key), key.Port == 0 ? "" : Number(key.Port), key.Peer.ToString(), row);
        }

        if (summary.Other is { } other)
        {
            WriteCsv(screen, "~other", "", "", other);
        }
    }

    /// <summary>The members of a summary, inside an object that is open.</summary>
    public static void Members(Utf8JsonWriter json, TraceSummary summary)
    {
        json.WriteNumber("seconds", Math.Round(summary.Seconds, 3));
        json.WriteNumber("lost", summary.Lost);
        json.WriteStartArray("rows");
        foreach ((SummaryKey key, SummaryRow row) in summary.Rows)
        {
            json.WriteStartObject();
            if (key.Direction == Ebpf.Tracing.Direction.Unknown)
            {
                json.WriteNull("direction");
            }
            else
            {
                json.WriteString("direction", Direction(key));
                json.WriteNumber("port", key.Port);
            }

            json.WriteString("peer", key.Peer.ToString());
            Figures(json, row);
            json.WriteEndObject();
        }

        if (summary.Other is { } other)
        {
            json.WriteStartObject();
            json.WriteString("direction", "~other");
            Figures(json, other);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A summary as one JSON object.</summary>
    public static string Json(TraceSummary summary)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            Members(json, summary);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Figures(Utf8JsonWriter json, SummaryRow row)
    {
        json.WriteNumber("opened", row.Opened);
        json.WriteNumber("closed", row.Closed);
        json.WriteNumber("closed_local", row.ClosedHere);
        json.WriteNumber("closed_peer", row.ClosedThere);
        json.WriteNumber("reset", row.Reset);
        Microseconds(json, "median_us", row.Lifetimes.Quantile(0.5));
        Microseconds(json, "p99_us", row.Lifetimes.Quantile(0.99));
        json.WriteStartObject("failed");
        foreach ((string reason, long count) in row.Failed)
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
    }

    private static void Microseconds(Utf8JsonWriter json, string name, ulong? ns)
    {
        if (ns is { } known)
        {
            json.WriteNumber(name, known / 1000);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static Cell[] Cells(SummaryRow row) =>
    [
        row.Opened, row.Closed, Share(row.ClosedHere, row.Closed), Share(row.ClosedThere, row.Closed), Share(row.Reset, row.Closed),
        Time(row.Lifetimes.Quantile(0.5)), Time(row.Lifetimes.Quantile(0.99)), Failures(row),
    ];

    private static void WriteCsv(Screen screen, string direction, string port, string peer, SummaryRow row) => Csv.Row(
        screen.Out, direction, port, peer, Number(row.Opened), Number(row.Closed), Number(row.ClosedHere), Number(row.ClosedThere),
        Number(row.Reset),
        Us(row.Lifetimes.Quantile(0.5)), Us(row.Lifetimes.Quantile(0.99)), Failures(row));

    private static string Failures(SummaryRow row) => string.Join(' ', row.Failed.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Direction(SummaryKey key) => Encoding.ASCII.GetString(TraceWords.Of(key.Direction));

    private static string Share(long part, long whole) => whole == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0}%");

    private static string Time(ulong? ns) => ns is { } known ? TraceWords.Short(known) : "-";

    private static string Us(ulong? ns) => ns is { } known ? Number((long)(known / 1000)) : "";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
