using System.Globalization;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Probes;
using TcpVet.Probes.Engine;

namespace TcpVet.Cli.Output;

/// <summary>A watch of ports: on a terminal a line a target that is written again in place, else an object or a row a target and round.</summary>
/// <param name="screen">Where and how.</param>
internal sealed class ProbeWatchReport(Screen screen)
{
    private const int SparkWidth = 16;

    private readonly bool live = screen.Terminal && screen.Format is OutputFormat.Table or OutputFormat.Wide;
    private int drawn;
    private bool headed;

    /// <summary>Tells a round.</summary>
    /// <param name="known">Targets that cannot be asked.</param>
    /// <param name="series">The others.</param>
    /// <param name="round">Which round it is, from 1.</param>
    public void Round(IReadOnlyList<ProbeResult> known, IReadOnlyList<ProbeSeries> series, int round)
    {
        if (live)
        {
            Draw(known, series, round);
        }
        else
        {
            Stream(round == 1 ? known : [], series, round);
        }

        screen.Out.Flush();
    }

    /// <summary>Leaves the last picture where it is.</summary>
    public void End(IReadOnlyList<ProbeSeries> series)
    {
        if (live)
        {
            screen.Out.Line($"{Quantity.Of(series.Count, "target")}: {series.Count(one => one.Last?.Verdict == ProbeVerdict.Open)} open, {series.Count(one => one.Loss > 0)} with loss, {series.Count(one => one.Changed)} changed");
        }

        screen.Out.Flush();
    }

    private void Draw(IReadOnlyList<ProbeResult> known, IReadOnlyList<ProbeSeries> series, int round)
    {
        using MemoryStream picture = new();
        using Utf8Output lines = new(picture);
        TextTable table = new(new Column("TARGET"), new("VERDICT"), new("RTT ms", Align.Right), new($"LAST {SparkWidth}"), new("LOSS", Align.Right), new("MIN", Align.Right), new("AVG", Align.Right), new("MAX", Align.Right), new("P99", Align.Right));
        foreach (ProbeSeries one in series)
        {
            table.Add(Cells(one));
        }

        table.Write(lines, screen.Header, screen.Colors);
        foreach (ProbeResult wrong in known)
        {
            lines.Line($"{wrong.Target}  {wrong.Verdict.Name()}  {wrong.Why}");
        }

        lines.Flush();
        string[] written = Fitting(System.Text.Encoding.UTF8.GetString(picture.ToArray()).TrimEnd('\n').Split('\n'));
        // Up to the first line of the last picture; each line clears what was there.
        screen.Out.Text(drawn > 0 ? $"\e[{drawn}A" : "");
        int width = screen.Size().Columns ?? 80;
        foreach (string line in written)
        {
            screen.Out.Line($"\r{Cut(line, width)}\e[K");
        }

        screen.Out.Line($"\rround {round}, {Time()} UTC; Ctrl-C ends\e[K");
        drawn = written.Length + 1;
    }

    // What has scrolled off the screen cannot be written again in place.
    private string[] Fitting(string[] lines)
    {
        int most = Math.Max((screen.Size().Rows ?? 24) - 3, 3);
        return lines.Length <= most ? lines : [.. lines[..most], $"and {lines.Length - most} more, which this screen has no room for; -o jsonl tells all"];
    }

    private static Cell[] Cells(ProbeSeries one)
    {
        RoundTrips? trips = one.Trips();
        ProbeResult? last = one.Last;
        return
        [
            one.Question.Target, last is null ? "…" : new Cell(last.State is { } state && state != "two-way" ? state : last.Verdict.Name(), ProbeReport.StyleOf(last.Verdict)),
            ProbeReport.Milliseconds(last?.RttUs), Sparkline.Of(one.Recent, SparkWidth),
            new Cell(string.Create(CultureInfo.InvariantCulture, $"{one.Loss * 100:0.#}%"), one.Loss > 0 ? Style.Warning : Style.Plain),
            ProbeReport.Milliseconds(trips?.MinUs), ProbeReport.Milliseconds(trips?.AvgUs), ProbeReport.Milliseconds(trips?.MaxUs), ProbeReport.Milliseconds(trips?.P99Us),
        ];
    }

    // A line that wraps would make the picture higher than it is counted. Escape sequences take no column.
    private static string Cut(string line, int width)
    {
        int columns = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\e')
            {
                i = line.IndexOf('m', i);
                continue;
            }

            if (++columns > width)
            {
                return $"{line[..i]}\e[0m";
            }
        }

        return line;
    }

    private void Stream(IReadOnlyList<ProbeResult> known, IReadOnlyList<ProbeSeries> series, int round)
    {
        if (screen.Format == OutputFormat.Csv)
        {
            if (!headed && screen.Header)
            {
                Csv.Row(screen.Out, "time", "round", "target", "verdict", "state", "rtt_ms", "asked", "answered", "why");
            }

            headed = true;
            foreach (ProbeSeries one in series.Where(one => one.Last is not null))
            {
                Csv.Row(
                    screen.Out, JsonText.Time(TimeProvider.System.GetUtcNow()), Text(round), one.Question.Target, one.Last!.Verdict.Name(), one.Last.State,
                    one.Last.RttUs is null ? "" : ProbeReport.Milliseconds(one.Last.RttUs), Text(one.Asked), Text(one.Answered), one.Last.Why);
            }

            return;
        }

        foreach ((ProbeResult Result, ProbeSeries? Series) entry in known.Select(result => (result, (ProbeSeries?)null)).Concat(series.Where(one => one.Last is not null).Select(one => (one.Last!, (ProbeSeries?)one))))
        {
            JsonText.Line(screen.Out, json =>
            {
                json.WriteString("schema", "tcpvet/probe/1");
                json.WriteString("taken_at", JsonText.Time(TimeProvider.System.GetUtcNow()));
                json.WriteNumber("round", round);
                ProbeJson.Members(json, entry.Result, entry.Series);
            });
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time() => TimeProvider.System.GetUtcNow().UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
