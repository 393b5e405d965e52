using TcpVet.Linux.Interop;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Tuning.Tests.Applying;

/// <summary>
/// The disk refuses at every step in turn, once or from there on. Values come before the journal: whatever cannot be written down, the
/// values before are back, or nothing was changed. (tests/TcpVet.Kernel.Tests has the kernel refuse the real program.)
/// </summary>
public sealed class FaultTests
{
    public static TheoryData<int, bool> EachFault
    {
        get
        {
            TheoryData<int, bool> faults = [];
            foreach (int errno in new[] { Errno.ENOSPC, Errno.EIO, Errno.EROFS, Errno.EMFILE })
            {
                faults.Add(errno, true);
                faults.Add(errno, false);
            }

            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(EachFault))]
    public void An_apply_that_cannot_be_written_down_changes_nothing(int errno, bool once)
    {
        using Bench bench = Bench.Make();
        int faults = AtEachStep(errno, once, hook =>
        {
            bool applied = false;
            try
            {
                applied = Apply(bench, TimeSpan.FromMinutes(2), hook).State == EntryState.Pending;
            }
            catch (TuningException refusal)
            {
                Assert.Contains(Errno.Name(errno), refusal.Message, StringComparison.Ordinal);
            }

            Assert.Equal(applied ? "9000" : "4096", bench.Value(Bench.Somaxconn));
            Assert.Equal(applied ? "16384 65535" : "32768 60999", bench.Value(Bench.Range));
            Restart(bench);
        });
        Assert.True(faults > 10, $"{faults} steps only");
    }

    [Theory]
    [MemberData(nameof(EachFault))]
    public void The_timer_restores_though_nothing_can_be_written_and_writes_it_down_later(int errno, bool once)
    {
        using Bench bench = Bench.Make();
        int faults = AtEachStep(errno, once, hook =>
        {
            JournalEntry entry = Apply(bench, TimeSpan.Zero);
            Undone undone = bench.Tune(tuner => tuner.Expire(entry), hook);

            Assert.Equal(("4096", "32768 60999"), (bench.Value(Bench.Somaxconn), bench.Value(Bench.Range)));
            Assert.True(once || undone.Unwritten is null || undone.Unwritten.Contains(Errno.Name(errno), StringComparison.Ordinal));
            Assert.Null(bench.Tune(tuner => tuner.Record(undone)));
            Assert.Equal(EntryState.Expired, bench.Journal.Read(1)!.State);
            Restart(bench);
        });
        Assert.True(faults > 5, $"{faults} steps only");
    }

    [Theory]
    [MemberData(nameof(EachFault))]
    public void A_rollback_restores_first_and_reports_second(int errno, bool once)
    {
        using Bench bench = Bench.Make();
        int faults = AtEachStep(errno, once, hook =>
        {
            Apply(bench, TimeSpan.FromMinutes(2));
            string? refusal = null;
            try
            {
                bench.Tune(tuner => tuner.Rollback(1, Made.Root, force: false), hook);
            }
            catch (TuningException exception)
            {
                refusal = exception.Message;
            }

            Assert.Equal(("4096", "32768 60999"), (bench.Value(Bench.Somaxconn), bench.Value(Bench.Range)));
            Assert.True(refusal is null || (refusal.Contains("the values are as before", StringComparison.Ordinal)
                && refusal.Contains(Errno.Name(errno), StringComparison.Ordinal)), refusal);
            // A rename that may not have reached the disk is reported too.
            Assert.True(refusal is not null || bench.Journal.Read(1)!.State == EntryState.RolledBack);
            Restart(bench);
        });
        Assert.True(faults > 5, $"{faults} steps only");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData(null)]
    public void An_entry_whose_file_is_damaged_or_gone_is_undone_from_its_copy(string? left)
    {
        using Bench bench = Bench.Make();
        JournalEntry entry = Apply(bench, TimeSpan.FromMinutes(2));
        string file = Path.Combine(bench.State, "entry-0001.json");
        if (left is null)
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllText(file, left);
        }

        Assert.Equal(2, bench.Journal.NextId());
        Assert.True(Assert.Single(bench.Journal.Read().Entries).IsOpen);
        Assert.Equal(EntryState.RolledBack, bench.Tune(tuner => tuner.Rollback(entry.Id, Made.Root, force: false)).State);
        Assert.Equal(("4096", "32768 60999"), (bench.Value(Bench.Somaxconn), bench.Value(Bench.Range)));
        Assert.Equal(["entry-0001.json", "lock"], Directory.EnumerateFiles(bench.State).Select(path => Path.GetFileName(path)!).Order());
    }

    [Fact]
    public void What_somebody_set_since_is_left_alone_also_from_memory()
    {
        using Bench bench = Bench.Make();
        JournalEntry entry = Apply(bench, TimeSpan.Zero);
        bench.Sandbox.SetSysctl(Bench.Somaxconn, "7000");
        Directory.Delete(bench.State, recursive: true);

        Undone undone = bench.Tune(tuner => tuner.Expire(entry));

        Assert.Equal(("7000", "32768 60999"), (bench.Value(Bench.Somaxconn), bench.Value(Bench.Range)));
        Assert.Contains(undone.Entry.Changes, change => change is { Setting: Bench.Somaxconn, State: ChangeState.LeftAlone });
    }

    [Fact]
    public void Systemd_holds_the_whole_entry()
    {
        JournalEntry entry = Made.Entry(7, changes: ("net.core.somaxconn", "128", "4096"));
        string held = new DeadManTimer("/opt/tcpvet", "/var/lib/tcpvet").SystemdWords(entry, "unit")[^1];

        Assert.Equal(TuningJson.Write(entry), TuningJson.Write(DeadManTimer.Held(held)));
        Assert.Throws<TuningException>(() => DeadManTimer.Held("no base64"));
        Assert.Throws<TuningException>(() => DeadManTimer.Held("e30="));
    }

    private static JournalEntry Apply(Bench bench, TimeSpan within, Action<string>? hook = null) =>
        bench.Apply(bench.Plan((Bench.Range, "16384 65535"), (Bench.Somaxconn, "9000")), within, reached: hook);

    private static void Restart(Bench bench)
    {
        bench.Sandbox.SetSysctl(Bench.Somaxconn, "4096");
        bench.Sandbox.SetSysctl(Bench.Range, "32768 60999");
        Directory.Delete(bench.State, recursive: true);
    }

    // Steps of the journal refuse; those of the kernel's settings are other tests'.
    private static int AtEachStep(int errno, bool once, Action<Action<string>> act)
    {
        int first = 1;
        bool refused = true;
        for (; refused; first++)
        {
            int step = 0;
            refused = false;
            act(reached =>
            {
                bool ofJournal = reached.StartsWith("created ", StringComparison.Ordinal) || reached.StartsWith("wrote /", StringComparison.Ordinal)
                    || reached.StartsWith("synced ", StringComparison.Ordinal) || reached.StartsWith("renamed ", StringComparison.Ordinal);
                if (ofJournal && (++step == first || (step > first && !once)))
                {
                    refused = true;
                    throw new KernelException(reached, errno);
                }
            });
        }

        return first - 1;
    }
}
