using System.Globalization;
using System.Text;
using TcpVet.Model;
using TcpVet.Operations.Probe;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Probe;

/// <summary>A watch of ports on a terminal: a line a target that is written again in place.</summary>
/// <param name="screen">Where and how.</param>
internal sealed class ProbeWatchScreen(Screen screen) : IProbeSink
{
    private const int SparkWidth = 16;

    private IReadOnlyList<ProbeResult> unasked = [];
    private IReadOnlyList<ProbeSeries> latest = [];
    private int drawn;

    public void Begin(Origin origin, IReadOnlyList<ProbeResult> known) => unasked = known;

    public void Result(int round, PortAnswer answer)
    {
    }

    public void Round(int round, IReadOnlyList<ProbeSeries> series)
    {
        latest = series;
        Draw(unasked, series, round);
        screen.Out.Flush();
    }

    /// <summary>Leaves the last picture where it is.</summary>
    public void End(IReadOnlyList<PortAnswer> answers)
    {
        int open = latest.Count(one => one.Last?.Verdict == ProbeVerdict.Open);
        screen.Out.Line(
            $"{Quantity.Of(latest.Count, "target")}: {open} open, {latest.Count(one => one.Loss > 0)} with loss, {latest.Count(one => one.Changed)} changed");
        screen.Out.Flush();
    }

    private void Draw(IReadOnlyList<ProbeResult> known, IReadOnlyList<ProbeSeries> series, int round)
    {
        using MemoryStream picture = new();
        using Utf8Output lines = new(picture);
        TextTable table = new(
            new Column("TARGET"), new("VERDICT"), new("RTT ms", Align.Right), new($"LAST {SparkWidth}"), new("LOSS", Align.Right),
            new("MIN", Align.Right), new("AVG", Align.Right), new("MAX", Align.Right), new("P99", Align.Right));
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
        string[] written = Fitting(Encoding.UTF8.GetString(picture.ToArray()).TrimEnd('\n').Split('\n'));
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
            one.Question.Target, last is null
                ? "…"
                : new Cell(last.State is { } state && state != "two-way" ? state : last.Verdict.Name(), ProbeReport.StyleOf(last.Verdict)),
            ProbeReport.Milliseconds(last?.RttUs), Sparkline.Of(one.Recent, SparkWidth),
            ProbeReport.Loss(one),
            ProbeReport.Milliseconds(trips?.MinUs), ProbeReport.Milliseconds(trips?.AvgUs), ProbeReport.Milliseconds(trips?.MaxUs),
            ProbeReport.Milliseconds(trips?.P99Us),
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

    private string Time() => screen.Now().UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
