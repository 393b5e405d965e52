using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Measuring;

namespace TcpVet.Tuning.Applying;

/// <summary>How a plan is to be applied.</summary>
public sealed record ApplyOrder
{
    /// <summary>How long to wait to be confirmed.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>Who asks.</summary>
    public required Author By { get; init; }

    /// <summary>The file that keeps the values after a restart, once they are confirmed; null for none.</summary>
    public string? PersistIn { get; init; }

    /// <summary>The figures before; null when nothing was measured.</summary>
    public Measurement? Before { get; init; }

    /// <summary>
    /// Arms what brings the values back, before the first of them is written: given the entry, it returns when the timer runs.
    /// </summary>
    public required Func<JournalEntry, ArmedTimer> Arm { get; init; }
}
