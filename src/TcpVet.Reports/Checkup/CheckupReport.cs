using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Reports.Checkup;

/// <summary>The check-up: facts, findings, what could not be told.</summary>
public static class CheckupReport
{
    /// <summary>Makes the report.</summary>
    public static Report Of(CheckupAnswer answer) => new Report<Finding>("checkup", Origin: null, answer.Diagnosis.Findings)
    {
        ItemsName = "findings",
        Members = json => Members(json, answer),
        Item = FindingJson.Members,
        LastMembers = json =>
        {
            FindingJson.Ignored(json, answer.Diagnosis.Ignored);
            FindingJson.CannotTell(json, answer.Diagnosis.CannotTell);
        },
        WholeOnOneLine = true,
        Document = prose => CheckupText.Write(prose, answer),
        Notices = format => format == OutputFormat.Csv
            ? [.. SettingsJson.Notices(answer.Settings), .. IgnoredCodes(answer.Diagnosis.Ignored)] : [],
        Table = new Table<Finding>()
            .Add("code", finding => finding.Code)
            .Add("name", finding => finding.Name)
            .Add("severity", finding => FindingText.Word(finding.Severity))
            .Add("confidence", finding => finding.Confidence.ToString().ToLowerInvariant())
            .Add("title", finding => finding.Title.ToString())
            .Add("who", finding => FindingText.Who(finding.Subject))
            .Add("cause", finding => finding.Cause.ToString())
            .Add("remedy", finding => finding.Remedies.Count > 0 ? finding.Remedies[0].Action.ToString() : ""),
    };

    private static void Members(Utf8JsonWriter json, CheckupAnswer answer)
    {
        Capture capture = answer.Capture;
        json.WriteString("host", capture.Host);
        json.WriteString("kernel", capture.Kernel);
        json.WriteString("taken_at", JsonText.Time(capture.TakenAt));
        json.WriteNumber("interval_ms", capture.IntervalMs);
        json.WriteBoolean("growth_judged", !capture.GrowthUnjudged);
        SettingsJson.Config(json, answer.Settings);
        json.WritePropertyName("capture");
        CaptureRecords.Write(json, capture);
    }

    // Rows are findings that count: whoever reads them alone must hear that there are others.
    private static IReadOnlyList<string> IgnoredCodes(IReadOnlyList<IgnoredFinding> ignored) => ignored.Count == 0 ? []
        : [$"{Quantity.Of(ignored.Count, "finding")} ignored: {string.Join(", ", ignored.Select(entry => entry.Finding.Code))}"];
}
