using CsCheck;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Persisting;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Tests.Persisting;

public sealed class PersistedFileTests : IDisposable
{
    private const string Somaxconn = "net.core.somaxconn";

    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-persist-").FullName;

    private string File90 => Path.Combine(folder, PersistedFile.FileName);

    [Fact]
    public void The_reason_stands_above_each_line()
    {
        string text = PersistedFile.Render("", [Made.Entry(3, EntryState.Confirmed, (Somaxconn, "128", "4096"))]);

        Assert.Contains("\n# entry 3, 2026-11-26, was 128\n# TV203: web on :80 has a queue of 128\nnet.core.somaxconn = 4096\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_latest_entry_wins_and_gives_the_line_back()
    {
        JournalEntry[] both =
            [Made.Entry(1, EntryState.Confirmed, (Somaxconn, "128", "1024")), Made.Entry(2, EntryState.Confirmed, (Somaxconn, "1024", "4096"))];
        string latest = PersistedFile.Render("", both);

        Assert.DoesNotContain("= 1024", latest, StringComparison.Ordinal);
        Assert.Contains("= 4096", latest, StringComparison.Ordinal);
        Assert.Contains("= 1024", PersistedFile.Render(latest, both[..1]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_wrote_stays()
    {
        const string Theirs = "# mine\nvm.swappiness = 10\n";
        string with = PersistedFile.Render(Theirs, [Made.Entry(1, EntryState.Confirmed, (Somaxconn, "128", "4096"))]);

        Assert.StartsWith(Theirs, with, StringComparison.Ordinal);
        Assert.Equal(with, PersistedFile.Render(with, [Made.Entry(1, EntryState.Confirmed, (Somaxconn, "128", "4096"))]));
        Assert.Equal(Theirs, PersistedFile.Render(with, []));
    }

    [Fact]
    public void A_hostile_reason_cannot_leave_its_comment()
    {
        JournalEntry entry = Made.Entry(1, EntryState.Confirmed, (Somaxconn, "128", "4096"));
        entry = entry with { Changes = [entry.Changes[0] with { Reasons = [new ChangeReason("web\nkernel.core_pattern = |/tmp/x\r\e[31m") { Code = "TV203" }] }] };

        string[] lines = PersistedFile.Render("", [entry]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["net.core.somaxconn = 4096"], lines.Where(line => !line.StartsWith('#')));
        Assert.All(lines, line => Assert.All(line, letter => Assert.InRange(letter, ' ', '~')));
    }

    [Fact]
    public void The_file_is_readable_by_all_and_goes_with_its_last_line()
    {
        JournalEntry entry = Made.Entry(1, EntryState.Confirmed, (Somaxconn, "128", "4096")) with { Persist = new EntryPersistence(File90) };
        PersistedFile.Rewrite(File90, [entry]);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            File.GetUnixFileMode(File90));
        PersistedFile.Rewrite(File90, [entry with { State = EntryState.RollingBack }]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void What_others_wrote_survives_any_text() =>
        Gen.String[0, 400].ForAll(
            text =>
            {
                string with = PersistedFile.Render(text, [Made.Entry(1, EntryState.Confirmed, (Somaxconn, "128", "4096"))]);
                Assert.Equal(PersistedFile.Foreign(text), PersistedFile.Foreign(with));
                Assert.EndsWith("# --- end of what tcpvet tune wrote ---\n", with, StringComparison.Ordinal);
            },
            iter: Fuzz.Iterations);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
