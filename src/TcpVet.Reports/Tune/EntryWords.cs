using TcpVet.Operations.Tune;
using TcpVet.Reports.Forms;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Measuring;

namespace TcpVet.Reports.Tune;

/// <summary>The state of an entry of the journal in a few words.</summary>
internal static class EntryWords
{
    /// <summary>A few words: <c>confirmed</c>, <c>pending until 22:41:07</c>.</summary>
    public static string Status(LoggedEntry logged)
    {
        JournalEntry entry = logged.Entry;
        string status = entry.State switch
        {
            _ when logged.WasInForce && logged.WhyVoid is not null => "void",
            EntryState.Pending => logged.Overdue ? "overdue" : $"pending until {entry.DeadlineAt:HH:mm:ss}",
            EntryState.Applying => logged.Overdue ? "interrupted, overdue" : $"interrupted, back at {entry.DeadlineAt:HH:mm:ss}",
            EntryState.RollingBack => "rollback interrupted",
            EntryState.Confirmed when entry.Persist is { WrittenAt: null } => "confirmed, not persisted",
            EntryState.Confirmed when entry.Persist is not null => "confirmed, persisted",
            EntryState state => state.Word(),
        };
        return entry.IsPartly ? $"{status}, partly" : status;
    }

    /// <summary>Whether it helped: <c>yes</c>, <c>no</c>, <c>cannot tell</c>; empty when no finding asked for it.</summary>
    public static string Helped(LoggedEntry logged)
    {
        if (logged.Effects.Count == 0)
        {
            return "";
        }

        return logged.Effects.Any(effect => effect.Verdict == EffectVerdict.DidNotHelp) ? "no"
            : logged.Effects.Any(effect => effect.Verdict == EffectVerdict.Helped) ? "yes" : "cannot tell";
    }

    /// <summary>The word of a verdict, for programs.</summary>
    public static string Verdict(EffectVerdict verdict) => verdict switch
    {
        EffectVerdict.Helped => "helped",
        EffectVerdict.DidNotHelp => "did_not_help",
        _ => "cannot_tell",
    };

    /// <summary>What the colour of an entry means: in force, or in force and to be looked at.</summary>
    public static Style StyleOf(LoggedEntry logged) => !logged.InForce ? Style.Plain
        : !logged.Entry.IsPartly && IsUnfinished(logged) ? Style.Warning : Style.Good;

    private static bool IsUnfinished(LoggedEntry logged) => logged.Entry.State switch
    {
        EntryState.Pending or EntryState.Applying => logged.Overdue,
        EntryState.RollingBack => true,
        _ => logged.Entry.Persist is { WrittenAt: null },
    };
}
