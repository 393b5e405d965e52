using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Tune;
using TcpVet.Reports.Tune;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune rollback</c>: the values before.</summary>
internal static class TuneRollbackCommand
{
    private static readonly Argument<int?> Entry =
        TuneOptions.Entry("Which entry; without it, the one that waits, or else the last one in force");

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
        TuneRollback rollback = TuneRollback.Find(HostedInvocation.HostOf(parse), TuneOptions.StateFolder(parse), parse.GetValue(Entry));
        if (rollback.InForce && !parse.GetValue(CommonOptions.Yes))
        {
            Ask(screen, rollback.Entry);
        }

        LoggedEntry undone;
        using (new HeldSignals())
        {
            undone = rollback.Run(parse.GetValue(TuneOptions.Force));
        }

        screen.Show(EntryReport.Of("rollback", undone, TuneOptions.Suffix(parse)));
        return ExitStatus.Done;
    }

    private static void Ask(Screen screen, JournalEntry entry) => Consent.Ask(
        screen, "tune rollback", $"{Quantity.Of(entry.Changes.Count, "setting")} would be changed", () => Show(entry),
        $"Undo entry {entry.Id} in {SafeText.Escape(entry.Target.Label)}?", "nothing was undone");

    private static void Show(JournalEntry entry)
    {
        foreach (EntryChange change in entry.Changes)
        {
            Messages.Write($"  {SettingText.Undone(change)}");
        }
    }
}
