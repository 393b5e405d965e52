using TcpVet.Model;
using TcpVet.Operations.Watch;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Watching;

namespace TcpVet.Reports.Watch;

/// <summary>A watch as comma-separated values: a row an event.</summary>
internal sealed class WatchCsv(Screen screen) : WatchForm
{
    /// <inheritdoc/>
    public override void Round(WatchRound round)
    {
        if (round.Number == 1 && screen.Header)
        {
            Csv.Row(screen.Out, "time", "event", "severity", "code", "name", "title", "who");
        }

        foreach (FindingEvent entry in round.Events)
        {
            Finding finding = entry.Finding;
            Csv.Row(
                screen.Out, JsonText.Time(round.Capture.TakenAt), WatchWords.Of(entry.Change), FindingText.Word(finding.Severity),
                finding.Code, finding.Name, finding.Title.ToString(), FindingText.Who(finding.Subject));
        }

        screen.Out.Flush();
    }
}
