using TcpVet.Model;

namespace TcpVet.Tuning.Planning;

/// <summary>A value that somebody asks for, before it is held against the running kernel.</summary>
/// <param name="Setting">With dots.</param>
/// <param name="Value">As written.</param>
/// <param name="Reason">Who asks, and why.</param>
public sealed record ProposedChange(string Setting, string Value, ChangeReason Reason)
{
    /// <summary>The file of the line that asks; null for a finding.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/>, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>What findings ask for, and which of them ask for no setting.</summary>
    public static (IReadOnlyList<ProposedChange> Proposals, IReadOnlyList<NotProposed> Nothing) From(IEnumerable<Finding> findings)
    {
        List<ProposedChange> proposals = [];
        List<NotProposed> nothing = [];
        foreach (Finding finding in findings)
        {
            ChangeReason reason = ChangeReason.From(finding);
            ProposedChange[] asked =
                [.. finding.Remedies.Select(remedy => remedy.Change)
                    .OfType<SettingChange>()
                    .Select(change => new ProposedChange(change.Setting, change.Value, reason))];
            proposals.AddRange(asked);
            if (asked.Length == 0)
            {
                nothing.Add(new NotProposed($"{finding.Code} {finding.Title}", WhyNothing(finding)) { Code = finding.Code });
            }
        }

        return (proposals, nothing);
    }

    private static Phrase WhyNothing(Finding finding)
    {
        if (finding.Remedies is not [Remedy first, ..])
        {
            return "no kernel setting mends it";
        }

        Phrase action = first.Action.InSentence();
        return first.Level switch
        {
            RemedyLevel.Application => $"the program's fault, which no kernel setting mends: {action}",
            RemedyLevel.Configuration => $"the program's configuration mends it, no kernel setting does: {action}",
            RemedyLevel.Network => $"it is mended in the network or at the other host, by no kernel setting here: {action}",
            _ => $"the evidence names no value: {action}",
        };
    }
}
