using TcpVet.Lab;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Tests.Applying;

/// <summary>Apply, confirm, rollback and the timer's undo, on the settings of a real namespace.</summary>
public sealed class TunerTests : IDisposable
{
    private readonly Bench bench = Bench.Make();

    [Fact]
    public void The_whole_way_there_and_back()
    {
        string before = bench.Value(Bench.Range)!;
        JournalEntry applied =
            bench.Apply(bench.Plan((Bench.Reserved, "20000,30000-30010"), (Bench.Range, "16384 65535"), (Bench.Somaxconn, "9000")), persistIn: bench.File90);

        Assert.Equal((EntryState.Pending, 1), (applied.State, applied.Id));
        Assert.Equal(("16384 65535", "9000", "20000,30000-30010"), (bench.Value(Bench.Range), bench.Value(Bench.Somaxconn), bench.Value(Bench.Reserved)));
        Assert.False(File.Exists(bench.File90));

        (JournalEntry confirmed, IReadOnlyList<string> changed) = bench.Tune(tuner => tuner.Confirm(null, Made.Root, persistIn: null));
        Assert.Equal(EntryState.Confirmed, confirmed.State);
        Assert.Empty(changed);
        Assert.NotNull(confirmed.Persist!.WrittenAt);
        Assert.Contains("net.ipv4.ip_local_reserved_ports = 20000,30000-30010\n", File.ReadAllText(bench.File90), StringComparison.Ordinal);

        JournalEntry undone = bench.Tune(tuner => tuner.Rollback(1, Made.Root, force: false));
        Assert.Equal((EntryState.RolledBack, false), (undone.State, undone.IsPartly));
        Assert.Equal((before, "4096", ""), (bench.Value(Bench.Range), bench.Value(Bench.Somaxconn), bench.Value(Bench.Reserved)));
        Assert.False(File.Exists(bench.File90));
        Assert.Equal(["applied", "confirmed", $"written to {bench.File90}", "rolled back"], undone.Steps.Select(step => step.What));
    }

    [Fact]
    public void The_timer_is_armed_before_the_first_value_is_written()
    {
        string? atArming = null;
        bench.Apply(bench.Plan((Bench.Somaxconn, "9000")), arm: entry =>
        {
            atArming = $"{bench.Journal.Read(entry.Id)!.State} {new RunningSettings(Linux.ProcFs.ProcFsRoot.Default).Read(Bench.Somaxconn)}";
            return new ArmedTimer(TimerKind.Process, "0");
        });

        Assert.Equal("Applying 4096", atArming);
    }

    [Fact]
    public void Without_a_timer_nothing_is_written()
    {
        TuningPlan plan = bench.Plan((Bench.Somaxconn, "9000"));

        Assert.Contains("no timer", Refused(() => bench.Apply(plan, arm: _ => throw new TuningException("no process"))), StringComparison.Ordinal);
        Assert.Equal("4096", bench.Value(Bench.Somaxconn));
        Assert.Equal(EntryState.Failed, bench.Journal.Read(1)!.State);
    }

    [Fact]
    public void What_somebody_changed_since_the_plan_is_not_touched()
    {
        TuningPlan plan = bench.Plan((Bench.Range, "16384 65535"), (Bench.Somaxconn, "9000"));
        bench.Sandbox.SetSysctl(Bench.Somaxconn, "777");

        Assert.Contains("is 777 now and was 4096", Refused(() => bench.Apply(plan)), StringComparison.Ordinal);
        Assert.Equal("32768 60999", bench.Value(Bench.Range));
        Assert.Empty(bench.Journal.Read().Entries);
    }

    [Fact]
    public void A_value_that_the_kernel_refuses_takes_the_others_back()
    {
        // Below ip_unprivileged_port_start the kernel answers EINVAL, which no range of numbers tells.
        string refusal = Refused(() => bench.Apply(bench.Plan((Bench.Somaxconn, "9000"), (Bench.Range, "100 65535"))));

        Assert.Contains("the kernel refused it", refusal, StringComparison.Ordinal);
        Assert.Contains("everything is as before", refusal, StringComparison.Ordinal);
        Assert.Equal(("4096", "32768 60999"), (bench.Value(Bench.Somaxconn), bench.Value(Bench.Range)));
        Assert.Equal(EntryState.Failed, bench.Journal.Read(1)!.State);
    }

