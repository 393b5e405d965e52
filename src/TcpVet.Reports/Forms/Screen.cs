namespace TcpVet.Reports.Forms;

/// <summary>Where and how an answer is written.</summary>
/// <param name="Out">The bytes of the answer: standard output.</param>
/// <param name="Format">The form.</param>
/// <param name="Header">Whether heads are written.</param>
/// <param name="Terminal">Whether a person looks at it.</param>
/// <param name="Colors">Colours, or none.</param>
public sealed record Screen(Utf8Output Out, OutputFormat Format, bool Header, bool Terminal, Palette Colors)
{
    /// <summary>The size of the terminal as it is now, in characters; a member is null where nobody knows it.</summary>
    public Func<ScreenSize> Size { get; init; } = static () => default;

    /// <summary>Whether all that there is to say was asked for (<c>-v</c>).</summary>
    public bool Verbose { get; init; }

    /// <summary>Takes a line that does not belong to the answer: what the reader should know about it. Safe text.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>The time of day, UTC, for lines that are written while something goes on.</summary>
    public Func<DateTimeOffset> Now { get; init; } = static () => default;

    /// <summary>True for a form that people read.</summary>
    public bool IsText => Format is OutputFormat.Table or OutputFormat.Wide;
}

/// <summary>The size of a terminal.</summary>
/// <param name="Columns">Characters in a line; null when unknown.</param>
/// <param name="Rows">Lines; null when unknown.</param>
public readonly record struct ScreenSize(int? Columns, int? Rows);
