using System.Globalization;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;
using TcpVet.Reports.Sockets;
using TcpVet.Rules.Engine;

namespace TcpVet.Reports.Checkup;

/// <summary>The check-up for a person: verdict, census, services, findings, what could not be told, what to type next.</summary>
internal static class CheckupText
{
    private const int BusiestServices = 8;

    /// <summary>Writes a check-up.</summary>
    public static void Write(Prose prose, CheckupAnswer answer)
    {
        (Capture capture, Diagnosis diagnosis) = (answer.Capture, answer.Diagnosis);
        Head(prose, capture);
        SettingsJson.Write(prose, answer.Settings);
        prose.Blank();
        Verdict(prose, answer);
        foreach (NetnsCapture netns in capture.Namespaces)
        {
            prose.Blank();
            Census(prose, netns, named: capture.Namespaces.Count > 1 || !netns.Netns.Own);
            Services(prose, netns, prose.Wide ? int.MaxValue : BusiestServices);
        }

        foreach (Finding finding in diagnosis.Findings)
        {
            prose.Blank();
            if (prose.Brief)
            {
                FindingText.WriteShort(prose, finding);
            }
            else
            {
                FindingText.Write(prose, finding);
            }
        }

        CheckupFoot.Write(prose, answer);
    }

    // One line with the numbers, the worst first.
    private static string VerdictText(Diagnosis diagnosis)
    {
        if (diagnosis.Findings.Count == 0)
        {
            string ignored = diagnosis.Ignored.Count > 0 ? $", {diagnosis.Ignored.Count} ignored" : "";
            return (diagnosis.CannotTell.Count == 0 ? "nothing wrong found" : "nothing wrong found in what could be read") + ignored;
        }

        string counts = string.Join(", ", diagnosis.Findings.GroupBy(finding => finding.Severity).OrderByDescending(group => group.Key)
            .Select(group => FindingText.Counted(group.Key, group.Count())));
        return $"{counts}: {SafeText.Escape(diagnosis.Findings[0].Title.ToString())}";
    }

    private static void Head(Prose prose, Capture capture)
    {
        string up = capture.HostFacts.UptimeSeconds is { } seconds ? $"  up {Durations.Short((long)(seconds * 1000))}" : "";
        string watched = capture.IntervalMs > 0 ? $"  watched for {Durations.Short(capture.IntervalMs)}" : "";
        string host = $"{SafeText.Escape(capture.Host)}  Linux {SafeText.Escape(capture.Kernel)}";
        prose.Line(0, $"{host}{up}  {capture.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{watched}", Style.Dim);
    }

    private static void Verdict(Prose prose, CheckupAnswer answer)
    {
        Diagnosis diagnosis = answer.Diagnosis;
        Style style = diagnosis.Findings.Count == 0 ? Style.Good : Palette.Of(diagnosis.Findings[0].Severity);
        prose.Line(0, $"VERDICT  {VerdictText(diagnosis)}", style);
        if (answer.Capture.GrowthUnjudged)
        {
            // A capture of one or two readings keeps no list of them.
            int samples = answer.Capture.SamplesMs.Count > 0 ? answer.Capture.SamplesMs.Count : answer.Capture.IntervalMs > 0 ? 2 : 1;
            string text = $"not judged: a slow leak shows over three samples or more, this check-up took {samples}";
            prose.Item(0, "LEAKS", 9, text, Style.Warning);
        }
    }

    private static void Census(Prose prose, NetnsCapture netns, bool named)
    {
        if (named)
        {
            string pid = netns.Netns.Pid is { } lowest ? $" (pid {lowest})" : "";
            prose.Line(0, $"NAMESPACE {SafeText.Escape(netns.Netns.Label)}{pid}", Style.Strong);
        }

        prose.Item(0, "TCP", 5, $"{Grouped(netns.Tcp.Total)}  {States(netns.Tcp)}", Style.Strong);
        prose.Item(0, "UDP", 5, Grouped(netns.Udp.Total), Style.Strong);
    }

    private static string States(StateCounts counts)
    {
        string states = string.Join("  ", counts.Counts.Where(pair => pair.Value > 0).OrderByDescending(pair => pair.Value)
            .Select(pair => $"{pair.Key.Name()} {Grouped(pair.Value)}"));
        return states.Length == 0 ? "" : states;
    }

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static void Services(Prose prose, NetnsCapture netns, int most)
    {
        List<ListenerFacts> services = [.. netns.Listeners.Where(listener => listener.Proto == Protocol.Tcp)
            .OrderByDescending(listener => listener.Limit is { } limit && listener.Queue > limit)
            .ThenByDescending(listener => listener.States.Values.Sum()).ThenBy(listener => listener.Local)];
        if (services.Count == 0)
        {
            return;
        }

        prose.Blank();
        TextTable table = new(
            new Column("SERVICE"), new Column("PROCESS"), new Column("QUEUE", Align.Right, "Q"), new Column("LIMIT", Align.Right, "LIM"),
            new Column("DROPS", Align.Right, "DR"), new Column("CONNECTIONS"));
        foreach (ListenerFacts service in services.Take(most))
        {
            bool full = service.Limit is { } limit && service.Queue > limit;
            table.Add(
                service.Local.ToString(), ListenerText.Processes(service),
                new Cell(Grouped(service.Queue), full ? Style.Critical : Style.Plain),
                Unknown(service.Limit), Unknown(ListenerDrops.TurnedAway(netns, service)), ListenerText.Connections(service));
        }

        table.Write(prose.Out, header: true, prose.Colors, width: prose.Screen);
        if (services.Count > most)
        {
            prose.Line(0, $"and {services.Count - most} more: tcpvet listeners", Style.Dim);
        }
    }

    private static string Unknown(long? value) => value is { } known ? Grouped(known) : "?";
}
