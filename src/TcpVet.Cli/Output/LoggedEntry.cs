using TcpVet.Linux.Time;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Measuring;

namespace TcpVet.Cli.Output;

/// <summary>An entry of the journal as it stands now.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Status">A few words: <c>confirmed</c>, <c>pending until 22:41:07</c>.</param>
/// <param name="InForce">Whether its values are in force as far as the journal knows.</param>
/// <param name="Effects">What became of the findings that asked for it.</param>
internal sealed record LoggedEntry(JournalEntry Entry, string Status, bool InForce, IReadOnlyList<Effect> Effects)
{
    /// <summary>Looks at an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="whyVoid">Why its values have gone; null when they have not.</param>
    public static LoggedEntry Of(JournalEntry entry, string? whyVoid) =>
        new(entry, StatusOf(entry, whyVoid), (entry.IsOpen || entry.State == EntryState.Confirmed) && whyVoid is null, TcpVet.Tuning.Measuring.Effects.Of(entry));

    /// <summary>One word for a table: whether it helped.</summary>
    public string Helped => Effects.Count == 0 ? "" : Effects.Any(effect => effect.Verdict == EffectVerdict.DidNotHelp) ? "no"
        : Effects.Any(effect => effect.Verdict == EffectVerdict.Helped) ? "yes" : "cannot tell";

    private static string StatusOf(JournalEntry entry, string? whyVoid)
    {
        bool inForce = entry.IsOpen || entry.State == EntryState.Confirmed;
        bool overdue = BootClock.NowMs() >= entry.DeadlineMs;
        string status = entry.State switch
        {
            _ when inForce && whyVoid is not null => "void",
            EntryState.Pending => overdue ? "overdue" : $"pending until {entry.DeadlineAt:HH:mm:ss}",
            EntryState.Applying => overdue ? "interrupted, overdue" : $"interrupted, back at {entry.DeadlineAt:HH:mm:ss}",
            EntryState.RollingBack => "rollback interrupted",
            EntryState.Confirmed when entry.Persist is { WrittenAt: null } => "confirmed, not persisted",
            EntryState.Confirmed when entry.Persist is not null => "confirmed, persisted",
            EntryState state => state.Word(),
        };
        return entry.IsPartly ? $"{status}, partly" : status;
    }
}
