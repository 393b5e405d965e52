using System.Diagnostics;
using System.Text.Json;

namespace TcpVet.Cases.Tests;

/// <summary>A finding as the check-up's JSON has it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Severity">information, warning or critical.</param>
/// <param name="Title">Its line.</param>
/// <param name="Process">The process that it blames.</param>
/// <param name="Remedies">What it says to do, the most effective first.</param>
internal sealed record ShownFinding(string Code, string Severity, string Title, string? Process, IReadOnlyList<string> Remedies)
{
    /// <summary>True when it is more than information.</summary>
    public bool IsAlarm => Severity is "warning" or "critical";
}

/// <summary>What a finding made of an expected fault.</summary>
/// <param name="Finding">The finding; null when none names it.</param>
/// <param name="IsRightProcess">It blames the right process.</param>
/// <param name="Lever">The first remedy that says what the thread settled on; null when none does.</param>
internal sealed record Verdict(ShownFinding? Finding, bool IsRightProcess, string? Lever);

/// <summary>One situation made on the live kernel, and what the program that users run said of it.</summary>
internal sealed record CaseRun(CaseStory Story, IReadOnlyList<ShownFinding> Findings)
{
    // softnet-drops: the processors' queues are the whole host's, and whatever else runs on it fills them.
    private const string OfTheHost = "TV505";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    /// <summary>What was said of each expected fault.</summary>
    public IReadOnlyList<Verdict> Verdicts => [.. Story.Expected.Select(Judge)];

    /// <summary>True when every fault was named.</summary>
    public bool IsFound => Verdicts.All(verdict => verdict.Finding is not null);

    /// <summary>True when every fault was named with its process.</summary>
    public bool IsRightProcess => Verdicts.All(verdict => verdict.IsRightProcess);

    /// <summary>True when every fault was named with what mends it.</summary>
    public bool IsRightLever => Verdicts.All(verdict => verdict.Lever is not null);

    /// <summary>Warnings and critical findings that belong to nothing that is wrong here.</summary>
    public IEnumerable<string> OtherAlarms => Findings.Where(finding => finding.IsAlarm).Select(finding => finding.Code).Distinct()
        .Where(code => code != OfTheHost && !Story.Beside.Contains(code))
        .Where(code => !Story.Expected.Any(expected => expected.Codes.Contains(code)))
        .Order(StringComparer.Ordinal);

    /// <summary>Makes the situation, waits until it is ripe and examines it from inside.</summary>
    public static async Task<CaseRun> PlayAsync(CaseStory story, string binary, SemaphoreSlim turns)
    {
        string[] examination = [binary, "checkup", "-o", "json", .. story.Arguments];
        string output = story.Laboratory is { } scenario
            ? await RunAsync(binary, ["lab", scenario, "--", .. examination])
            : await ExamineAsync(story.Name, examination, turns);
        return new CaseRun(story, Parse(output));
    }

    /// <summary>All that was said, for the failure of a test.</summary>
    public string Told() => Findings.Count == 0
        ? "no finding"
        : string.Join('\n', Findings.Select(finding =>
            $"{finding.Code} {finding.Severity} [{finding.Process}] {finding.Title}\n    {string.Join("\n    ", finding.Remedies)}"));

    private Verdict Judge(ExpectedFinding expected)
    {
        ShownFinding[] named = [.. Findings.Where(finding => expected.Codes.Contains(finding.Code))];
        ShownFinding? best = named.FirstOrDefault(finding => finding.Process == expected.Process) ?? named.FirstOrDefault();
        return new Verdict(best, best is not null && (expected.Process is null || best.Process == expected.Process), best?.Remedies
            .Take(CaseStory.FirstRemedies).FirstOrDefault(remedy => remedy.Contains(expected.Lever, StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task<string> ExamineAsync(string name, string[] examination, SemaphoreSlim turns)
    {
        ProcessStartInfo start = new("/usr/bin/python3", ["-B", Path.Combine(Checkout.Project, "Makers/make.py"), name])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process maker = Process.Start(start)!;
        Task<string> errors = maker.StandardError.ReadToEndAsync();
        try
        {
            using CancellationTokenSource timeout = new(Patience);
            string? ready = await maker.StandardOutput.ReadLineAsync(timeout.Token);
            string pid = ready?.StartsWith("ready ", StringComparison.Ordinal) == true
                ? ready["ready ".Length..]
                : throw new InvalidOperationException($"{name} was not made: {await errors}");
            await turns.WaitAsync();
            try
            {
                return await RunAsync("nsenter", [$"--net=/proc/{pid}/ns/net", "--", .. examination]);
            }
            finally
            {
                turns.Release();
            }
        }
        finally
        {
            maker.StandardInput.Close();
            await maker.WaitForExitAsync();
        }
    }

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
            [.. finding.GetProperty("remedies").EnumerateArray().Select(Remedy)]))];
    }

    // Ids of processes and what was measured differ from run to run; the page keeps the ports and limits, which do not.
    private static string Remedy(JsonElement remedy)
    {
        bool hasCommand = remedy.TryGetProperty("command", out JsonElement line) && line.ValueKind == JsonValueKind.String;
        string command = hasCommand ? $": {line.GetString()}" : "";
        return (remedy.GetProperty("action").GetString() + command).ReplaceLineEndings(" ");
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

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{string.Join(' ', arguments)}: status {process.ExitCode}: {await errors}");
    }
}
