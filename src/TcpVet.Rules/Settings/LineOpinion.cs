using TcpVet.Model;

namespace TcpVet.Rules.Settings;

/// <summary>What one rule says of a line.</summary>
/// <param name="Verdict">Not <see cref="LineVerdict.Ok"/>.</param>
/// <param name="Why">In a sentence or two.</param>
/// <param name="Instead">What to write or do instead; null when there is nothing better.</param>
internal sealed record LineOpinion(LineVerdict Verdict, Phrase Why, Phrase? Instead = null)
{
    /// <summary>The change of the running kernel that would mend it; null where the value is the reader's to choose.</summary>
    public SettingChange? Change { get; init; }

    /// <summary>How much it matters; null for as much as the verdict does. The exit status follows the harm, not the word.</summary>
    public Severity? Weight { get; init; }

    /// <summary>
    /// Lines of one file with the same word here are one finding, at the first of them: it is one thing that the host lacks. Null
    /// where each
    /// line is one.
    /// </summary>
    public string? Lack { get; init; }

    /// <summary>How much it matters in the end.</summary>
    public Severity Severity => Weight ?? Verdict.Severity() ?? Model.Severity.Info;
}
