using System.Text.Encodings.Web;
using System.Text.Json;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>
/// What lint says, in the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS): what reviews of changes and editors show beside the line.
/// </summary>
internal static class SarifReport
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.Default };

    /// <summary>Writes the log: one run.</summary>
    public static void Write(Utf8Output output, LintResult result) => Write(output, result, new SarifPlace(Environment.CurrentDirectory));

    /// <summary>Writes the log.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="result">What lint says.</param>
    /// <param name="places">Makes addresses of files.</param>
    internal static void Write(Utf8Output output, LintResult result, SarifPlace places)
    {
        SarifResult[] results = [.. SarifResult.All(result)];
        SarifRule[] rules = [.. results.Select(entry => entry.RuleId).Distinct().Order(StringComparer.Ordinal).Select(SarifRule.Of)];
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            Tool(json, rules);
            Invocation(json, result, places);
            Bases(json, places);
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (SarifResult entry in results)
            {
                entry.Write(json, Array.FindIndex(rules, rule => rule.Id == entry.RuleId), places);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
    }

    private static void Tool(Utf8JsonWriter json, SarifRule[] rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "tcpvet");
        json.WriteString("version", ProgramVersion.Text);
        json.WriteStartArray("rules");
        foreach (SarifRule rule in rules)
        {
            rule.Write(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Invocation(Utf8JsonWriter json, LintResult result, SarifPlace places)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", !result.Problems.Any(problem => problem.Fatal));
        json.WriteStartArray("toolExecutionNotifications");
        foreach (ConfigProblem problem in result.Problems)
        {
            json.WriteStartObject();
            json.WriteString("level", problem.Fatal ? "error" : "warning");
            Message(json, "message", problem.Message);
            places.Write(json, problem.File, problem.Line, problem.Column);
            json.WriteEndObject();
        }

        foreach (CannotTell entry in result.Diagnosis.CannotTell)
        {
            json.WriteStartObject();
            json.WriteString("level", "note");
            Message(json, "message", $"{entry.Code} could not tell: {entry.Missing}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Bases(Utf8JsonWriter json, SarifPlace places)
    {
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(SarifPlace.BaseId);
        json.WriteString("uri", places.Base);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A text as SARIF wraps it.</summary>
    public static void Message(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    /// <summary>SARIF's word for how much something matters.</summary>
    public static string Level(Severity severity) => severity switch
    {
        Severity.Critical => "error",
        Severity.Warning => "warning",
        _ => "note",
    };
}
