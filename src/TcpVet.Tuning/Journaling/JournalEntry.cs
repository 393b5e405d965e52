using TcpVet.Tuning.Measuring;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Journaling;

/// <summary>One apply and what became of it: a file of the journal. Text in it may come from outside.</summary>
public sealed record JournalEntry
{
    /// <summary>The schema of its file.</summary>
    public const string SchemaId = "tcpvet/tune-entry/1";

    /// <summary>The schema; <see cref="SchemaId"/>.</summary>
    public string Schema { get; init; } = SchemaId;

    /// <summary>Its number, from 1.</summary>
    public required int Id { get; init; }

    /// <summary>How far it has come.</summary>
    public required EntryState State { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The run of the kernel that it was made in (boot_id).</summary>
    public required string BootId { get; init; }

    /// <summary>The network namespace.</summary>
    public required TargetIdentity Target { get; init; }

    /// <summary>Who made it.</summary>
    public required Author By { get; init; }

    /// <summary>How long it waited to be confirmed.</summary>
    public required long WithinMs { get; init; }

    /// <summary>When its time is over, in milliseconds since boot, which no change of the clock moves.</summary>
    public required long DeadlineMs { get; init; }

    /// <summary>The same moment for people, UTC.</summary>
    public required DateTimeOffset DeadlineAt { get; init; }

    /// <summary>What brings the values back when nobody confirms; null when nothing was armed yet.</summary>
    public ArmedTimer? Timer { get; init; }

    /// <summary>The settings, in the order in which they are written.</summary>
    public required IReadOnlyList<EntryChange> Changes { get; init; }

    /// <summary>What happened, oldest first.</summary>
    public IReadOnlyList<EntryStep> Steps { get; init; } = [];

    /// <summary>The file that keeps it after a restart; null when none does.</summary>
    public EntryPersistence? Persist { get; init; }

    /// <summary>The findings' own figures before; null when nothing was measured.</summary>
    public Measurement? Before { get; init; }

    /// <summary>The same at the last look after it was applied; null when nobody looked.</summary>
    public Measurement? After { get; init; }

    /// <summary>True while its values may be in force unconfirmed, or an undo is unfinished.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOpen => State is EntryState.Applying or EntryState.Pending or EntryState.RollingBack;

    /// <summary>True when some settings were left to whoever changed them meanwhile.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsPartly => Changes.Any(change => change.State == ChangeState.LeftAlone);

    /// <summary>The codes of the findings that asked for it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Codes => Changes.SelectMany(change => change.Because).Distinct();

    /// <summary>What an old record of it says at least: each value that was still to be written may have been written since.</summary>
    internal JournalEntry AsFarAsItMayHaveCome() => this with
    {
        Changes = [.. Changes.Select(change => change.State == ChangeState.Planned ? change with { State = ChangeState.Writing } : change)],
    };

    /// <summary>With one more line in its history.</summary>
    internal JournalEntry With(EntryStep step) => this with { Steps = [.. Steps, step] };

    /// <summary>With one setting further on.</summary>
    internal JournalEntry With(string setting, ChangeState state) =>
        this with { Changes = [.. Changes.Select(change => change.Setting == setting ? change with { State = state } : change)] };
}

/// <summary>A setting of an entry.</summary>
public sealed record EntryChange
{
    /// <summary>With dots.</summary>
    public required string Setting { get; init; }

    /// <summary>The value before, as the kernel shows it.</summary>
    public required string From { get; init; }

    /// <summary>The value that it gets.</summary>
    public required string To { get; init; }

    /// <summary>How far it has come.</summary>
    public ChangeState State { get; init; }

    /// <summary>The codes of the findings that asked for it.</summary>
    public IReadOnlyList<string> Because { get; init; } = [];

    /// <summary>The findings or lines that asked for it.</summary>
    public IReadOnlyList<ChangeReason> Reasons { get; init; } = [];
}

/// <summary>A line of an entry's history.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="What">What was done.</param>
public sealed record EntryStep(DateTimeOffset At, string What)
{
    /// <summary>Who did it; null for the timer.</summary>
    public Author? By { get; init; }
}

/// <summary>The file that keeps an entry's values after a restart.</summary>
/// <param name="File">Its path.</param>
public sealed record EntryPersistence(string File)
{
    /// <summary>When it was written; null before that.</summary>
    public DateTimeOffset? WrittenAt { get; init; }
}

/// <summary>What brings values back.</summary>
public enum TimerKind
{
    /// <summary>A transient timer of systemd.</summary>
    Systemd,

    /// <summary>A process of its own.</summary>
    Process,
}

/// <summary>A timer that was armed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The unit's name, or the process's id.</param>
public sealed record ArmedTimer(TimerKind Kind, string Name);
