using System.Globalization;
using System.Text;
using TcpVet.Lab.Staging;

namespace TcpVet.Scenarios.Tests;

/// <summary>The table of docs/scenarios.md: scenario, findings expected, findings shown.</summary>
internal static class ScenarioTable
{
    private const string Head = """
        # What the laboratory shows

        Made by `./test`: each scenario of `tcpvet lab` is made with real sockets on a real kernel, and `tcpvet checkup` looks at
        it from inside. *Expected* is what the scenario is; *shown* is what the check-up said. A sick scenario must show exactly its
        own codes as warnings or critical findings; a healthy one must show neither. Information that belongs to a scenario is in
        brackets. Rules that no scenario of this machine can show say why.


        """;

    /// <summary>The page. Rows of scenarios that this machine cannot show keep what was published.</summary>
    public static string Of(IReadOnlyList<ScenarioRun> runs, string published)
    {
        string[] sick = [.. runs.Where(run => !run.Scenario.IsHealthy).Select(run => Row(run, published))];
        string[] healthy = [.. runs.Where(run => run.Scenario.IsHealthy).Select(run => Row(run, published))];
        StringBuilder page = new(Head);
        ScenarioRun[] shown = [.. runs.Where(run => run.CannotShow is null)];
        page.Append(CultureInfo.InvariantCulture, $"Recall: {shown.Count(run => !run.Scenario.IsHealthy && IsFound(run))} of {shown.Count(run => !run.Scenario.IsHealthy)} sick scenarios were found. ");
        page.Append(CultureInfo.InvariantCulture, $"False alarms: {shown.Count(run => run.Scenario.IsHealthy && run.Alarms.Any())} on {shown.Count(run => run.Scenario.IsHealthy)} healthy ones.\n\n");
        page.Append("## Sick\n\n| scenario | what it is | expected | shown |\n|---|---|---|---|\n");
        page.AppendJoin("", sick);
        page.Append("\n## Healthy, but noisy\n\n| scenario | what it is | expected | shown |\n|---|---|---|---|\n");
        page.AppendJoin("", healthy);
        return page.ToString();
    }

    /// <summary>True when the published page says what a check-up showed of a scenario.</summary>
    public static bool IsShown(Scenario scenario, string published) =>
        published.Split('\n').Any(line => line.StartsWith($"| `{scenario.Name}` | ", StringComparison.Ordinal) && !line.Contains("| not shown: ", StringComparison.Ordinal));

    /// <summary>The information that a sick scenario must show: the first, where no alarm is expected.</summary>
    public static IEnumerable<string> Required(Scenario scenario) =>
        scenario.Aside.Take(scenario.Expected.Count == 0 && !scenario.IsHealthy ? 1 : 0);

    private static bool IsFound(ScenarioRun run) =>
        run.Scenario.Expected.Concat(Required(run.Scenario)).All(code => run.Findings.Any(finding => finding.Code == code));

    private static string Row(ScenarioRun run, string published)
    {
        string start = $"| `{run.Scenario.Name}` | ";
        string? old = published.Split('\n').FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
        if (run.CannotShow is not null && old is not null)
        {
            return old + "\n";
        }

        // Information that may or may not be there is no part of the verdict.
        IEnumerable<string> told = run.Scenario.IsHealthy ? run.Scenario.Aside : Required(run.Scenario);
        string[] asides = [.. told.Where(code => run.CannotShow is null && run.Asides.Contains(code))];
        return $"{start}{run.Scenario.Summary} | {Codes(run.Scenario.Expected, run.Scenario.Aside)} | {(run.CannotShow is { } reason ? $"not shown: {reason}" : Codes([.. run.Alarms], asides))} |\n";
    }

    private static string Codes(IReadOnlyList<string> alarms, IReadOnlyList<string> asides)
    {
        string[] all = [.. alarms, .. asides.Select(code => $"({code})")];
        return all.Length == 0 ? "–" : string.Join(' ', all);
    }
}
