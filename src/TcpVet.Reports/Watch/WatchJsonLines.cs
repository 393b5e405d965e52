using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Operations.Watch;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;
using TcpVet.Rules.Watching;

namespace TcpVet.Reports.Watch;

/// <summary>A watch as JSON: an object a round, on a line of its own. The first one tells the settings.</summary>
internal sealed class WatchJsonLines(Screen screen, CheckupSettings settings) : WatchForm
{
    /// <inheritdoc/>
    public override void Round(WatchRound round)
    {
        JsonText.Line(screen.Out, json => Members(json, round));
        screen.Out.Flush();
    }

    private void Members(Utf8JsonWriter json, WatchRound round)
    {
        Capture capture = round.Capture;
        json.WriteString("schema", JsonText.Schema("watch"));
        json.WriteString("host", capture.Host);
        json.WriteString("kernel", capture.Kernel);
        json.WriteString("taken_at", JsonText.Time(capture.TakenAt));
        json.WriteNumber("round", round.Number);
        json.WriteNumber("interval_ms", capture.IntervalMs);
        if (round.Number == 1)
        {
            SettingsJson.Config(json, settings);
        }

        json.WriteStartArray("events");
        foreach (FindingEvent entry in round.Events)
        {
            json.WriteStartObject();
            json.WriteString("event", WatchWords.Of(entry.Change));
            json.WriteString("code", entry.Finding.Code);
            json.WriteString("name", entry.Finding.Name);
            json.WriteString("severity", FindingText.Word(entry.Finding.Severity));
            json.WriteString("title", entry.Finding.Title.ToString());
            json.WriteString("since", JsonText.Time(entry.Since));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        FindingJson.Findings(json, round.Present);
        FindingJson.Ignored(json, round.Diagnosis.Ignored);
        FindingJson.CannotTell(json, round.Diagnosis.CannotTell);
    }
}
