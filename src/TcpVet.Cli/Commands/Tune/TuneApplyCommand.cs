using System.CommandLine;
using System.Runtime.InteropServices;
using TcpVet.Cli.Output;
using TcpVet.Cli.Tuning;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Planning;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune apply</c>: changes the running values; they go back by themselves unless somebody confirms them in time.</summary>
internal static class TuneApplyCommand
{
    public static Command Create()
    {
        Command command = new("apply", "Change the running values, after asking; they go back by themselves unless 'tcpvet tune confirm' comes in time");
        TunePlanCommand.AddSources(command);
        foreach (Option option in (Option[])[TuneOptions.PlanFile, TuneOptions.Within, TuneOptions.Persist, TuneOptions.StateDir, CommonOptions.Yes])
        {
            command.Add(option);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        TimeSpan within = TuneOptions.WithinOf(parse);
        using Interruption interruption = new();
        PreparedPlan prepared = PlanSource.Make(parse, interruption.Token);
        TuningPlan plan = prepared.Plan;
        string? persistIn = TuneOptions.PersistIn(parse, plan.Target.Initial);
        bool prose = screen.Format is OutputFormat.Table or OutputFormat.Wide;
        if (prose)
        {
            PlanReport.Write(screen, plan, words: null);
            screen.Out.Flush();
        }

        if (plan.Changes.Count == 0)
        {
            Messages.Warn("nothing is changed");
            return ExitStatus.Done;
        }

        if (!parse.GetValue(CommonOptions.Yes))
        {
            Ask(screen, plan, within, shown: prose);
        }

        interruption.Token.ThrowIfCancellationRequested();
        JournalEntry entry = Apply(parse, prepared, within, persistIn);
        EntryReport.Changed(screen, "apply", entry, TuneOptions.Suffix(parse));
        screen.Out.Flush();
        return ExitStatus.Done;
    }

    private static void Ask(Screen screen, TuningPlan plan, TimeSpan within, bool shown)
    {
        string changes = Quantity.Of(plan.Changes.Count, "setting");
        Consent.Ask(screen, "tune apply", $"{changes} would be changed", () => Show(plan, shown),
            $"Change {(plan.Changes.Count == 1 ? "this setting" : $"these {changes}")} in {SafeText.Escape(plan.Netns)}? {(plan.Changes.Count == 1 ? "It goes" : "They go")} back in {Durations.Short((long)within.TotalMilliseconds)} unless you confirm.",
            "nothing was changed");
    }

    private static void Show(TuningPlan plan, bool shown)
    {
        foreach (PlannedChange change in shown ? [] : plan.Changes)
        {
            Messages.Write($"  {change.Setting}  {PlanReport.Value(change.From)} → {PlanReport.Value(change.To)}  ({SafeText.Escape(change.RiskWhy)})");
        }
    }

    // From here on what the terminal sends waits: half an apply would have to be undone by the timer.
    private static JournalEntry Apply(ParseResult parse, PreparedPlan prepared, TimeSpan within, string? persistIn)
    {
        using Interruption deferred = new(everySignal: true);
        using PosixSignalRegistration stop = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context => context.Cancel = true);
        ProcFsRoot root = HostedInvocation.HostOf(parse).Root;
        string folder = TuneOptions.StateFolder(parse);
        Journal journal = Journal.Open(folder, make: true)!;
        string program = Environment.ProcessPath ?? throw new ObservationException("tune: cannot find the program's own file; is /proc mounted?");
        ApplyOrder order = new()
        {
            Within = within,
            By = Author.OfThisProcess(root),
            PersistIn = persistIn,
            Before = prepared.Before,
            Arm = new DeadManTimer(program, journal.Folder).Arm,
        };
        return prepared.Netns!.Run(() => new Tuner(journal, new RunningSettings(root), root).Apply(prepared.Plan, order));
    }
}
