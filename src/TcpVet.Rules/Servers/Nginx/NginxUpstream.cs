using TcpVet.Model;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>An <c>upstream</c> block of nginx.</summary>
/// <param name="Directive">The block.</param>
internal sealed record NginxUpstream(ConfigDirective Directive)
{
    /// <summary>How many idle connections a worker keeps from 1.29.7 on, where nothing is written.</summary>
    public const long DefaultKept = 32;

    /// <summary>The idle limit without <c>keepalive_timeout</c> (since 1.15.3; before it there was none).</summary>
    public const double DefaultIdleMs = 60_000;

    /// <summary>Its name.</summary>
    public string Name => Directive.Argument;

    /// <summary>Its <c>keepalive</c>; null when it has none.</summary>
    public ConfigDirective? Keepalive => Own("keepalive");

    /// <summary>Its <c>keepalive_timeout</c>; null for the default.</summary>
    public ConfigDirective? IdleTimeout => Own("keepalive_timeout");

    /// <summary>The addresses of its servers, as written: without parameters.</summary>
    public IEnumerable<string> Servers => Directive.Children.Where(child => child.Name == "server").Select(server => server.Argument);

    private ConfigDirective? Own(string name) => Directive.Children.FirstOrDefault(child => child.Name == name);
}
