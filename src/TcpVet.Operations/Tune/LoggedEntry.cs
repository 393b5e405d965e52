using TcpVet.Linux.Time;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Measuring;

namespace TcpVet.Operations.Tune;

/// <summary>An entry of the journal as it stands now.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="WhyVoid">Why its values have gone; null when they have not.</param>
/// <param name="Overdue">Whether the time in which it could be confirmed is over.</param>
/// <param name="Effects">What became of the findings that asked for it.</param>
public sealed record LoggedEntry(JournalEntry Entry, string? WhyVoid, bool Overdue, IReadOnlyList<Effect> Effects)
{
    /// <summary>Whether its values are in force as far as the journal knows, or were before they went.</summary>
    public bool WasInForce => Entry.IsOpen || Entry.State == EntryState.Confirmed;

    /// <summary>Whether its values are in force as far as the journal knows.</summary>
    public bool InForce => WasInForce && WhyVoid is null;

    /// <summary>Looks at an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="whyVoid">Why its values have gone; null when they have not.</param>
    internal static LoggedEntry Of(JournalEntry entry, string? whyVoid = null) =>
        new(entry, whyVoid, BootClock.NowMs() >= entry.DeadlineMs,
            TcpVet.Tuning.Measuring.Effects.Of(entry.Codes, entry.Before, entry.After));
}
