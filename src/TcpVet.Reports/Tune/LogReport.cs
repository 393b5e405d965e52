using System.Text.Json;
using TcpVet.Model;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Forms;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Reports.Tune;

/// <summary>The journal.</summary>
public static class LogReport
{
    /// <summary>Makes the report.</summary>
    public static Report Of(TuneLogAnswer answer) => new Report<EntryRow>("tune-log", Origin: null, EntryRow.Settings(answer.Entries))
    {
        Members = json =>
        {
            json.WriteString("host", answer.Host);
            json.WriteString("taken_at", JsonText.Time(answer.TakenAt));
        },
        ItemsName = "entries",
        JsonItems = EntryRow.Whole(answer.Entries),
        Item = (json, row) => EntryJson.Members(json, row.Logged),
        LastMembers = json => Damaged(json, answer.Damaged),
        Document = answer.Whole ? prose => Whole(prose, answer.Entries) : answer.Entries.Count == 0 ? Nothing : null,
        Table = Columns(),
        Wide = Columns()
            .Add("NETNS", row => SafeText.Escape(row.Logged.Entry.Target.Label))
            .Add("BY", row => SafeText.Escape(row.Logged.Entry.By.ToString())),
        Csv = EntryRow.Csv(),
    };

    private static void Whole(Prose prose, IReadOnlyList<LoggedEntry> entries)
    {
        foreach (LoggedEntry logged in entries)
        {
            EntryHistory.Write(prose, logged);
        }
    }

    private static void Nothing(Prose prose) => prose.Line(0, "nothing was applied yet");

    private static Table<EntryRow> Columns() => new Table<EntryRow>()
        .AddNumber("ENTRY", row => row.Logged.Entry.Id)
        .Add("WHEN", row => $"{row.Logged.Entry.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}")
        .Add("STATUS", row => new Cell(EntryWords.Status(row.Logged), EntryWords.StyleOf(row.Logged)))
        .Add("SETTING", row => row.Change!.Setting)
        .Add("FROM", row => SettingText.Value(row.Change!.From))
        .Add("TO", row => SettingText.Value(row.Change!.To))
        .Add("BECAUSE", row => SettingText.Because(row.Change!.Because, row.Change.Reasons))
        .Add("HELPED", row => EntryWords.Helped(row.Logged));

    private static void Damaged(Utf8JsonWriter json, IReadOnlyList<DamagedEntry> damaged)
    {
        json.WriteStartArray("damaged");
        foreach (DamagedEntry file in damaged)
        {
            json.WriteStartObject();
            json.WriteString("file", file.File);
            json.WriteString("why", file.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
