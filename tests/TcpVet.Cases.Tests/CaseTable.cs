using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TcpVet.Cases.Tests;

/// <summary>The page docs/cases.md: stories, what a check-up should have said and what it said.</summary>
internal static partial class CaseTable
{
    private const string Head = """
        # Stories from public threads

        Made by `./test`: each situation below was told in a public thread, which settled on a cause. It is made again on a live
        kernel, with the real software where that matters (tests/TcpVet.Cases.Tests: `Stories/` tells them, `Makers/` makes them),
        and `tcpvet checkup` looks at the host from inside, with the words that stand below the name. *Expected* is the finding that
        would have ended the thread, the process that it has to blame, and a phrase of the thread's answer that has to stand in one of
        the first three remedies; *shown* is what the check-up said, with that remedy, or with the first one where none of them has it.
        What was not found stays in the table.


        """;

    /// <summary>The rates at the foot of a page, in hundredths of a percent, in their order; none when there is no page.</summary>
    public static int[] Rates(string page) =>
        [.. Rate().Matches(page).Select(match => (int)(10_000L * Number(match, "part") / Number(match, "whole")))];

    /// <summary>The page.</summary>
    public static string Of(IReadOnlyList<CaseRun> runs)
    {
        StringBuilder page = new(Head);
        Section(page, "One fault", runs.Where(run => run.Story.Expected.Count == 1));
        Section(page, "Two independent faults on one host", runs.Where(run => run.Story.Expected.Count > 1));
        Section(page, "Healthy, but odd", runs.Where(run => run.Story.IsHealthy));
        page.Append("\n## What it comes to\n\n| | of | |\n|---|---|---|\n");
        CaseRun[] sick = [.. runs.Where(run => !run.Story.IsHealthy)];
        CaseRun[] healthy = [.. runs.Where(run => run.Story.IsHealthy)];
        Total(page, "found", sick.Count(run => run.IsFound), sick.Length);
        Total(page, "right process", sick.Count(run => run.IsRightProcess), sick.Length);
        Total(page, "right lever", sick.Count(run => run.IsRightLever), sick.Length);
        Total(page, "no other alarm", sick.Count(run => !run.OtherAlarms.Any()), sick.Length);
        Total(page, "healthy hosts without an alarm", healthy.Count(run => !run.OtherAlarms.Any()), healthy.Length);
        return page.ToString();
    }

    /// <summary>The line of one situation.</summary>
    public static string Row(CaseRun run)
    {
        CaseStory story = run.Story;
        string name = $"`{story.Name}`{(story.Arguments.Count == 0 ? "" : $"<br>`{string.Join(' ', story.Arguments)}`")}";
        string told = $"{story.Story} ({story.Link})";
        string alarms = string.Join(' ', run.OtherAlarms);
        if (story.IsHealthy)
        {
            return $"| {name} | {Cell(told)} | {Cell(story.Settled)} | {(alarms.Length == 0 ? "no alarm" : $"**{alarms}**")} |\n";
        }

        string expected = string.Join("<br>", story.Expected.Select(one =>
            $"{string.Join(" or ", one.Codes)}{(one.Process is null ? "" : $", {one.Process}")}, “{one.Lever}”"));
        string shown = string.Join("<br>", run.Verdicts.Select((verdict, i) => Shown(verdict, story.Expected[i])));
        string others = alarms.Length == 0 ? "" : $"<br>beside it: **{alarms}**";
        return $"| {name} | {Cell(told)} | {Cell(story.Settled)} | {Cell(expected)} | {Cell(shown)}{others} |\n";
    }

    private static void Section(StringBuilder page, string title, IEnumerable<CaseRun> runs)
    {
        CaseRun[] all = [.. runs];
        if (all.Length == 0)
        {
            return;
        }

        bool healthy = all[0].Story.IsHealthy;
        page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| situation | story | {(healthy ? "why nothing is wrong" : "settled on | expected")} | shown |\n")
            .Append(healthy ? "|---|---|---|---|\n" : "|---|---|---|---|---|\n").AppendJoin("", all.Select(Row));
    }

    private static string Shown(Verdict verdict, ExpectedFinding expected)
    {
        if (verdict.Finding is not { } finding)
        {
            return "**missed**";
        }

        string process = verdict.IsRightProcess ? finding.Process ?? "" : $"**{finding.Process ?? "no process"}**";
        string lever = Measured().Replace(verdict.Lever ?? (finding.Remedies.Count == 0 ? "nothing" : finding.Remedies[0]), "N");
        bool nobody = process.Length == 0 || expected.Process is null;
        return $"{finding.Code}{(nobody ? "" : $", {process}")}: {(verdict.Lever is null ? $"**{lever}**" : lever)}";
    }

    private static void Total(StringBuilder page, string what, int part, int whole) => page.Append(
        CultureInfo.InvariantCulture, $"| {what} | {part} of {whole} | {(whole == 0 ? 100 : 100.0 * part / whole):0.0} % |\n");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    // Ids of processes and measured figures, which differ from run to run; ports stand behind a colon.
    [GeneratedRegex(@"(?<![:.\w])\d{3,}(?:,\d{3})*(?![.\w])|(?<=/proc/)\d+")]
    private static partial Regex Measured();

    [GeneratedRegex(@"^\| [a-z ]+ \| (?<part>\d+) of (?<whole>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Rate();
}
