using TcpVet.Linux.ProcFs;
using TcpVet.Operations.Checkup;
using TcpVet.Rules.Catalog;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Operations.Tune;

/// <summary>An entry whose effect can be looked at.</summary>
public sealed class TunedEntry
{
    private readonly Journal journal;
    private readonly JournalEntry entry;
    private readonly EntryPlace place;

    internal TunedEntry(Journal journal, JournalEntry entry, EntryPlace place) =>
        (this.journal, this.entry, this.place) = (journal, entry, place);

    /// <summary>The entry as it stands now, without a new look.</summary>
    public LoggedEntry Unmeasured => LoggedEntry.Of(entry, place.WhyVoid);

    /// <summary>Looks at what the entry did, and writes it down where that is allowed. A cancellation ends the look alone.</summary>
    /// <param name="checkup">Thresholds and interval.</param>
    /// <param name="notices">Hears how long the waiting lasts.</param>
    /// <param name="cancellation">Ends the look.</param>
    /// <exception cref="Linux.Interop.KernelException">The kernel refuses to be looked at.</exception>
    public LoggedEntry Measured(CheckupRequest checkup, Notices notices, CancellationToken cancellation)
    {
        string[] codes = [.. entry.Codes.Where(code => RuleCatalog.Find(code) is not null)];
        if (codes.Length == 0 || place.Netns is not { } netns || entry.Before is null
            || entry.BootId != HostIdentity.BootId(place.Host.Root))
        {
            return Unmeasured;
        }

        try
        {
            JournalEntry? measured = place.Tune(journal, tuner => tuner.Measured(
                entry.Id,
                EvidenceLook.Measure(
                    place.Host, netns, checkup, codes, [.. entry.Changes.SelectMany(change => change.Reasons)], notices, cancellation)));
            return LoggedEntry.Of(measured ?? entry, place.WhyVoid);
        }
        catch (OperationCanceledException)
        {
            // What was confirmed is confirmed.
            return Unmeasured;
        }
    }
}
