namespace TcpVet.Knowledge;

/// <summary>One text as a program prints it.</summary>
/// <param name="Program">Who prints it: <c>nginx</c>.</param>
/// <param name="Source">Where it stands: repository and file, package, or that it was seen printed.</param>
/// <param name="Text">The text; <c>…</c> stands for addresses, numbers and names that differ.</param>
public sealed record ErrorText(string Program, string Source, string Text);

/// <summary>A command that tells more, and what it tells.</summary>
/// <param name="Line">The command line; HOST, PORT, PID and FILE stand for the reader's own.</param>
/// <param name="Tells">What it tells.</param>
public sealed record ErrorCommand(string Line, string Tells);

/// <summary>A kind of error, or a word of guides: one page for the many texts and words that lead to it.</summary>
public sealed record ErrorEntry
{
    /// <summary>The usual word: <c>ECONNRESET</c>, <c>connection pool exhausted</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Other words for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>A word of guides or configurations: nothing that a log complains of.</summary>
    public bool IsWord { get; init; }

    /// <summary>It says that something failed and not why: any other error of the same message says more.</summary>
    public bool GivesWay { get; init; }

    /// <summary>One line: what it is.</summary>
    public required string Summary { get; init; }

    /// <summary>How it comes about and what to do, in reading order.</summary>
    public required IReadOnlyList<string> Meaning { get; init; }

    /// <summary>What it is taken for and is not.</summary>
    public required IReadOnlyList<string> IsNot { get; init; }

    /// <summary>What would tell on this host.</summary>
    public required IReadOnlyList<ErrorCommand> Commands { get; init; }

    /// <summary>States of sockets that go with it.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>Codes of the rules that may account for it.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Related words for <c>explain</c>.</summary>
    public required IReadOnlyList<string> SeeAlso { get; init; }

    /// <summary>Where this is known from, beside the sources of the texts.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>The texts of programs, grouped by program.</summary>
    public IReadOnlyList<ErrorText> Texts { get; init; } = [];
}
