namespace TcpVet.Knowledge;

/// <summary>A term of the trade.</summary>
public sealed record Term
{
    /// <summary>The usual word.</summary>
    public required string Name { get; init; }

    /// <summary>Other words for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>One line: what it is.</summary>
    public required string Summary { get; init; }

    /// <summary>How it works and what follows.</summary>
    public required string Meaning { get; init; }

    /// <summary>What to look at or do; empty when there is nothing.</summary>
    public string WhatToDo { get; init; } = "";

    /// <summary>Codes of the rules that have to do with it.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Related words for <c>explain</c>.</summary>
    public IReadOnlyList<string> SeeAlso { get; init; } = [];

    /// <summary>Where this is known from.</summary>
    public required IReadOnlyList<string> Sources { get; init; }
}
