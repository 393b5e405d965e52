using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Reports.Checkup;

/// <summary>The end of a check-up: what was ignored, what could not be told, other namespaces, what to type next.</summary>
internal static class CheckupFoot
{
    private const int BriefReasons = 2;

    /// <summary>Writes it.</summary>
    public static void Write(Prose prose, CheckupAnswer answer)
    {
        (Capture capture, Diagnosis diagnosis) = (answer.Capture, answer.Diagnosis);
        Ignored(prose, diagnosis.Ignored);
        Untold(prose, capture, diagnosis);
        if (capture.OtherNamespaces is > 0 and int others)
        {
            prose.Blank();
            string namespaces = Quantity.Of(others, "other network namespace");
            prose.Line(0, answer.Replayed
                ? $"The host had {namespaces} that this record does not hold (tcpvet capture -N all)"
                : $"This host has {namespaces}: tcpvet -N all", Style.Dim);
        }

        Next(prose, answer);
    }

    private static void Ignored(Prose prose, IReadOnlyList<IgnoredFinding> ignored)
    {
        if (ignored.Count == 0)
        {
            return;
        }

        prose.Blank();
        string label = $"{ignored.Count} ignored:";
        for (int i = 0; i < ignored.Count; i++)
        {
            (Finding finding, IgnoreEntry entry) = ignored[i];
            string until = entry.Expires is { } last ? $", until {last:yyyy-MM-dd}" : "";
            string text = $"{finding.Code} {finding.Title} (reason: {entry.Reason}{until})";
            prose.Item(0, i == 0 ? label : "", label.Length + 1, SafeText.Escape(text), Style.Dim, Style.Dim);
        }
    }

    private static void Untold(Prose prose, Capture capture, Diagnosis diagnosis)
    {
        List<string> untold = [
            .. diagnosis.CannotTell.GroupBy(entry => entry.Missing).Select(group =>
                $"{string.Join(", ", group.Select(entry => entry.Code).Distinct())}: {group.Key}"),
            .. capture.Missing.Where(IsToldAlone).Select(fact => fact.Reason)];
        if (untold.Count == 0)
        {
            return;
        }

        prose.Blank();
        int shown = prose.Brief && untold.Count > BriefReasons + 1 ? BriefReasons : untold.Count;
        for (int i = 0; i < shown; i++)
        {
            prose.Item(0, i == 0 ? "COULD NOT TELL" : "", 16, SafeText.Escape(untold[i]), Style.Warning);
        }

        if (shown < untold.Count)
        {
            prose.Item(0, "", 16, $"and {untold.Count - shown} more: tcpvet -v");
        }
    }

    // What a finding is about can be read at once; what no check-up of a second could see comes with it.
    private static void Next(Prose prose, CheckupAnswer answer)
    {
        prose.Blank();
        string? leaks = !answer.Capture.GrowthUnjudged ? null
            : answer.Replayed ? "capture --samples 7 --interval 10s FILE" : "checkup --samples 7 --interval 10s";
        string? finding = answer.Diagnosis.Findings.Count > 0 ? $"explain {answer.Diagnosis.Findings[0].Code}" : null;
        string then = finding is not null && leaks is not null ? $", then tcpvet {leaks}" : "";
        prose.Line(0, $"NEXT  tcpvet {finding ?? leaks ?? "listeners"}{then}", Style.Dim);
    }

    // No rule says that these are missing.
    private static bool IsToldAlone(MissingFact fact) =>
        fact.Fact is FactNames.Owners or FactNames.Netns or FactNames.Census or FactNames.Configurations;
}
