using System.Globalization;
using System.Text.Json;
using TcpVet.Model;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Cli.Output;

/// <summary>The journal for a person, and in every other form.</summary>
internal static class LogReport
{
    private const int LabelWidth = 10;

    /// <summary>Writes entries.</summary>
    /// <param name="host">The name of the host.</param>
    /// <param name="screen">Where and how.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="damaged">Files that could not be used.</param>
    /// <param name="whole">Whether all of each is to be told.</param>
    public static void Write(Screen screen, string host, IReadOnlyList<LoggedEntry> entries, IReadOnlyList<DamagedEntry> damaged, bool whole)
    {
        switch (screen.Format)
        {
            case OutputFormat.Json:
                Json(screen.Out, host, entries, damaged);
                break;
            case OutputFormat.Jsonl:
                foreach (LoggedEntry entry in entries)
                {
                    JsonText.Line(screen.Out, json => EntryReport.Members(json, entry));
                }

                break;
            case OutputFormat.Csv:
                WriteCsv(screen, entries);
                break;
            default:
                if (whole)
                {
                    entries.ToList().ForEach(entry => Whole(Prose.For(screen), entry));
                }
                else
                {
                    Table(screen, entries, screen.Format == OutputFormat.Wide);
                }

                break;
        }
    }

    /// <summary>A row a setting.</summary>
    public static void WriteCsv(Screen screen, IReadOnlyList<LoggedEntry> entries)
    {
        if (screen.Header)
        {
            Csv.Row(screen.Out, "entry", "made_at", "status", "uid", "login_uid", "tty", "netns", "setting", "from", "to", "because", "helped", "file");
        }

        foreach (LoggedEntry logged in entries)
        {
            JournalEntry entry = logged.Entry;
            foreach (EntryChange change in entry.Changes)
            {
                Csv.Row(screen.Out, Number(entry.Id), JsonText.Time(entry.MadeAt), logged.Status, Number(entry.By.Uid), entry.By.LoginUid is { } login ? Number(login) : "", entry.By.Tty,
                    entry.Target.Label, change.Setting, change.From, change.To, string.Join(' ', change.Because), logged.Helped, entry.Persist?.File);
            }
        }
    }

    private static void Table(Screen screen, IReadOnlyList<LoggedEntry> entries, bool wide)
    {
        if (entries.Count == 0)
        {
            screen.Out.Line("nothing was applied yet");
            return;
        }

        Column[] columns = [new("ENTRY", Align.Right), new("WHEN"), new("STATUS"), new("SETTING"), new("FROM"), new("TO"), new("BECAUSE"), new("HELPED")];
        TextTable table = new(wide ? [.. columns, new("NETNS"), new("BY")] : columns);
        foreach (LoggedEntry logged in entries)
        {
            JournalEntry entry = logged.Entry;
            foreach (EntryChange change in entry.Changes)
            {
                Cell[] cells =
                [
                    entry.Id, $"{entry.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}", new Cell(logged.Status, StyleOf(logged)), change.Setting, PlanReport.Value(change.From), PlanReport.Value(change.To),
                    change.Because.Count > 0 ? SafeText.Escape(string.Join(' ', change.Because)) : SafeText.Escape(change.Reasons is [ChangeReason first, ..] ? first.Text.ToString() : ""), logged.Helped,
                ];
                table.Add(wide ? [.. cells, SafeText.Escape(entry.Target.Label), SafeText.Escape(entry.By.ToString())] : cells);
            }
        }

        table.Write(screen.Out, screen.Header, screen.Colors);
    }

    private static void Whole(Prose prose, LoggedEntry logged)
    {
        JournalEntry entry = logged.Entry;
        prose.Line(0, $"ENTRY {entry.Id}  {SafeText.Escape(logged.Status)}", StyleOf(logged) == Style.Plain ? Style.Strong : StyleOf(logged));
        prose.Item(2, "where", LabelWidth, SafeText.Escape(entry.Target.Label) + (entry.Target.Initial ? ", the host's own" : ""));
        foreach (EntryChange change in entry.Changes)
        {
            string state = change.State switch { ChangeState.LeftAlone => "  (left as somebody else set it)", ChangeState.Planned => "  (not written)", _ => "" };
            prose.Item(2, "setting", LabelWidth, $"{change.Setting}: {PlanReport.Value(change.From)} to {PlanReport.Value(change.To)}{state}");
            foreach (ChangeReason reason in change.Reasons)
            {
                prose.Item(2, "because", LabelWidth, SafeText.Escape(reason.ToString()));
                foreach (Evidence evidence in reason.Evidence)
                {
                    prose.Item(2, "", LabelWidth, SafeText.Escape($"{evidence.What}: {evidence.Value}  [{evidence.Source}]"), textStyle: Style.Dim);
                }
            }
        }

        foreach (EntryStep step in entry.Steps)
        {
            prose.Item(2, $"{step.At.UtcDateTime:HH:mm:ss}", LabelWidth, SafeText.Escape($"{step.What}{(step.By is { } by ? $", by {by}" : "")}"));
        }

        EntryReport.Effects(prose, logged);
        if (logged.InForce)
        {
            prose.Blank().Line(0, entry.State == EntryState.Pending && logged.Status != "overdue" ? $"NEXT  tcpvet tune confirm {entry.Id}" : $"NEXT  tcpvet tune rollback {entry.Id}");
        }
    }

    private static void Json(Utf8Output output, string host, IReadOnlyList<LoggedEntry> entries, IReadOnlyList<DamagedEntry> damaged)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "tcpvet/tune-log/1");
            json.WriteString("host", host);
            json.WriteString("taken_at", JsonText.Time(TimeProvider.System.GetUtcNow()));
            json.WriteStartArray("entries");
            foreach (LoggedEntry entry in entries)
            {
                json.WriteStartObject();
                EntryReport.Members(json, entry);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("damaged");
            foreach (DamagedEntry file in damaged)
            {
                json.WriteStartObject();
                json.WriteString("file", file.File);
                json.WriteString("why", file.Why);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Text(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).EndLine();
    }

    private static Style StyleOf(LoggedEntry logged) => logged.Status switch
    {
        "overdue" or "interrupted, overdue" or "rollback interrupted" or "confirmed, not persisted" => Style.Warning,
        _ => logged.InForce ? Style.Good : Style.Plain,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
