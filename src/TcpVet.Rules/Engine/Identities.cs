using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules.Engine;

/// <summary>Gives findings their identities, so that no two of one diagnosis share one.</summary>
internal static class Identities
{
    /// <summary>The same findings, in the same order, each with an identity of its own.</summary>
    /// <param name="found">What the rules found, with the rule that did; its order is the same for the same capture.</param>
    /// <param name="own">True for tcpvet's own namespace, which no identity names.</param>
    public static IEnumerable<Finding> Given(IReadOnlyList<(Rule Rule, Finding Finding)> found, bool own)
    {
        FindingIdentity[] identities = [.. found.Select(entry => Of(entry.Rule, entry.Finding, own))];
        // Worker processes of one program have all but the pid in common; lines of one file have nothing else that lasts than their order.
        TellApart(identities, i => found[i].Finding.Subject.Process is { } process ? ("pid", process.Pid) : null);
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        TellApart(identities, i =>
            (seen[identities[i].ToString()] = seen.GetValueOrDefault(identities[i].ToString()) + 1) is var nth and > 1 ? ("nth", nth) : null);
        return found.Select((entry, i) => entry.Finding with { Identity = identities[i] });
    }

    private static FindingIdentity Of(Rule rule, Finding finding, bool own)
    {
        FindingSubject lasting = rule.Lasting(finding.Subject);
        return FindingIdentity.Of(finding.Code, own ? lasting with { Netns = null } : lasting);
    }

    private static void TellApart(FindingIdentity[] identities, Func<int, (string Key, int Value)?> word)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        string[] before = [.. identities.Select(identity => identity.ToString())];
        foreach (string identity in before)
        {
            counts[identity] = counts.GetValueOrDefault(identity) + 1;
        }

        for (int i = 0; counts.Count < before.Length && i < before.Length; i++)
        {
            if (counts[before[i]] > 1 && word(i) is var (key, value))
            {
                identities[i] = identities[i].With(key, value.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}
