using System.Text.Json;

namespace TcpVet.Dev.Field;

/// <summary>What <c>lint</c> said of one file.</summary>
/// <param name="File">The file, below the folder.</param>
/// <param name="Kind">What it was taken for; <c>none</c> when that was not told.</param>
/// <param name="Status">The exit status; negative when it did not end by itself.</param>
/// <param name="Crash">What shows that the program failed; null when it did not.</param>
/// <param name="Findings">What it found.</param>
/// <param name="NotJudged">How many sysctl lines were not judged.</param>
internal sealed record FieldResult(
    string File, string Kind, int Status, string? Crash, IReadOnlyList<FieldFinding> Findings, int NotJudged)
{
    private const int MostStatus = 3;

    /// <summary>Reads the answer of <c>lint -o json</c>.</summary>
    public static FieldResult Read(string file, int status, string output, string errors)
    {
        string? crash = status is < 0 or > MostStatus ? $"exit status {status}"
            : errors.Contains("Unhandled exception", StringComparison.Ordinal) || errors.Contains("   at TcpVet.", StringComparison.Ordinal)
                ? "an exception" : null;
        if (output.Length == 0)
        {
            return new FieldResult(file, "none", status, crash, [], 0);
        }

        try
        {
            using JsonDocument answer = JsonDocument.Parse(output);
            string kind = Elements(answer.RootElement, "configurations").Select(entry => entry.GetProperty("kind").GetString())
                .FirstOrDefault() ?? "none";
            FieldFinding[] findings = [.. Elements(answer.RootElement, "findings").Select(FieldFinding.Read)];
            int notJudged = Elements(answer.RootElement, "lines")
                .Count(line => line.GetProperty("verdict").GetString() == "unknown" && !line.TryGetProperty("code", out _));
            return new FieldResult(file, kind, status, crash, findings, notJudged);
        }
        catch (JsonException exception)
        {
            return new FieldResult(file, "none", status, crash ?? $"no JSON: {exception.Message}", [], 0);
        }
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement answer, string member) =>
        answer.TryGetProperty(member, out JsonElement list) ? list.EnumerateArray() : default;
}

/// <summary>A finding.</summary>
/// <param name="Code">The rule.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Line">Where; 0 for the file as a whole.</param>
internal sealed record FieldFinding(string Code, string Severity, int Line)
{
    /// <summary>Reads an element of <c>findings</c>.</summary>
    public static FieldFinding Read(JsonElement finding)
    {
        JsonElement subject = finding.GetProperty("subject");
        int line = subject.TryGetProperty("line", out JsonElement number) ? number.GetInt32() : 0;
        return new FieldFinding(finding.GetProperty("code").GetString() ?? "", finding.GetProperty("severity").GetString() ?? "", line);
    }
}
