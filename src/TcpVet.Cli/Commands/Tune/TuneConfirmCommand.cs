using System.CommandLine;
using TcpVet.Cli.Output;
using TcpVet.Cli.Tuning;
using TcpVet.Linux;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Rules.Catalog;
using TcpVet.Tuning;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Cli.Commands.Tune;

/// <summary><c>tcpvet tune confirm</c>: keeps what was applied.</summary>
internal static class TuneConfirmCommand
{
    public const string Name = "confirm";

    private static readonly Argument<int?> Entry = TuneOptions.Entry("Which entry; without it, the one that waits");

    public static Command Create()
    {
        Command command = new(Name, "Keep what was applied: it does not go back any more")
        {
            Entry, TuneOptions.Persist, TuneOptions.SysctlDir, TuneOptions.StateDir, CheckupOptions.Interval, CheckupOptions.Config, CheckupOptions.Set,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        LiveHost host = HostedInvocation.HostOf(parse);
        Screen screen = StandardOutput.From(parse);
        CheckupRequest checkup = CheckupRequests.Of(parse);
        Journal journal = TuneOptions.JournalOf(parse);
        JournalEntry entry = EntryPlace.Entry(journal, parse.GetValue(Entry), candidate => candidate.IsOpen, "no entry waits to be confirmed; 'tcpvet tune log' shows what became of them");
        string? persistIn = TuneOptions.PersistIn(parse, entry.Target.Initial);
        EntryPlace place = EntryPlace.Of(host, entry);
        if (place.WhyVoid is { } why)
        {
            throw new TuningException($"entry {entry.Id} is void: {why}");
        }

        // Confirmed first: a look at what it did takes time, and the timer does not wait.
        Author by = Author.OfThisProcess(host.Root);
        (entry, IReadOnlyList<string> changed) = place.Tune(journal, tuner => tuner.Confirm(entry.Id, by, persistIn));
        foreach (string other in changed)
        {
            Messages.Warn(SafeText.Escape(other));
        }

        entry = Measured(host, journal, entry, place, checkup);
        EntryReport.Changed(screen, "confirm", entry, TuneOptions.Suffix(parse));
        screen.Out.Flush();
        return ExitStatus.Done;
    }

    /// <summary>Looks at what an entry did, and writes it down where that is allowed.</summary>
    public static JournalEntry Measured(LiveHost host, Journal journal, JournalEntry entry, EntryPlace place, CheckupRequest checkup)
    {
        string[] codes = [.. entry.Codes.Where(code => RuleCatalog.Find(code) is not null)];
        if (codes.Length == 0 || place.Netns is null || entry.Before is null || entry.BootId != HostIdentity.BootId(host.Root))
        {
            return entry;
        }

        using Interruption interruption = new();
        try
        {
            return place.Tune(journal, tuner => tuner.Measured(
                entry.Id, EvidenceLook.Measure(host, place.Netns, checkup, codes, [.. entry.Changes.SelectMany(change => change.Reasons)], interruption.Token))) ?? entry;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C ends the look alone: what was confirmed is confirmed.
            return entry;
        }
    }
}
