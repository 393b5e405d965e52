using TcpVet.Model;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>A place where nginx passes requests on: proxy_pass, fastcgi_pass and their kin.</summary>
/// <param name="Directive">The directive.</param>
/// <param name="Context">The block that it stands in.</param>
/// <param name="Target">The host behind the scheme, as written: a name of an upstream, an address, a variable.</param>
/// <param name="Scheme"><c>http</c>, <c>https</c>; empty where there is none.</param>
/// <param name="Upstream">The upstream block that <paramref name="Target"/> names; null when it names none.</param>
internal sealed record NginxProxy(ConfigDirective Directive, NginxContext Context, string Target, string Scheme, NginxUpstream? Upstream)
{
    /// <summary>True for proxy_pass of HTTP.</summary>
    public bool IsHttp => Directive.Name == "proxy_pass" && Context.Around("http") is not null;

    /// <summary>True when the target holds a variable: which servers it means is decided at each request.</summary>
    public bool IsVariable => Target.Contains('$');

    /// <summary>The addresses that it leads to, with their ports; names and UNIX sockets are left out.</summary>
    public IEnumerable<InetEndpoint> Destinations =>
        (Upstream?.Servers ?? [Target])
            .Select(server => ListenAddress.Parse(server, Scheme == "https" ? (ushort)443 : (ushort)80))
            .OfType<InetEndpoint>();

    /// <summary>True when it leads to UNIX sockets alone, which take no ports.</summary>
    public bool IsLocalSocket => (Upstream?.Servers ?? [Target]).All(server => server.StartsWith("unix:", StringComparison.Ordinal));

    /// <summary>The version of HTTP that is written, <c>1.1</c>; null for the default.</summary>
    public ConfigDirective? HttpVersion => Context.Find("proxy_http_version");

    /// <summary>The <c>proxy_set_header Connection</c> in force; null for the default.</summary>
    public ConfigDirective? ConnectionHeader =>
        Context.FindAll("proxy_set_header").LastOrDefault(header => header.Argument.Equals("Connection", StringComparison.OrdinalIgnoreCase));

    /// <summary>True when requests to switch the protocol are passed on (WebSocket): the connection then is the client's own.</summary>
    public bool PassesUpgrades => Context.FindAll("proxy_set_header").Any(header => header.Argument.Equals("Upgrade", StringComparison.OrdinalIgnoreCase));
}
