using TcpVet.Model;

namespace TcpVet.Rules.Engine;

/// <summary>What guides prescribe for a rule's problem and what does not help: written here once, for the rule's page and for its
/// findings.</summary>
/// <param name="What">The setting or habit, as in the middle of a sentence; null where the page alone has room for it.</param>
/// <param name="Why">Why it does not help, without a full stop.</param>
public sealed record UselessRemedy(Phrase? What, Phrase? Why)
{
    /// <summary>The heading of the page that they stand under.</summary>
    public const string Heading = "What does not help";

    /// <summary>True where <see cref="What"/> is something to type, which the page sets apart.</summary>
    public bool IsCode { get; init; }

    /// <summary>The line of the page where it says more than a finding has room for; absent where it is what and why, empty where the page
    /// has none.</summary>
    public string? Page { get; init; }

    /// <summary>Something that the page alone has room for.</summary>
    public static UselessRemedy OnPage(string line) => new(null, null) { Page = line };

    /// <summary>The line of the page, in Markdown; empty where there is none.</summary>
    public string Line => Page ?? $"{(IsCode ? $"`{What}`" : Begun($"{What}"))}: {Why}.";

    /// <summary>As a finding says it; null where the page alone does.</summary>
    public FalseRemedy? ToFalseRemedy() => What is { } what && Why is { } why ? new FalseRemedy(what, why) : null;

    // A line begins with a capital, but a name keeps its spelling: tcp_fin_timeout, acceptCount.
    private static string Begun(string text) =>
        text.TakeWhile(letter => letter != ' ').All(char.IsAsciiLetterLower) ? char.ToUpperInvariant(text[0]) + text[1..] : text;
}
