using TcpVet.Knowledge;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Operations.Explain;

/// <summary>What is known about the words that somebody asked for.</summary>
public sealed record ExplainAnswer
{
    /// <summary>What was asked.</summary>
    public required ExplainSubject Subject { get; init; }

    /// <summary>The rules.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    /// <summary>The pages of the encyclopaedia.</summary>
    public IReadOnlyList<ExplainPage> Pages { get; init; } = [];

    /// <summary>What people see, and the rules that may account for it.</summary>
    public IReadOnlyList<Symptom> Symptoms { get; init; } = [];
}

/// <summary>What an explanation is about.</summary>
public enum ExplainSubject
{
    /// <summary>The words that were given.</summary>
    Words,

    /// <summary>Everything there is.</summary>
    Everything,

    /// <summary>The names of one kind of pages, or the rules.</summary>
    Kind,

    /// <summary>The index by symptom.</summary>
    Symptoms,
}
