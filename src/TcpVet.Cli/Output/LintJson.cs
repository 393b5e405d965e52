using System.Text.Encodings.Web;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Reports.Findings;

namespace TcpVet.Cli.Output;

/// <summary>What lint says, as JSON: one document, or an object for each line and finding.</summary>
internal static class LintJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.Default };

    /// <summary>Writes the document.</summary>
    public static void Write(Utf8Output output, LintResult result)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", "tcpvet/lint/1");
            json.WriteString("kernel", result.Capture.Kernel);
            Files(json, result);
            json.WriteStartArray("lines");
            foreach (LintLine line in result.Lines)
            {
                json.WriteStartObject();
                Line(json, line, result);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            FindingJson.Findings(json, result.Diagnosis.Findings);
            FindingJson.Ignored(json, result.Diagnosis.Ignored);
            FindingJson.CannotTell(json, result.Diagnosis.CannotTell);
            Problems(json, result.Problems);
            json.WriteEndObject();
        }

        output.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
    }

    /// <summary>Writes one object a line: those of sysctl files, the findings that they do not tell, the problems.</summary>
    public static void WriteLines(Utf8Output output, LintResult result)
    {
        foreach (LintLine line in result.Lines)
        {
            JsonText.Line(output, json => Line(json, line, result));
        }

        foreach (Finding finding in result.Others)
        {
            output.Text(JsonSerializer.SerializeToUtf8Bytes(finding, CaptureJson.Context.Finding)).EndLine();
        }

        foreach (ConfigProblem problem in result.Problems)
        {
            JsonText.Line(output, json => Problem(json, problem));
        }
    }

    private static void Files(Utf8JsonWriter json, LintResult result)
    {
        json.WriteStartArray("files");
        foreach (string file in result.Configurations.SelectMany(configuration => configuration.Files).Distinct())
        {
            json.WriteStringValue(file);
        }

        json.WriteEndArray();
        json.WriteStartArray("configurations");
        foreach (Configuration configuration in result.Configurations)
        {
            json.WriteStartObject();
            json.WriteString("kind", configuration.Kind.Word());
            json.WriteString("origin", configuration.Origin.ToString().ToLowerInvariant());
            if (configuration.Version is { } version)
            {
                json.WriteString("version", version);
            }

            if (configuration.Process is { } process)
            {
                json.WriteStartObject("process");
                json.WriteNumber("pid", process.Pid);
                json.WriteString("name", process.Name);
                json.WriteEndObject();
            }

            json.WriteStartArray("files");
            foreach (string file in configuration.Files)
            {
                json.WriteStringValue(file);
            }

            json.WriteEndArray();
            json.WriteBoolean("incomplete", configuration.Incomplete);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Line(Utf8JsonWriter json, LintLine line, LintResult result)
    {
        SettingVerdict verdict = line.Verdict;
        json.WriteString("file", verdict.File);
        json.WriteNumber("line", verdict.Line);
        if (result.ColumnOf(verdict) is { } column)
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

    private static void Problems(Utf8JsonWriter json, IReadOnlyList<ConfigProblem> problems)
    {
        json.WriteStartArray("problems");
        foreach (ConfigProblem problem in problems)
        {
            json.WriteStartObject();
            Problem(json, problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Problem(Utf8JsonWriter json, ConfigProblem problem)
    {
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
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
