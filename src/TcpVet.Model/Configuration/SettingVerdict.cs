namespace TcpVet.Model;

/// <summary>What a line of a sysctl file does, best first: where several hold, the greatest is told.</summary>
public enum LineVerdict
{
    /// <summary>It does what it says, and nothing speaks against it.</summary>
    Ok = 0,

    /// <summary>No such key is known, and it may exist elsewhere (a module, another architecture).</summary>
    Unknown = 1,

    /// <summary>It is so without the line.</summary>
    Redundant = 2,

    /// <summary>It does something, and not what it is usually copied for.</summary>
    Misleading = 3,

    /// <summary>Another setting makes it void, or a later line wins.</summary>
    NoEffect = 4,

    /// <summary>It breaks something.</summary>
    Dangerous = 5,

    /// <summary>The kernel does not have the key any more.</summary>
    Removed = 6,

    /// <summary>The kernel refuses the value, or takes only a part.</summary>
    Rejected = 7,
}

/// <summary>One line of a sysctl file, judged for a kernel and beside its neighbours.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Key">With dots, as sysctl writes it.</param>
/// <param name="Value">As written.</param>
/// <param name="Verdict">The worst that holds.</param>
public sealed record SettingVerdict(string File, int Line, string Key, string Value, LineVerdict Verdict)
{
    /// <summary>The rule that says so; null for <see cref="LineVerdict.Ok"/> and where no rule has a page for it.</summary>
    public string? Code { get; init; }

    private readonly Severity? weight;

    /// <summary>How much it matters: what <c>--fail-on</c> compares with; as much as the verdict unless it is set, null for
    /// <see cref="LineVerdict.Ok"/> and for a line that was not judged.</summary>
    public Severity? Severity
    {
        get => IsNotJudged ? null : weight ?? Verdict.Severity();
        init => weight = value;
    }

    /// <summary>True for a line of which nothing is known that could be judged.</summary>
    public bool IsNotJudged => Verdict == LineVerdict.Unknown && Code is null;

    /// <summary>Why, in a sentence or two; null for <see cref="LineVerdict.Ok"/>.</summary>
    public Phrase? Why { get; init; }

    /// <summary>What to write or do instead; null when there is nothing better.</summary>
    public Phrase? Instead { get; init; }
}
