using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>A rule about the Connectors of a Tomcat.</summary>
internal abstract class TomcatRule : Rule
{
    /// <inheritdoc/>
    public sealed override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (TomcatConnector connector in TomcatConnector.All.Of(input))
        {
            missing ??= Judge(connector, input, findings);
        }

        return RuleAnswer.From(findings, missing);
    }

    /// <summary>Looks at one Connector.</summary>
    /// <param name="connector">The Connector.</param>
    /// <param name="input">The facts.</param>
    /// <param name="findings">Gets what is wrong.</param>
    /// <returns>What was lacking; null when nothing was.</returns>
    private protected abstract Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings);

    /// <summary>An attribute whose value is a property of the process.</summary>
    private protected static Phrase? Unknown(TomcatValue? value) =>
        value is { IsProperty: true } property ? (Phrase)$"{property.Name} ({property.Spot.Short} takes it from a property of the process)" : null;

    /// <summary>A remedy in server.xml.</summary>
    private protected static Remedy Write(Phrase action) => new(RemedyLevel.Configuration, action);
}
