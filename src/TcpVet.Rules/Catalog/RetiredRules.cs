namespace TcpVet.Rules.Catalog;

/// <summary>A rule that is no more. Its code is never used again and its page stays, with the reason.</summary>
/// <param name="Code">The code it had.</param>
/// <param name="Name">The name it had.</param>
/// <param name="Reason">Why it went, in one sentence.</param>
/// <param name="Successor">The code of the rule that took over; null when none did.</param>
public sealed record RetiredRule(string Code, string Name, string Reason, string? Successor = null)
{
    /// <summary>The page as Markdown.</summary>
    public string ToPage() =>
        $"# {Code} {Name}\n\nRetired: {Reason}\n" + (Successor is null ? "" : $"\nIts successor is [{Successor}]({Successor}.md).\n");
}

/// <summary>The rules that are no more, sorted by code.</summary>
public static class RetiredRules
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<RetiredRule> All { get; } = [];

    /// <summary>The retired rule with a code or name, in either case; null when there is none.</summary>
    public static RetiredRule? Find(string codeOrName) => All.FirstOrDefault(rule =>
        rule.Code.Equals(codeOrName, StringComparison.OrdinalIgnoreCase)
            || rule.Name.Equals(codeOrName, StringComparison.OrdinalIgnoreCase));
}
