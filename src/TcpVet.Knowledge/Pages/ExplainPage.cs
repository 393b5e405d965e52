namespace TcpVet.Knowledge;

/// <summary>What a page of <c>explain</c> is about.</summary>
public enum ExplainKind
{
    /// <summary>A TCP state.</summary>
    State,

    /// <summary>A rule; these pages are made where the rules are.</summary>
    Rule,

    /// <summary>A kernel setting, socket option or resource limit.</summary>
    Setting,

    /// <summary>A counter of the kernel.</summary>
    Counter,

    /// <summary>A term or an error message.</summary>
    Term,
}

/// <summary>A page of <c>explain</c>: plain text under headings, for any surface to lay out.</summary>
public sealed record ExplainPage
{
    /// <summary>The word itself: <c>CLOSE_WAIT</c>, <c>net.core.somaxconn</c>.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about.</summary>
    public required ExplainKind Kind { get; init; }

    /// <summary>One line that answers most questions.</summary>
    public required string Summary { get; init; }

    /// <summary>The rest, in reading order; lines of a text are separated by <c>\n</c>, items begin with <c>- </c>.</summary>
    public required IReadOnlyList<ExplainSection> Sections { get; init; }

    /// <summary>Other words to look up.</summary>
    public IReadOnlyList<string> SeeAlso { get; init; } = [];

    /// <summary>Codes of the rules that have to do with it.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Whether it is about an error that programs report.</summary>
    public bool IsError { get; init; }

    /// <summary>What was odd about the spelling; null when nothing.</summary>
    public string? Hint { get; init; }

    /// <summary>The page with other codes of rules, in the section about them too.</summary>
    /// <param name="codes">The codes.</param>
    public ExplainPage WithRules(IReadOnlyList<string> codes) => this with
    {
        Rules = codes,
        Sections = [.. Sections.Select(section =>
            section.Heading == ExplainSection.Rules ? section with { Text = string.Join(' ', codes) } : section)],
    };
}

/// <summary>A part of a page.</summary>
/// <param name="Heading">The heading.</param>
/// <param name="Text">The text.</param>
public sealed record ExplainSection(string Heading, string Text)
{
    /// <summary>The heading over the codes of rules.</summary>
    public const string Rules = "Rules";
}
