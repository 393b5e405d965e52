using System.CommandLine;
using TcpVet.Cli.Output;
using TcpVet.Cli.Tuning;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune log</c>: what was changed when, by whom and why, what became of it, and whether it helped.</summary>
internal static class TuneLogCommand
{
    private static readonly Argument<int?> Entry = TuneOptions.Entry("One entry, with all that is known of it");

    private static readonly Option<bool> NoMeasure = new("--no-measure") { Description = "Do not look whether what is in force helps" };

    public static Command Create()
    {
        Command command = new("log", "Show what was changed when, by whom and why, what became of it, and whether it helped")
        {
            Entry, NoMeasure, TuneOptions.StateDir, CheckupOptions.Interval, CheckupOptions.Config, CheckupOptions.Set,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        LiveHost host = HostedInvocation.HostOf(parse);
        Screen screen = StandardOutput.From(parse);
        CheckupRequest checkup = CheckupRequests.Of(parse);
        int? only = parse.GetValue(Entry);
        if (only is null && Journal.Open(TuneOptions.StateFolder(parse), make: false) is null)
        {
            LogReport.Write(screen, HostIdentity.Name(host.Root), [], [], whole: false);
            screen.Out.Flush();
            return ExitStatus.Done;
        }

        Journal journal = TuneOptions.JournalOf(parse);
        JournalContent content = journal.Read();
        foreach (DamagedEntry damaged in content.Damaged)
        {
            Messages.Warn(SafeText.Escape($"{damaged.File} is damaged and not used: {damaged.Why}"));
        }

        IEnumerable<JournalEntry> entries = only is null ? content.Entries : [EntryPlace.Entry(journal, only, _ => false, "")];
        List<LoggedEntry> logged = [.. entries.Select(entry => Looked(host, journal, entry, checkup, measure: !parse.GetValue(NoMeasure)))];
        LogReport.Write(screen, HostIdentity.Name(host.Root), logged, content.Damaged, whole: only is not null);
        screen.Out.Flush();
        return ExitStatus.Done;
    }

    private static LoggedEntry Looked(LiveHost host, Journal journal, JournalEntry entry, CheckupRequest checkup, bool measure)
    {
        EntryPlace place = EntryPlace.Of(host, entry);
        if (measure && entry.State is EntryState.Confirmed or EntryState.Pending && place.WhyVoid is null)
        {
            try
            {
                entry = TuneConfirmCommand.Measured(host, journal, entry, place, checkup);
            }
            catch (KernelException exception)
            {
                Messages.Warn(SafeText.Escape($"entry {entry.Id} was not measured: {exception.Message}"));
            }
        }

        return LoggedEntry.Of(entry, place.WhyVoid);
    }
}
