using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Lint;
using TcpVet.Reports.Findings;

namespace TcpVet.Reports.Lint;

/// <summary>What lint says, in JSON.</summary>
internal static class LintJson
{
    /// <summary>The members before the lines: the kernel, the files, the configurations.</summary>
    public static void Configurations(Utf8JsonWriter json, LintAnswer answer)
    {
        json.WriteString("kernel", answer.Capture.Kernel);
        Texts(json, "files", answer.Configurations.SelectMany(configuration => configuration.Files).Distinct());
        json.WriteStartArray("configurations");
        foreach (Configuration configuration in answer.Configurations)
        {
            json.WriteStartObject();
            json.WriteString("kind", configuration.Kind.Word());
            json.WriteString("origin", configuration.Origin.ToString().ToLowerInvariant());
            Optional(json, "version", configuration.Version);
            if (configuration.Process is { } process)
            {
                json.WriteStartObject("process");
                json.WriteNumber("pid", process.Pid);
                json.WriteString("name", process.Name);
                json.WriteEndObject();
            }

            Texts(json, "files", configuration.Files);
            json.WriteBoolean("incomplete", configuration.Incomplete);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        SettingsJson.Config(json, answer.Settings);
    }

    /// <summary>The members of a line.</summary>
    public static void Line(Utf8JsonWriter json, LintRow row)
    {
        LintLine line = row.Line!;
        SettingVerdict verdict = line.Verdict;
        json.WriteString("file", verdict.File);
        json.WriteNumber("line", verdict.Line);
        if (row.Column is { } column)
        {
            json.WriteNumber("column", column);
        }

        json.WriteString("key", verdict.Key);
        json.WriteString("value", verdict.Value);
        json.WriteString("verdict", verdict.Verdict.Word());
        Optional(json, "code", verdict.Code);
        Optional(json, "why", verdict.Why?.ToString());
        Optional(json, "instead", verdict.Instead?.ToString());
        Optional(json, "ignored", line.Ignored?.Reason);
    }

    /// <summary>The members behind the lines: every finding, what does not count, what could not be told, and the problems.</summary>
    public static void Findings(Utf8JsonWriter json, LintAnswer answer)
    {
        FindingJson.Findings(json, answer.Diagnosis.Findings);
        FindingJson.Ignored(json, answer.Diagnosis.Ignored);
        FindingJson.CannotTell(json, answer.Diagnosis.CannotTell);
        json.WriteStartArray("problems");
        foreach (ConfigProblem problem in answer.Problems)
        {
            Problem(json, problem);
        }

        json.WriteEndArray();
    }

    /// <summary>JSON lines: the findings that no line tells, and the problems, an object each.</summary>
    public static IReadOnlyList<Action<Utf8JsonWriter>> FindingLines(LintAnswer answer) =>
    [
        .. answer.Others.Select(finding =>
            (Action<Utf8JsonWriter>)(json => FindingJson.Whole(json, finding))),
        .. answer.Problems.Select(problem => (Action<Utf8JsonWriter>)(json => Problem(json, problem))),
    ];

    private static void Problem(Utf8JsonWriter json, ConfigProblem problem)
    {
        json.WriteStartObject();
        json.WriteString("file", problem.File);
        if (problem.Line > 0)
        {
            json.WriteNumber("line", problem.Line);
        }

        if (problem.Column > 0)
        {
            json.WriteNumber("column", problem.Column);
        }

        json.WriteString("problem", problem.Message);
        json.WriteBoolean("fatal", problem.Fatal);
        json.WriteBoolean("unread", problem.Unread);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
