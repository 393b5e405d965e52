using System.Text.Json;
using TcpVet.Reports.Sarif;

namespace TcpVet.Reports.Forms;

/// <summary>The Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS): a log of one run. Only a report with
/// <see cref="Report.Sarif"/> has it.</summary>
public sealed class SarifForm : Form
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The report has no such form; the command line refuses the word before anything is looked
    /// at.</exception>
    public override void Write(Report report, Screen screen)
    {
        SarifRun run = report.Sarif?.Invoke() ?? throw new InvalidOperationException($"a report of {report.Command} has no form of SARIF");
        JsonText.Object(screen.Out, indented: true, json =>
        {
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            Write(json, run, new SarifFolder(run.Directory));
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter json, SarifRun run, SarifFolder folder)
    {
        Tool(json, run);
        Invocation(json, run, folder);
        folder.WriteBases(json);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        Dictionary<string, int> indexes = [];
        for (int i = 0; i < run.Rules.Count; i++)
        {
            indexes[run.Rules[i].Id] = i;
        }

        foreach (SarifResult result in run.Results)
        {
            result.Write(json, indexes[result.RuleId], folder);
        }

        json.WriteEndArray();
    }

    private static void Tool(Utf8JsonWriter json, SarifRun run)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "tcpvet");
        json.WriteString("version", run.Version);
        json.WriteStartArray("rules");
        foreach (SarifRule rule in run.Rules)
        {
            rule.Write(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Invocation(Utf8JsonWriter json, SarifRun run, SarifFolder folder)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", run.Successful);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (SarifNotice notice in run.Notices)
        {
            notice.Write(json, folder);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
