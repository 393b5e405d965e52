using TcpVet.Model;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>A block of nginx in the blocks around it: where directives that it does not have come from.</summary>
/// <param name="Block">The block; null for the main context.</param>
/// <param name="Directives">What stands in it.</param>
/// <param name="Parent">The block around it; null for the main context.</param>
internal sealed record NginxContext(ConfigDirective? Block, IReadOnlyList<ConfigDirective> Directives, NginxContext? Parent)
{
    /// <summary>The block's directive: <c>server</c>, <c>location</c>; empty for the main context.</summary>
    public string Kind => Block?.Name ?? "";

    /// <summary>The directive in force here: its own, else that of the nearest block around it; null for the default.</summary>
    public ConfigDirective? Find(string name)
    {
        for (NginxContext? context = this; context is not null; context = context.Parent)
        {
            if (context.Own(name) is { } directive)
            {
                return directive;
            }
        }

        return null;
    }

    /// <summary>The directive of this block itself; the first where there are several, since nginx refuses a second one.</summary>
    public ConfigDirective? Own(string name) => Directives.FirstOrDefault(directive => directive.Name == name);

    /// <summary>
    /// The directives in force of a kind that adds up, such as proxy_set_header: those of the nearest block that has any
    /// ("inherited from the previous configuration level if and only if there are no proxy_set_header directives defined on the current
    /// level"). </summary>
    public IReadOnlyList<ConfigDirective> FindAll(string name)
    {
        for (NginxContext? context = this; context is not null; context = context.Parent)
        {
            ConfigDirective[] own = [.. context.Directives.Where(directive => directive.Name == name)];
            if (own.Length > 0)
            {
                return own;
            }
        }

        return [];
    }

    /// <summary>The nearest block of a kind, this one included; null when there is none.</summary>
    public NginxContext? Around(string kind) => Kind == kind ? this : Parent?.Around(kind);
}
