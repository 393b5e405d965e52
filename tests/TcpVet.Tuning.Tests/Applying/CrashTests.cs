using TcpVet.Tuning.Journaling;

namespace TcpVet.Tuning.Tests.Applying;

/// <summary>
/// The run ends at every step in turn, as a kill would end it: the hook throws what nothing catches, locks go as the kernel lets them go,
/// and nothing is tidied up. Afterwards the journal tells the truth, and one rollback restores exactly. (tests/TcpVet.Kernel.Tests kills
/// the real program.)
/// </summary>
public sealed class CrashTests
{
    private sealed class Killed : Exception;

    [Fact]
    public void A_kill_at_any_step_of_apply_can_be_undone_exactly() => AtEveryStep(
        prepare: _ => { },
        act: (bench, hook) =>
            bench.Apply(bench.Plan((Bench.Reserved, "20000"), (Bench.Range, "16384 65535"), (Bench.Somaxconn, "9000")), persistIn: bench.File90,
                reached: hook));

    [Fact]
    public void A_kill_at_any_step_of_confirm_loses_nothing() => AtEveryStep(
        prepare: bench => Apply(bench),
        act: (bench, hook) => bench.Tune(tuner => tuner.Confirm(1, Made.Root, null), hook),
        between: bench =>
        {
            JournalEntry entry = bench.Journal.Read(1)!;
            Assert.Equal("9000", bench.Value(Bench.Somaxconn));
            Assert.True(entry.State is EntryState.Pending or EntryState.Confirmed);
            // What the journal says is written is in the file; what was cut off can be asked for again.
            Assert.True(entry.Persist!.WrittenAt is null || File.Exists(bench.File90));
            bench.Tune(tuner => tuner.Confirm(1, Made.Root, null));
            Assert.Contains("net.core.somaxconn = 9000\n", File.ReadAllText(bench.File90), StringComparison.Ordinal);
        });

    [Fact]
    public void A_kill_at_any_step_of_rollback_is_made_good_by_the_next() => AtEveryStep(
        prepare: bench =>
        {
            Apply(bench);
            bench.Tune(tuner => tuner.Confirm(1, Made.Root, null));
        },
        act: (bench, hook) => bench.Tune(tuner => tuner.Rollback(1, Made.Root, force: false), hook));

    [Fact]
    public void A_kill_at_any_step_of_the_timers_undo_is_made_good_by_a_rollback() => AtEveryStep(
        prepare: bench => Apply(bench, TimeSpan.Zero),
        act: (bench, hook) => bench.Tune(tuner => tuner.Expire(bench.Journal.Read(1)!), hook));

    private static void Apply(Bench bench, TimeSpan? within = null) =>
        bench.Apply(bench.Plan((Bench.Range, "16384 65535"), (Bench.Somaxconn, "9000")), within, bench.File90);

    private static void AtEveryStep(Action<Bench> prepare, Action<Bench, Action<string>> act, Action<Bench>? between = null)
    {
        using Bench bench = Bench.Make();
        (string?, string?, string?) Values() => (bench.Value(Bench.Reserved), bench.Value(Bench.Range), bench.Value(Bench.Somaxconn));
        (string?, string?, string?) before = Values();
        int steps = 0;
        bool killed = true;
        for (int last = 1; killed; last++)
        {
            prepare(bench);
            (killed, steps) = RunUntil(last, hook => act(bench, hook));
            JournalContent journal = bench.Journal.Read();
            Assert.Empty(journal.Damaged);
            Assert.All(journal.Entries.Where(entry => entry.State is EntryState.Pending or EntryState.Confirmed), _ =>
                Assert.Equal("9000", bench.Value(Bench.Somaxconn)));
            between?.Invoke(bench);

            // Whatever the journal says is in force can be undone; what it does not say is not in force.
            foreach (JournalEntry entry in bench.Journal.Read().Entries.Where(entry => entry.IsOpen || entry.State == EntryState.Confirmed))
            {
                bench.Tune(tuner => tuner.Rollback(entry.Id, Made.Root, force: false));
            }

            Assert.Equal(before, Values());
            Assert.False(File.Exists(bench.File90));
            Assert.All(bench.Journal.Read().Entries, entry => Assert.False(entry.IsOpen));
            Directory.Delete(bench.State, recursive: true);
            foreach (string left in Directory.EnumerateFiles(bench.Etc))
            {
                Assert.EndsWith(".tcpvet-new", left, StringComparison.Ordinal);
            }
        }

        Assert.True(steps > 10, $"{steps} steps only");
    }

    private static (bool Killed, int Steps) RunUntil(int last, Action<Action<string>> act)
    {
        int steps = 0;
        try
        {
            act(_ =>
            {
                if (++steps == last)
                {
                    throw new Killed();
                }
            });
            return (false, steps);
        }
        catch (Killed)
        {
            return (true, steps);
        }
    }
}
