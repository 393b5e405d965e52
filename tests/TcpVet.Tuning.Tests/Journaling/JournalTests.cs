using System.Text;
using TcpVet.Knowledge;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Tests.Journaling;

public sealed class JournalTests : IDisposable
{
    private const string Somaxconn = "net.core.somaxconn";

    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-journal-").FullName;

    public static TheoryData<string, string> Hostile => new()
    {
        { "\"net.core.somaxconn\"", "\"kernel.core_pattern\"" },
        { "\"net.core.somaxconn\"", "\"../../../etc/passwd\"" },
        { "\"net.core.somaxconn\"", "null" },
        { "\"4096\"", "\"4096\\nkernel.core_pattern = x\"" },
        { "\"4096\"", "\"04096\"" },
        { "\"id\": 1", "\"id\": 2" },
        { "\"id\": 1", "\"id\": -1" },
        { "\"pending\"", "\"finished\"" },
        { "\"pending\"", "1" },
        { "/etc/sysctl.d/90-tcpvet.conf", "/etc/cron.d/evil" },
        { "/etc/sysctl.d/90-tcpvet.conf", "/etc/sysctl.d/../cron.d/90-tcpvet.conf" },
        { "/etc/sysctl.d/90-tcpvet.conf", "90-tcpvet.conf" },
        { "tune-entry/1", "tune-entry/9" },
    };

    [Fact]
    public void An_entry_comes_back_as_it_was_written()
    {
        Journal journal = Journal.Open(folder, make: true)!;
        JournalEntry entry = Pending();

        using (journal.Lock())
        {
            journal.Write(entry);
        }

        JournalEntry read = Assert.Single(journal.Read().Entries);
        Assert.Equal(TuningJson.Write(entry), TuningJson.Write(read));
        Assert.Equal(2, journal.NextId());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "entry-0001.json")));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_is_no_setting_or_no_value_is_damaged_and_never_used(string original, string replacement)
    {
        string text = Encoding.UTF8.GetString(TuningJson.Write(Pending()));
        Assert.Contains(original, text, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "entry-0001.json"), text.Replace(original, replacement, StringComparison.Ordinal));

        JournalContent content = Journal.Open(folder, make: false)!.Read();

        Assert.Empty(content.Entries);
        Assert.NotEmpty(Assert.Single(content.Damaged).Why);
    }

    [Fact]
    public void A_torn_file_is_told_and_its_number_not_given_again()
    {
        File.WriteAllBytes(Path.Combine(folder, "entry-0007.json"), TuningJson.Write(Pending())[..100]);
        Journal journal = Journal.Open(folder, make: false)!;

        Assert.Single(journal.Read().Damaged);
        Assert.Equal(8, journal.NextId());
    }

    [Fact]
    public void A_folder_that_others_may_write_to_is_refused()
    {
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);

        Assert.Contains("others than its owner", Assert.Throws<TuningException>(() => Journal.Open(folder, make: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_is_not_there_is_not_made_by_looking()
    {
        string absent = Path.Combine(folder, "a", "b");

        Assert.Null(Journal.Open(absent, make: false));
        Assert.False(Directory.Exists(absent));
        Assert.NotNull(Journal.Open(absent, make: true));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(absent));
    }

    [Fact]
    public void A_link_in_place_of_the_unfinished_file_leads_nowhere()
    {
        string elsewhere = Path.Combine(folder, "elsewhere");
        File.WriteAllText(elsewhere, "untouched");
        File.CreateSymbolicLink(Path.Combine(folder, "entry-0001.json.tcpvet-new"), elsewhere);
        Journal journal = Journal.Open(folder, make: false)!;
        using (journal.Lock())
        {
            journal.Write(Pending());
        }

        Assert.Equal("untouched", File.ReadAllText(elsewhere));
        Assert.Single(journal.Read().Entries);
    }

    [Fact]
    public void The_reader_of_entries_survives_anything_and_lets_only_known_settings_through() =>
        Fuzz.Broken(Encoding.UTF8.GetString(TuningJson.Write(Pending()))).ForAll(
            bytes =>
            {
                try
                {
                    JournalEntry entry = TuningJson.ReadEntry(bytes);
                    Assert.All(entry.Changes, change => Assert.Equal(SettingKind.Sysctl, SettingKnowledge.Find(change.Setting)!.Kind));
                    Assert.NotNull(entry.Steps);
                }
                catch (TuningException)
                {
                    // Refused: that is what should happen to most.
                }
            },
            iter: Fuzz.Iterations);

    [Fact]
    public void The_reader_of_plans_survives_anything()
    {
        TuningPlan plan =
            Planner.Plan(Made.Ground(new Dictionary<string, string> { [Somaxconn] = "128" }), [Made.Asked(Somaxconn, "4096"), Made.Asked("a.b", "1")],
                []);
        System.Buffers.ArrayBufferWriter<byte> written = new();
        using (System.Text.Json.Utf8JsonWriter json = new(written))
        {
            TuningRecords.Write(json, plan);
        }

        string text = Encoding.UTF8.GetString(written.WrittenSpan);
        Assert.Equal(plan.Changes[0].To, TuningJson.ReadPlan(Encoding.UTF8.GetBytes(text)).Changes[0].To);
        Fuzz.Broken(text).ForAll(
            bytes =>
            {
                try
                {
                    TuningPlan read = TuningJson.ReadPlan(bytes);
                    Planner.Again(Made.Ground(new Dictionary<string, string> { [Somaxconn] = "128" }), read);
                }
                catch (TuningException)
                {
                    // Refused: that is what should happen to most.
                }
            },
            iter: Fuzz.Iterations);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static JournalEntry Pending() => Made.Entry(1, EntryState.Pending, (Somaxconn, "128", "4096"));
}