    [Fact]
    public void A_vector_that_the_kernel_takes_in_part_is_restored_whole()
    {
        string before = bench.Value(Bench.Rmem)!;
        TuningPlan plan = bench.Plan((Bench.Rmem, "8192 65536 1000000"));
        // Not what the planner would let through: the third number is no int, and the kernel has taken two by then.
        plan = plan with { Changes = [plan.Changes[0] with { To = "8192 65536 99999999999" }] };

        Refused(() => bench.Apply(plan));

        Assert.Equal(before, bench.Value(Bench.Rmem));
    }

    [Fact]
    public void A_second_apply_waits_for_the_first_to_be_settled()
    {
        bench.Apply(bench.Plan((Bench.Somaxconn, "9000")));

        Assert.Contains("entry 1 waits to be confirmed", Refused(() => bench.Apply(bench.Plan((Bench.Range, "16384 65535")))), StringComparison.Ordinal);
        bench.Tune(tuner => tuner.Confirm(1, Made.Root, null));
        Assert.Equal(2, bench.Apply(bench.Plan((Bench.Range, "16384 65535"))).Id);
    }

    [Fact]
    public void What_nobody_confirms_goes_back_when_its_time_is_over_and_not_before()
    {
        bench.Apply(bench.Plan((Bench.Somaxconn, "9000")));
        bench.Tune(tuner => tuner.Expire(bench.Journal.Read(1)!));
        Assert.Equal("9000", bench.Value(Bench.Somaxconn));

        bench.Tune(tuner => tuner.Rollback(1, Made.Root, false));
        JournalEntry late = bench.Apply(bench.Plan((Bench.Somaxconn, "9000")), within: TimeSpan.Zero);
        Assert.Contains("too late", Refused(() => bench.Tune(tuner => tuner.Confirm(late.Id, Made.Root, null).Entry)), StringComparison.Ordinal);
        Assert.Equal(EntryState.Expired, bench.Tune(tuner => tuner.Expire(late)).Entry.State);
        Assert.Equal("4096", bench.Value(Bench.Somaxconn));
        Assert.Contains("has gone back", Refused(() => bench.Tune(tuner => tuner.Confirm(late.Id, Made.Root, null).Entry)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_timer_after_confirm_does_nothing()
    {
        bench.Apply(bench.Plan((Bench.Somaxconn, "9000")));
        bench.Tune(tuner => tuner.Confirm(1, Made.Root, null));

        Assert.Equal(EntryState.Confirmed, bench.Tune(tuner => tuner.Expire(bench.Journal.Read(1)!)).Entry.State);
        Assert.Equal("9000", bench.Value(Bench.Somaxconn));
    }

    [Fact]
    public void A_rollback_refuses_what_somebody_else_changed_unless_it_is_forced()
    {
        bench.Apply(bench.Plan((Bench.Range, "16384 65535"), (Bench.Somaxconn, "9000")));
        bench.Tune(tuner => tuner.Confirm(1, Made.Root, null));
        bench.Sandbox.SetSysctl(Bench.Somaxconn, "777");

        string refusal = Refused(() => bench.Tune(tuner => tuner.Rollback(1, Made.Root, force: false)));
        Assert.Contains("net.core.somaxconn is 777 now, entry 1 set 9000: somebody changed it since", refusal, StringComparison.Ordinal);
        Assert.Contains("--force", refusal, StringComparison.Ordinal);
        Assert.Equal(("16384 65535", "777", EntryState.Confirmed),
            (bench.Value(Bench.Range), bench.Value(Bench.Somaxconn), bench.Journal.Read(1)!.State));

        bench.Tune(tuner => tuner.Rollback(1, Made.Root, force: true));
        Assert.Equal(("32768 60999", "4096"), (bench.Value(Bench.Range), bench.Value(Bench.Somaxconn)));
    }

    [Fact]
    public void The_timer_leaves_what_somebody_else_changed_and_says_so()
    {
        JournalEntry entry = bench.Apply(bench.Plan((Bench.Range, "16384 65535"), (Bench.Somaxconn, "9000")), within: TimeSpan.Zero);
        bench.Sandbox.SetSysctl(Bench.Somaxconn, "777");

        JournalEntry expired = bench.Tune(tuner => tuner.Expire(entry)).Entry;
        Assert.Equal((EntryState.Expired, true), (expired.State, expired.IsPartly));
        Assert.Equal(("32768 60999", "777"), (bench.Value(Bench.Range), bench.Value(Bench.Somaxconn)));
        Assert.Contains(expired.Steps, step => step.What.Contains("somebody changed it", StringComparison.Ordinal));
    }

    [Fact]
    public void An_older_entry_names_the_newer_one_that_stands_on_it()
    {
        bench.Apply(bench.Plan((Bench.Somaxconn, "9000")));
        bench.Tune(tuner => tuner.Confirm(1, Made.Root, null));
        bench.Apply(bench.Plan((Bench.Somaxconn, "10000")));
        bench.Tune(tuner => tuner.Confirm(2, Made.Root, null));

        Assert.Contains("entry 2 has set net.core.somaxconn to 10000 since: undo that one first", Refused(() => bench.Tune(tuner => tuner.Rollback(1, Made.Root, false))), StringComparison.Ordinal);
        bench.Tune(tuner => tuner.Rollback(2, Made.Root, false));
        bench.Tune(tuner => tuner.Rollback(1, Made.Root, false));
        Assert.Equal("4096", bench.Value(Bench.Somaxconn));
    }

    [Fact]
    public void Two_persisted_entries_share_the_file()
    {
        bench.Apply(bench.Plan((Bench.Somaxconn, "9000")), persistIn: bench.File90);
        bench.Tune(tuner => tuner.Confirm(1, Made.Root, null));
        bench.Apply(bench.Plan((Bench.Somaxconn, "10000"), (Bench.Range, "16384 65535")));
        bench.Tune(tuner => tuner.Confirm(2, Made.Root, bench.File90));
        Assert.Equal(["net.ipv4.ip_local_port_range = 16384 65535", "net.core.somaxconn = 10000"], Lines().Reverse());

        bench.Tune(tuner => tuner.Rollback(2, Made.Root, false));
        Assert.Equal(["net.core.somaxconn = 9000"], Lines());
    }

    [Fact]
    public void A_settled_entry_is_neither_confirmed_nor_undone_again()
    {
        bench.Apply(bench.Plan((Bench.Somaxconn, "9000")));
        bench.Tune(tuner => tuner.Rollback(1, Made.Root, false));

        Assert.Contains("not in force (rolled back)", Refused(() => bench.Tune(tuner => tuner.Rollback(1, Made.Root, false))), StringComparison.Ordinal);
        Assert.Contains("not in force (rolled back)", Refused(() => bench.Tune(tuner => tuner.Confirm(1, Made.Root, null).Entry)), StringComparison.Ordinal);
        Assert.Contains("there is no entry 5", Refused(() => bench.Tune(tuner => tuner.Rollback(5, Made.Root, false))), StringComparison.Ordinal);
        Assert.Contains("no entry waits", Refused(() => bench.Tune(tuner => tuner.Confirm(null, Made.Root, null).Entry)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_an_earlier_run_of_the_kernel_is_void()
    {
        JournalEntry entry = bench.Apply(bench.Plan((Bench.Somaxconn, "9000")));
        Journal journal = bench.Journal;
        journal.Write(entry with { BootId = "00000000-0000-0000-0000-000000000000" });

        Assert.Contains("the host was restarted", Refused(() => bench.Tune(tuner => tuner.Confirm(1, Made.Root, null).Entry)), StringComparison.Ordinal);
        Assert.Equal(EntryState.Void, bench.Tune(tuner => tuner.Void(1, "the host was restarted")).State);
    }

    [Fact]
    public void A_namespace_is_found_again_and_not_taken_for_another()
    {
        using Sandbox other = new();

        Assert.NotNull(bench.Sandbox.Run(() => Bench.Targets.Find(bench.Target)));
        Assert.Null(other.Run(() => Bench.Targets.Find(bench.Target with { Cookie = bench.Target.Cookie + 1 })));
        using ChildProcess inside = bench.Sandbox.Start("sleep", "60");
        Assert.NotNull(other.Run(() => Bench.Targets.Find(bench.Target)));
        Assert.False(bench.Target.Initial);
    }

    public void Dispose() => bench.Dispose();

    private string[] Lines() => [.. File.ReadAllLines(bench.File90).Where(line => line.Length > 0 && line[0] != '#')];

    private static string Refused(Func<JournalEntry> act) => Assert.Throws<TuningException>(act).Message;
}
