using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Facts;

/// <summary>The rules of nftables that may have stopped packets, for the findings that speak of them.</summary>
internal static class FirewallRules
{
    private const int Shown = 3;

    /// <summary>The rules, each once; null where nobody knows them.</summary>
    public static List<FirewallRule>? Of(IEnumerable<DroppedPackets> groups) =>
        groups.SelectMany(group => group.Rules ?? []).Distinct().ToList() is { Count: > 0 } rules ? rules : null;

    /// <summary>What they are.</summary>
    public static Evidence Evidence(List<FirewallRule> rules) => new(
        rules.Count == 1 ? "the rule" : "rules that may be it, by what is known of the packets",
        Phrase.List([.. rules.Take(Shown).Select(Name)], Math.Max(0, rules.Count - Shown)),
        "nftables, played on the packet");

    /// <summary>Evidence of packets, with their rules behind it where these are known.</summary>
    public static IReadOnlyList<Evidence> Beside(IEnumerable<Evidence> evidence, IEnumerable<DroppedPackets> groups) =>
        Of(groups) is { } rules ? [.. evidence, Evidence(rules)] : [.. evidence];

    /// <summary>What shows the first of them: the chain with its handles, else all.</summary>
    public static string? Command(List<FirewallRule>? rules, RuleInput input) =>
        input.Inside(rules is [var rule, ..]
            && RuleInput.IsPlain(rule.Family) && RuleInput.IsPlain(rule.Table) && RuleInput.IsPlain(rule.Chain)
            ? $"nft -a list chain {rule.Family} {rule.Table} {rule.Chain}" : "nft list ruleset");

    private static Phrase Name(FirewallRule rule) =>
        (Phrase)$"table {Phrase.Verbatim(rule.Family)} {Phrase.Verbatim(rule.Table)} chain {Phrase.Verbatim(rule.Chain)} "
        + (rule.Handle is { } handle ? (Phrase)$"handle {handle}" : (Phrase)"policy");
}
