using System.Globalization;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Reports.Findings;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Watching;

namespace TcpVet.Cli.Output;

/// <summary>A watch: a line an event for a person, an object a round or a row an event for a program, and a summary at the end.</summary>
/// <param name="screen">Where and how.</param>
/// <param name="settings">The settings in force.</param>
/// <param name="every">The time between two rounds.</param>
internal sealed class WatchReport(Screen screen, CheckupSettings settings, TimeSpan every)
{
    private readonly bool status = screen.Format is OutputFormat.Table or OutputFormat.Wide && screen.Terminal && !Console.IsErrorRedirected;
    private DateTimeOffset start;
    private DateTimeOffset end;
    private long appeared;
    private long cleared;

    /// <summary>How many rounds were told.</summary>
    public int Rounds { get; private set; }

    /// <summary>Tells a round.</summary>
    /// <param name="capture">What was seen.</param>
    /// <param name="diagnosis">What the rules say of it.</param>
    /// <param name="events">What changed.</param>
    /// <param name="present">The findings that are there, flickers left out.</param>
    public void Round(Capture capture, Diagnosis diagnosis, IReadOnlyList<FindingEvent> events, IReadOnlyList<Finding> present)
    {
        bool first = Rounds == 0;
        start = first ? capture.TakenAt : start;
        end = capture.TakenAt;
        Rounds++;
        appeared += events.Count(entry => entry.Change == FindingChange.Appeared);
        cleared += events.Count(entry => entry.Change == FindingChange.Cleared);
        switch (screen.Format)
        {
            case OutputFormat.Jsonl:
                WriteJson(capture, diagnosis, events, present);
                break;
            case OutputFormat.Csv:
                WriteCsv(capture.TakenAt, first, events);
                break;
            default:
                WriteText(capture, first, events);
                break;
        }

        screen.Out.Flush();
        if (status)
        {
            string ignored = diagnosis.Ignored.Count > 0 ? $", {diagnosis.Ignored.Count} ignored" : "";
            string sockets = Quantity.Of(capture.Namespaces.Sum(netns => netns.Tcp.Total), "TCP socket");
            Messages.Show($"\r\e[K{Time(capture.TakenAt)} round {Rounds}: {Counts(present)}{ignored}; {sockets}");
        }
    }

    /// <summary>Ends a person's watch with what it saw.</summary>
    /// <param name="present">The findings that are still there.</param>
    public void End(IReadOnlyList<Finding> present)
    {
        if (status)
        {
            Messages.Show("\r\e[K");
        }

        if (screen.Format is not (OutputFormat.Table or OutputFormat.Wide))
        {
            return;
        }

        Prose prose = Prose.For(screen);
        if (Rounds == 0)
        {
            prose.Line(0, "SUMMARY  stopped before the first round was over", Style.Strong);
            screen.Out.Flush();
            return;
        }

        prose.Blank();
        string lasted = Rounds > 1 ? $" in {Durations.Short((long)(end - start).TotalMilliseconds)}" : "";
        prose.Line(0, $"SUMMARY  {Quantity.Of(Rounds, "round")}{lasted}: {appeared} appeared, {cleared} cleared, {present.Count} still there", Style.Strong);
        foreach (Finding finding in present)
        {
            prose.Line(2, $"{Word(finding.Severity)} {finding.Code} {SafeText.Escape(finding.Title.ToString())}", Palette.Of(finding.Severity));
        }

        prose.Line(0, present.Count > 0 ? "NEXT  tcpvet" : "NEXT  tcpvet listeners", Style.Dim);
        screen.Out.Flush();
    }

    private void WriteText(Capture capture, bool first, IReadOnlyList<FindingEvent> events)
    {
        Prose prose = Prose.For(screen);
        if (status)
        {
            Messages.Show("\r\e[K");
        }

        if (first && screen.Header)
        {
            prose.Line(0, $"{SafeText.Escape(capture.Host)}  Linux {SafeText.Escape(capture.Kernel)}  a round every {Durations.Short((long)every.TotalMilliseconds)} from {capture.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, Ctrl-C ends", Style.Dim);
        }

        foreach (FindingEvent entry in events)
        {
            string after = entry.Change == FindingChange.Cleared ? $" (after {Durations.Short((long)(capture.TakenAt - entry.Since).TotalMilliseconds)})" : "";
            Style style = entry.Change == FindingChange.Cleared ? Style.Good : Palette.Of(entry.Finding.Severity);
            prose.Line(0, $"{Time(capture.TakenAt)} {entry.Change.ToString().ToUpperInvariant(),-8} {Word(entry.Finding.Severity)} {entry.Finding.Code} {SafeText.Escape(entry.Finding.Title.ToString())}{after}", style);
            if (screen.Format == OutputFormat.Wide && entry.Change != FindingChange.Cleared)
            {
                FindingText.Write(prose, entry.Finding);
                prose.Blank();
            }
        }
    }

    private void WriteCsv(DateTimeOffset at, bool first, IReadOnlyList<FindingEvent> events)
    {
        if (first && screen.Header)
        {
            Csv.Row(screen.Out, "time", "event", "severity", "code", "name", "title", "who");
        }

        foreach (FindingEvent entry in events)
        {
            Finding finding = entry.Finding;
            Csv.Row(screen.Out, JsonText.Time(at), Word(entry.Change), Word(finding.Severity), finding.Code, finding.Name, finding.Title.ToString(), FindingText.Who(finding.Subject));
        }
    }

    private void WriteJson(Capture capture, Diagnosis diagnosis, IReadOnlyList<FindingEvent> events, IReadOnlyList<Finding> present) => JsonText.Line(screen.Out, json =>
    {
        json.WriteString("schema", "tcpvet/watch/1");
        json.WriteString("host", capture.Host);
        json.WriteString("kernel", capture.Kernel);
        json.WriteString("taken_at", JsonText.Time(capture.TakenAt));
        json.WriteNumber("round", Rounds);
        json.WriteNumber("interval_ms", capture.IntervalMs);
        if (Rounds == 1)
        {
            CheckupJson.Config(json, settings);
        }

        json.WriteStartArray("events");
        foreach (FindingEvent entry in events)
        {
            json.WriteStartObject();
            json.WriteString("event", Word(entry.Change));
            json.WriteString("code", entry.Finding.Code);
            json.WriteString("name", entry.Finding.Name);
            json.WriteString("severity", Word(entry.Finding.Severity));
            json.WriteString("title", entry.Finding.Title.ToString());
            json.WriteString("since", JsonText.Time(entry.Since));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        FindingJson.Findings(json, present);
        FindingJson.Ignored(json, diagnosis.Ignored);
        FindingJson.CannotTell(json, diagnosis.CannotTell);
    });

    private static string Counts(IReadOnlyList<Finding> present) => present.Count == 0
        ? "nothing wrong"
        : string.Join(", ", present.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key).Select(group => $"{group.Count()} {Word(group.Key)}"));

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
