using System.CommandLine;
using System.Runtime.InteropServices;
using TcpVet.Cli.Output;
using TcpVet.Cli.Tuning;
using TcpVet.Model;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune rollback</c>: the values before.</summary>
internal static class TuneRollbackCommand
{
    private static readonly Argument<int?> Entry = TuneOptions.Entry("Which entry; without it, the one that waits, or else the last one in force");

    public static Command Create()
    {
        Command command = new("rollback", "Restore the values before an entry, after asking, and take its lines out of the persisted file")
        {
            Entry, TuneOptions.Force, TuneOptions.StateDir, CommonOptions.Yes,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        Journal journal = TuneOptions.JournalOf(parse);
        JournalEntry entry = EntryPlace.Entry(journal, parse.GetValue(Entry), candidate => candidate.IsOpen || candidate.State == EntryState.Confirmed, "no entry is in force: nothing to undo");
        EntryPlace place = EntryPlace.Of(HostedInvocation.HostOf(parse), entry);
        bool inForce = entry.IsOpen || entry.State == EntryState.Confirmed;
        if (inForce && !parse.GetValue(CommonOptions.Yes))
        {
            Consent.Ask(screen, "tune rollback", $"{Quantity.Of(entry.Changes.Count, "setting")} would be changed", () => Show(entry),
                $"Undo entry {entry.Id} in {SafeText.Escape(entry.Target.Label)}?", "nothing was undone");
        }

        using Interruption deferred = new(everySignal: true);
        using PosixSignalRegistration stop = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context => context.Cancel = true);
        Author by = Author.OfThisProcess(HostedInvocation.HostOf(parse).Root);
        entry = place.Tune(journal, tuner => inForce && place.WhyVoid is { } why ? tuner.Void(entry.Id, why) : tuner.Rollback(entry.Id, by, parse.GetValue(TuneOptions.Force)));
        EntryReport.Changed(screen, "rollback", entry, TuneOptions.Suffix(parse));
        screen.Out.Flush();
        return ExitStatus.Done;
    }

    private static void Show(JournalEntry entry)
    {
        foreach (EntryChange change in entry.Changes)
        {
            Messages.Write($"  {change.Setting}  {PlanReport.Value(change.To)} → {PlanReport.Value(change.From)}");
        }
    }
}
