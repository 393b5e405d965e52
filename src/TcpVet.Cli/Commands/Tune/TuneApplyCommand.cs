using System.CommandLine;
using TcpVet.Linux;
using TcpVet.Model;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Tune;
using TcpVet.Tuning.Planning;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune apply</c>: changes the running values, which go back by themselves unless somebody confirms them.</summary>
internal static class TuneApplyCommand
{
    public static Command Create()
    {
        Command command = new(
            "apply", "Change the running values, after asking; they go back by themselves unless 'tcpvet tune confirm' comes in time");
        TunePlanCommand.AddSources(command);
        foreach (Option option in (Option[])[
            TuneOptions.PlanFile, TuneOptions.Within, TuneOptions.Persist, TuneOptions.StateDir, CommonOptions.Yes])
        {
            command.Add(option);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        LiveHost host = HostedInvocation.HostOf(parse);
        Screen screen = StandardOutput.From(parse);
        TimeSpan within = TuneOptions.WithinOf(parse);
        using Interruption interruption = new();
        PreparedPlan prepared = TunePlanCommand.Prepare(host, TuneRequests.Plan(parse, Spoken.Notices()), interruption.Token);
        TuningPlan plan = prepared.Plan;
        TuneApplyRequest request = new(TuneOptions.StateFolder(parse), within, TuneOptions.PersistOf(parse).FileFor(plan.Target.Initial));
        if (screen.IsText)
        {
            screen.Show(PlanReport.Of(plan, words: null));
        }

        if (plan.Changes.Count == 0)
        {
            Messages.Warn("nothing is changed");
            if (!screen.IsText)
            {
                screen.Show(EntryReport.OfNothing("apply"));
            }

            return ExitStatus.Done;
        }

        if (!parse.GetValue(CommonOptions.Yes))
        {
            Ask(screen, plan, within);
        }

        interruption.Token.ThrowIfCancellationRequested();
        LoggedEntry applied;
        using (new HeldSignals())
        {
            applied = TuneApply.Run(host, prepared, request);
        }

        screen.Show(EntryReport.Of("apply", applied, TuneOptions.Suffix(parse)));
        return ExitStatus.Done;
    }

    private static void Ask(Screen screen, TuningPlan plan, TimeSpan within)
    {
        bool one = plan.Changes.Count == 1;
        string changes = Quantity.Of(plan.Changes.Count, "setting");
        string question = $"Change {(one ? "this setting" : $"these {changes}")} in {SafeText.Escape(plan.Netns)}?";
        string undone = $"{(one ? "It goes" : "They go")} back in {Durations.Short((long)within.TotalMilliseconds)} unless you confirm.";
        Consent.Ask(
            screen, "tune apply", $"{changes} would be changed", () => Show(screen, plan), $"{question} {undone}", "nothing was changed");
    }

    // A person who reads text has seen the plan already.
    private static void Show(Screen screen, TuningPlan plan)
    {
        foreach (PlannedChange change in screen.IsText ? [] : plan.Changes)
        {
            Messages.Write($"  {SettingText.Of(change)}");
        }
    }
}
