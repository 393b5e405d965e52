using TcpVet.Model;

namespace TcpVet.Configs;

/// <summary>What a text is taken for.</summary>
/// <param name="Kind">The kind; null when it cannot be told.</param>
/// <param name="Why">What told it, or what was looked for in vain. Safe for a terminal: no byte of the text is in it.</param>
public readonly record struct ConfigKindGuess(ConfigurationKind? Kind, string Why)
{
    /// <summary>True when it is known what the text is written for, and that is nothing that could be judged.</summary>
    public bool IsStrange { get; init; }
}
