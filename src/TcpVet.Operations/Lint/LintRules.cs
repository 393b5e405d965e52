using TcpVet.Rules.Catalog;

namespace TcpVet.Operations.Lint;

/// <summary>The rules that <c>lint</c> asks: those about settings of the kernel and about configurations of servers.</summary>
public static class LintRules
{
    /// <summary>What the codes of their families begin with.</summary>
    public static IReadOnlyList<string> Families { get; } =
        [.. RuleFamilies.All.Where(family => family.IsOfLint).Select(family => family.Prefix)];

    /// <summary>The codes of all of them.</summary>
    public static IReadOnlyList<string> Codes => [.. RuleCatalog.All.Select(rule => rule.Code).Where(Has)];

    /// <summary>Whether a rule is one of them.</summary>
    public static bool Has(string code) => RuleFamilies.Of(code)?.IsOfLint == true;
}
