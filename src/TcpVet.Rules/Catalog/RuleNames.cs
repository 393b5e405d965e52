using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Catalog;

/// <summary>Rules and families of rules as people name them: <c>TV201</c>, <c>accept-queue-full</c>, <c>TV2</c>, <c>TV2xx</c>.</summary>
public static class RuleNames
{
    /// <summary>The codes that a word names: one of a rule, all of a family.</summary>
    /// <exception cref="RuleSettingException">It names none; the message names the near ones.</exception>
    public static IReadOnlyList<string> CodesOf(string word)
    {
        if (RuleCatalog.Find(word) is { } rule)
        {
            return [rule.Code];
        }

        if (RetiredRules.Find(word) is { } retired)
        {
            throw new RuleSettingException($"the rule {retired.Code} {retired.Name} is no more: {retired.Reason}");
        }

        if (FamilyOf(word) is { } family)
        {
            return [.. RuleCatalog.All.Select(known => known.Code).Where(code => code.StartsWith(family.Prefix, StringComparison.Ordinal))];
        }

        throw new RuleSettingException($"'{word}' is not a rule{Hint(word)}");
    }

    // TV2, TV2xx.
    private static RuleFamily? FamilyOf(string word)
    {
        string text = word.ToUpperInvariant();
        return text is ['T', 'V', _] or ['T', 'V', _, 'X', 'X'] ? RuleFamilies.Of(text) : null;
    }

    private static string Hint(string word)
    {
        IEnumerable<string> codes =
            TextDistance.Nearest(word.ToUpperInvariant(), RuleCatalog.All.Select(rule => rule.Code), code => code, most: 3);
        IReadOnlyList<string> near = word.StartsWith("TV", StringComparison.OrdinalIgnoreCase) ? [.. codes] : RuleCatalog.Near(word);
        return near.Count > 0 ? $", did you mean {string.Join(" or ", near)}?" : "; 'tcpvet explain' lists the rules";
    }
}
