using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>A rule about an httpd.</summary>
internal abstract class HttpdRule : Rule
{
    /// <inheritdoc/>
    public sealed override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (HttpdServer server in HttpdServer.All.Of(input))
        {
            missing ??= Judge(server, input, findings);
        }

        return RuleAnswer.From(findings, missing);
    }

    /// <summary>Looks at one httpd.</summary>
    /// <param name="server">The server.</param>
    /// <param name="input">The facts.</param>
    /// <param name="findings">Gets what is wrong.</param>
    /// <returns>What was lacking; null when nothing was.</returns>
    private protected abstract Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings);

    /// <summary>A directive whose value is a variable that was not known.</summary>
    private protected static Phrase? Unknown(HttpdValue? value) =>
        value is { IsVariable: true } variable ? (Phrase)$"{variable.Spot.Directive.Name} ({variable.Spot.Short} takes it from a variable)" : null;

    /// <summary>A remedy in the configuration.</summary>
    private protected static Remedy Write(Phrase action, string? command = null) => new(RemedyLevel.Configuration, action, command);
}
