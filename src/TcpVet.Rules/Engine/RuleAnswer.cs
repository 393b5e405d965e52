using TcpVet.Model;

namespace TcpVet.Rules.Engine;

/// <summary>What a rule says about one network namespace: it fires, is quiet, or cannot tell.</summary>
public sealed record RuleAnswer
{
    private RuleAnswer(IReadOnlyList<Finding> findings, Phrase? missing) => (Findings, Missing) = (findings, missing);

    /// <summary>Everything needed was known and there is no problem.</summary>
    public static RuleAnswer Quiet { get; } = new([], null);

    /// <summary>What was found; empty when the rule is quiet or cannot tell.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>
    /// The fact that was lacking, with what would make it readable; null when nothing was.
    /// An answer can fire for one service and still lack a fact about another.
    /// </summary>
    public Phrase? Missing { get; }

    /// <summary>True when something was found.</summary>
    public bool IsFiring => Findings.Count > 0;

    /// <summary>True when there is no problem, and that is known.</summary>
    public bool IsQuiet => Findings.Count == 0 && Missing is null;

    /// <summary>The problem is there.</summary>
    public static RuleAnswer Fires(params IReadOnlyList<Finding> findings) => From(findings, null);

    /// <summary>A fact is lacking, so neither yes nor no would be true.</summary>
    /// <param name="missing">The fact and what would make it readable; <see cref="RuleInput.Lacks"/> words it.</param>
    public static RuleAnswer CannotTell(Phrase missing) => new([], missing);

    /// <summary>What was found and what was lacking on the way; quiet when neither.</summary>
    public static RuleAnswer From(IReadOnlyList<Finding> findings, Phrase? missing) =>
        findings.Count == 0 && missing is null ? Quiet : new(findings, missing);
}
