using System.Globalization;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Probes;
using TcpVet.Probes.Engine;

namespace TcpVet.Cli.Output;

/// <summary>The results of a probe: a table that folds long ranges, JSON, or CSV.</summary>
/// <param name="screen">Where and how.</param>
/// <param name="head">What every document starts with.</param>
/// <param name="rounds">Whether there was more than one round.</param>
internal sealed class ProbeReport(Screen screen, ReportHead head, bool rounds)
{
    /// <summary>One result as a line of JSON, at once.</summary>
    public void Line(ProbeResult result, ProbeSeries? series)
    {
        JsonText.Line(screen.Out, json =>
        {
            json.WriteString("schema", "tcpvet/probe/1");
            ProbeJson.Members(json, result, rounds ? series : null);
        });
        screen.Out.Flush();
    }

    /// <summary>Everything, at the end.</summary>
    public void Write(IReadOnlyList<(ProbeResult Result, ProbeSeries? Series)> results)
    {
        switch (screen.Format)
        {
            case OutputFormat.Json:
                JsonText.Document(screen.Out, "probe", head, json =>
                {
                    json.WriteStartArray("results");
                    foreach ((ProbeResult result, ProbeSeries? series) in results)
                    {
                        json.WriteStartObject();
                        ProbeJson.Members(json, result, rounds ? series : null);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
                break;
            case OutputFormat.Csv:
                WriteCsv(results);
                break;
            default:
                WriteTable(results);
                break;
        }
    }

    /// <summary>The colour of a verdict.</summary>
    public static Style StyleOf(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Open => Style.Good,
        ProbeVerdict.Closed => Style.Critical,
        ProbeVerdict.OpenOrFiltered => Style.Info,
        _ => Style.Warning,
    };

    /// <summary><c>0.412 ms</c>, <c>-</c> for none.</summary>
    public static string Milliseconds(long? microseconds) =>
        microseconds is { } us ? string.Create(CultureInfo.InvariantCulture, $"{us / 1000.0:0.000}") : "-";

    private void WriteTable(IReadOnlyList<(ProbeResult Result, ProbeSeries? Series)> results)
    {
        bool named = results.Any(pair => pair.Result.Peer is { } peer && !pair.Result.Target.EndsWith($"//{peer}", StringComparison.Ordinal));
        List<Column> columns = [new("TARGET")];
        columns.AddRange(named ? [new Column("ADDRESS")] : []);
        columns.AddRange(new("VERDICT"), new("RTT ms", Align.Right));
        columns.AddRange(rounds ? [new("ANSWERED", Align.Right), new("LOSS", Align.Right), new("MIN", Align.Right), new("AVG", Align.Right), new("MAX", Align.Right), new("P99", Align.Right)] : Array.Empty<Column>());
        columns.Add(new("WHY"));
        TextTable table = new([.. columns]);
        foreach (ProbeRow row in ProbeRow.Fold(results, whole: screen.Format == OutputFormat.Wide))
        {
            List<Cell> cells = [row.Target];
            cells.AddRange(named ? [row.Result.Peer?.Addr.ToString() ?? "-"] : []);
            cells.AddRange(new Cell(row.Result.Verdict.Name(), StyleOf(row.Result.Verdict)), Milliseconds(row.Ports > 1 ? null : row.Result.RttUs));
            cells.AddRange(rounds ? Figures(row.Series) : []);
            cells.Add(row.Why);
            table.Add([.. cells]);
        }

        table.Write(screen.Out, screen.Header, screen.Colors, width: screen.Terminal ? Math.Max(screen.Size().Columns ?? 80, 60) : int.MaxValue);
        Notes([.. results.Select(pair => pair.Result)]);
    }

    private static Cell[] Figures(ProbeSeries? series)
    {
        RoundTrips? trips = series?.Trips();
        return series is null ? ["-", "-", "-", "-", "-", "-"] :
        [
            $"{series.Answered}/{series.Asked}", new Cell(string.Create(CultureInfo.InvariantCulture, $"{series.Loss * 100:0.#}%"), series.Loss > 0 ? Style.Warning : Style.Plain),
            Milliseconds(trips?.MinUs), Milliseconds(trips?.AvgUs), Milliseconds(trips?.MaxUs), Milliseconds(trips?.P99Us),
        ];
    }

    // What holds for many ports is said once.
    private void Notes(IReadOnlyList<ProbeResult> results)
    {
        Prose prose = Prose.For(screen);
        foreach (IGrouping<string, ProbeResult> group in results.SelectMany(result => result.Notes.Select(note => (note, result))).GroupBy(pair => pair.note, pair => pair.result))
        {
            int count = group.Count();
            string whose = count == results.Count && count > 1 ? "all" : count > 3 ? Quantity.Of(count, "port") : string.Join(", ", group.Select(result => result.Target));
            prose.Line(2, $"{whose}: {group.Key}", Style.Dim);
        }
    }

    private void WriteCsv(IReadOnlyList<(ProbeResult Result, ProbeSeries? Series)> results)
    {
        if (screen.Header)
        {
            Csv.Row(screen.Out, [
                "target", "verdict", "state", "rtt_ms", "attempts", "local_addr", "local_port", "peer_addr", "peer_port", "protocol", "summary", "icmp_sender", "why",
                .. rounds ? ["asked", "answered"] : Array.Empty<string>()]);
        }

        foreach ((ProbeResult result, ProbeSeries? series) in results)
        {
            Csv.Row(screen.Out, [
                result.Target, result.Verdict.Name(), result.State, result.RttUs is null ? "" : Milliseconds(result.RttUs), Text(series?.Attempts ?? result.Attempts),
                result.Local?.Addr.ToString(), Text(result.Local?.Port), result.Peer?.Addr.ToString(), Text(result.Peer?.Port),
                result.Reply?.Protocol, result.Reply?.Summary, result.Icmp?.Sender.ToString(), result.Why,
                .. rounds ? [Text(series?.Asked), Text(series?.Answered)] : Array.Empty<string>()]);
        }
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
