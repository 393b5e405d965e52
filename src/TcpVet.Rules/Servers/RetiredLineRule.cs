using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers;

/// <summary>A rule about lines that a later version of a server refuses or ignores. Of each word there is one finding, at its first
/// line.</summary>
internal abstract class RetiredLineRule : Rule
{
    /// <inheritdoc/>
    public override Severity Severity => Severity.Critical;

    /// <summary>What the server is called.</summary>
    private protected abstract string Product { get; }

    /// <summary>Whose configurations it looks at.</summary>
    private protected abstract ConfigurationKind Kind { get; }

    /// <summary>Where the table is from.</summary>
    private protected abstract string Source { get; }

    /// <inheritdoc/>
    public sealed override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (Configuration configuration in input.Netns.Configurations.Where(read => read.Kind == Kind))
        {
            findings.AddRange(Found(configuration)
                .Where(found => found.Line.IsGoneIn(configuration.Version) != false)
                .GroupBy(found => found.Line)
                .Select(same => Retired(configuration, same.Key, [.. same.Select(found => found.Directive)])));
        }

        return RuleAnswer.From(findings, null);
    }

    /// <summary>The lines of a configuration that are in the table.</summary>
    private protected abstract IEnumerable<(ConfigDirective Directive, RetiredLine Line)> Found(Configuration configuration);

    private Finding Retired(Configuration configuration, RetiredLine line, IReadOnlyList<ConfigDirective> written)
    {
        ConfigDirective first = written[0];
        ConfigSpot spot = new(configuration, first);
        bool here = line.IsGoneIn(configuration.Version) == true;
        Severity severity = line.Refused ? here ? Severity.Critical : Severity.Warning : Severity.Info;
        Phrase who = here ? (Phrase)$"{Product} {Written.Name(configuration.Version!)}" : (Phrase)$"{Product} from {line.Since} on";
        Phrase more = written.Count > 1 ? (Phrase)$" and {Figure.Count(written.Count - 1, "more line")}" : "";
        return Found(severity, Confidence.Certain, line.Refused
            ? (Phrase)$"{who} does not start with {line.Shown} ({spot.Short}{more})"
            : (Phrase)$"{who} ignores {line.Shown} ({spot.Short}{more})",
            Written.At(configuration, first)) with
        {
            Figures = [FindingFigure.Count("more_lines", written.Count - 1, "lines")],
            Evidence =
            [
                Written.Evidence("the line", configuration, first),
                new(line.Refused ? "refused since" : "ignored since", $"{Product} {line.Since}", Source),
                .. configuration.Version is null ? [new Evidence("the version that reads it", "unknown", "the file does not say")] : Array.Empty<Evidence>(),
            ],
            Cause = line.Refused
                ? (Phrase)$"{Product} took the line up to the version before {line.Since}; a later one ends with an error when it reads it, at the next start or reload."
                : (Phrase)$"{Product} had it up to the version before {line.Since}; a later one goes on without it.",
            Remedies = [new(RemedyLevel.Configuration, line.Instead)],
            DoesNotHelp = FalseRemedies,
        };
    }
}
