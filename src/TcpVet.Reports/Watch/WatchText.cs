using TcpVet.Model;
using TcpVet.Operations.Watch;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Watching;

namespace TcpVet.Reports.Watch;

/// <summary>A watch for a person: a line an event, and a summary at the end.</summary>
/// <param name="screen">Where and how.</param>
/// <param name="request">What is watched, how often, and with which settings.</param>
internal sealed class WatchText(Screen screen, WatchRequest request) : WatchForm
{
    private WatchRound? last;
    private DateTimeOffset start;
    private long appeared;
    private long cleared;

    /// <inheritdoc/>
    public override void Round(WatchRound round)
    {
        Prose prose = Prose.For(screen);
        if (last is null)
        {
            start = round.Capture.TakenAt;
            Head(prose, round.Capture);
        }

        last = round;
        foreach (FindingEvent entry in round.Events)
        {
            appeared += entry.Change == FindingChange.Appeared ? 1 : 0;
            cleared += entry.Change == FindingChange.Cleared ? 1 : 0;
            Event(prose, entry, round.Capture.TakenAt);
        }

        screen.Out.Flush();
    }

    /// <inheritdoc/>
    public override void End()
    {
        Prose prose = Prose.For(screen);
        if (last is null)
        {
            prose.Line(0, "SUMMARY  stopped before the first round was over", Style.Strong);
        }
        else
        {
            Summary(prose, last);
        }

        screen.Out.Flush();
    }

    private void Head(Prose prose, Capture capture)
    {
        if (screen.Header)
        {
            string begin = $"{capture.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
            string pace = $"a round every {Durations.Short((long)request.Every.TotalMilliseconds)} from {begin}";
            prose.Line(0, $"{SafeText.Escape(capture.Host)}  Linux {SafeText.Escape(capture.Kernel)}  {pace}, Ctrl-C ends", Style.Dim);
        }

        SettingsJson.Write(prose, request.Checkup.Settings);
    }

    private static void Event(Prose prose, FindingEvent entry, DateTimeOffset at)
    {
        bool gone = entry.Change == FindingChange.Cleared;
        string after = gone ? $" (after {Durations.Short((long)(at - entry.Since).TotalMilliseconds)})" : "";
        string change = entry.Change.ToString().ToUpperInvariant();
        Style style = gone ? Style.Good : Palette.Of(entry.Finding.Severity);
        prose.Line(0, $"{WatchWords.Time(at)} {change,-8} {Title(entry.Finding)}{after}", style);
        if (prose.Wide && !gone)
        {
            FindingText.Write(prose, entry.Finding);
            prose.Blank();
        }
    }

    private void Summary(Prose prose, WatchRound end)
    {
        string lasted = end.Number > 1 ? $" in {Durations.Short((long)(end.Capture.TakenAt - start).TotalMilliseconds)}" : "";
        string counts = $"{appeared} appeared, {cleared} cleared, {end.Present.Count} still there";
        prose.Blank();
        prose.Line(0, $"SUMMARY  {Quantity.Of(end.Number, "round")}{lasted}: {counts}", Style.Strong);
        foreach (Finding finding in end.Present)
        {
            prose.Line(2, Title(finding), Palette.Of(finding.Severity));
        }

        prose.Line(0, end.Present.Count > 0 ? "NEXT  tcpvet" : "NEXT  tcpvet listeners", Style.Dim);
    }

    private static string Title(Finding finding) =>
        $"{FindingText.Word(finding.Severity)} {finding.Code} {SafeText.Escape(finding.Title.ToString())}";
}
