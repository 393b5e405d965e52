using System.Diagnostics;
using System.Text.Json;
using TcpVet.Lab.Staging;

namespace TcpVet.Scenarios.Tests;

/// <summary>A finding as the check-up's JSON has it.</summary>
internal sealed record ShownFinding(string Code, string Severity, string Title, string? Process, string Actions)
{
    /// <summary>True when it is more than information.</summary>
    public bool IsAlarm => Severity is "warning" or "critical";
}

/// <summary>One scenario played with the program that users run, and what a check-up inside it showed.</summary>
internal sealed record ScenarioRun(Scenario Scenario, IReadOnlyList<ShownFinding> Findings, string? CannotShow)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    /// <summary>The codes shown as warning or critical, each once.</summary>
    public IEnumerable<string> Alarms =>
        Findings.Where(finding => finding.IsAlarm).Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The codes shown as information.</summary>
    public IEnumerable<string> Asides =>
        Findings.Where(finding => !finding.IsAlarm).Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Makes the scenario, waits until it is ripe and examines it from inside.</summary>
    public static async Task<ScenarioRun> PlayAsync(Scenario scenario, string binary, string? recordInto)
    {
        if (scenario.CannotShow() is { } reason)
        {
            return new ScenarioRun(scenario, [], reason);
        }

        List<string> examination = [.. scenario.Examination.Arguments];
        foreach ((string key, string value) in scenario.Examination.Thresholds)
        {
            examination.AddRange(["--set", $"{key}={value}"]);
        }

        string output = await RunAsync(binary, ["lab", scenario.Name, "--", binary, "checkup", "-o", "json", .. examination]);
        if (recordInto is not null)
        {
            await RunAsync(binary,
                ["lab", scenario.Name, "--", binary, "capture", "--force", Path.Combine(recordInto, scenario.Name + ".json"), .. scenario.Examination.Arguments]);
        }

        return new ScenarioRun(scenario, Parse(output), null);
    }

    /// <summary>Makes the scenario and lints, from inside, what its servers read: the JSON that it wrote.</summary>
    public static Task<string> LintAsync(Scenario scenario, string binary) =>
        RunAsync(binary, ["lab", scenario.Name, "--", binary, "lint", "--live", "--fail-on", "never", "-o", "json"]);

    private static List<ShownFinding> Parse(string output)
    {
        using JsonDocument document = JsonDocument.Parse(output);
        return [.. document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => new ShownFinding(
            finding.GetProperty("code").GetString()!,
            finding.GetProperty("severity").GetString()!,
            finding.GetProperty("title").GetString()!,
            finding.GetProperty("subject").TryGetProperty("process", out JsonElement process) && process.ValueKind == JsonValueKind.Object
                ? process.GetProperty("name").GetString()
                : null,
            string.Join('\n', finding.GetProperty("remedies").EnumerateArray().Select(remedy => remedy.GetProperty("action").GetString()))))];
    }

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start =
            new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource timeout = new(Patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{string.Join(' ', arguments)} did not end within {Patience.TotalSeconds} s");
        }

        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{string.Join(' ', arguments)}: status {process.ExitCode}: {await errors}");
    }
}
