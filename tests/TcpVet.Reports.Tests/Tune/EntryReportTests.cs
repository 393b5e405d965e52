using System.Text.Json;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Tune;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Reports.Tests.Tune;

/// <summary>Entries of the journal in each form.</summary>
public sealed class EntryReportTests
{
    [Theory]
    [InlineData(EntryState.Pending, false, null, "pending until 10:02:00", true)]
    [InlineData(EntryState.Pending, true, null, "overdue", true)]
    [InlineData(EntryState.Applying, true, null, "interrupted, overdue", true)]
    [InlineData(EntryState.RollingBack, false, null, "rollback interrupted", true)]
    [InlineData(EntryState.Confirmed, true, null, "confirmed", true)]
    [InlineData(EntryState.Confirmed, true, "it has gone", "void", false)]
    [InlineData(EntryState.RolledBack, true, "it has gone", "rolled back", false)]
    public void A_state_is_told_in_a_few_words(EntryState state, bool overdue, string? whyVoid, string status, bool inForce)
    {
        JsonElement entry = Json(new LoggedEntry(Entry(state), whyVoid, overdue, [])).GetProperty("entry");

        Assert.Equal(status, entry.GetProperty("status").GetString());
        Assert.Equal(inForce, entry.GetProperty("in_force").GetBoolean());
    }

    [Fact]
    public void An_entry_is_one_object_and_not_an_array()
    {
        JsonElement document = Json(new LoggedEntry(Entry(EntryState.Pending), null, false, []));

        Assert.Equal(["schema", "entry"], document.EnumerateObject().Select(member => member.Name));
        Assert.Equal("tcpvet/tune-apply/1", document.GetProperty("schema").GetString());
        Assert.False(document.GetProperty("entry").TryGetProperty("schema", out _));
    }

    [Fact]
    public void A_row_a_setting_and_a_line_an_entry()
    {
        LoggedEntry logged = new(Entry(EntryState.Pending), null, false, []);
        Shown rows = new(OutputFormat.Csv);
        Shown lines = new(OutputFormat.Jsonl);
        TuneLogAnswer log = new("h", Examined.Start, [logged], [], Whole: false);

        rows.Screen.Show(LogReport.Of(log));
        lines.Screen.Show(LogReport.Of(log));

        Assert.Equal(3, rows.Lines.Length);
        Assert.EndsWith(",b.c,3,4,,,", rows.Lines[2], StringComparison.Ordinal);
        Assert.Single(lines.Lines);
    }

    [Fact]
    public void An_empty_journal_is_told_to_people_and_is_an_empty_list_to_programs()
    {
        TuneLogAnswer log = new("h", Examined.Start, [], [new DamagedEntry("0001.json", "cut")], Whole: false);
        Shown text = new(OutputFormat.Table);
        Shown json = new(OutputFormat.Json);

        text.Screen.Show(LogReport.Of(log));
        json.Screen.Show(LogReport.Of(log));

        Assert.Equal(["nothing was applied yet"], text.Lines);
        JsonElement document = JsonDocument.Parse(json.Text).RootElement;
        Assert.Equal(["schema", "host", "taken_at", "entries", "damaged"], document.EnumerateObject().Select(member => member.Name));
        Assert.Equal("cut", document.GetProperty("damaged")[0].GetProperty("why").GetString());
    }

    private static JsonElement Json(LoggedEntry logged)
    {
        Shown shown = new(OutputFormat.Json);
        shown.Screen.Show(EntryReport.Of("apply", logged, ""));
        return JsonDocument.Parse(shown.Text).RootElement;
    }

    private static JournalEntry Entry(EntryState state) => new()
    {
        Id = 7,
        State = state,
        MadeAt = Examined.Start,
        BootId = "b",
        Target = new TargetIdentity { Inode = 1 },
        By = new Author { Uid = 0 },
        WithinMs = 120_000,
        DeadlineMs = 1,
        DeadlineAt = Examined.Start.AddMinutes(2),
        Changes = [Change("a.b", "1", "2"), Change("b.c", "3", "4")],
    };

    private static EntryChange Change(string setting, string from, string to) => new() { Setting = setting, From = from, To = to };
}
