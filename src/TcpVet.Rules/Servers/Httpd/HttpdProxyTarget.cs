using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>A server behind an httpd: a ProxyPass, or a member of a balancer (mod_proxy, Workers).</summary>
internal sealed class HttpdProxyTarget
{
    private readonly Dictionary<string, string> parameters;
    private readonly string host;
    private readonly ushort port;

    private HttpdProxyTarget(ConfigSpot spot, Uri url, Dictionary<string, string> parameters, HttpdValue? noReuse) =>
        (Spot, Scheme, host, port, this.parameters, NoReuse) = (spot, url.Scheme, url.Host, (ushort)Port(url), parameters, noReuse);

    /// <summary>Where it is written.</summary>
    public ConfigSpot Spot { get; }

    /// <summary>The scheme in lower case: <c>http</c>.</summary>
    public string Scheme { get; }

    /// <summary><c>http://127.0.0.1:8080</c>.</summary>
    public string Name => NameOf(Scheme, host, port);

    /// <summary>The same of a URL; null when it names no server.</summary>
    public static string? NameOf(string url) => Uri.TryCreate(Authority(url), UriKind.Absolute, out Uri? read) && read.Host.Length > 0
        ? NameOf(read.Scheme, read.Host, (ushort)Port(read)) : null;

    /// <summary>A SetEnv that keeps every request from using a kept connection; null when there is none.</summary>
    public HttpdValue? NoReuse { get; }

    /// <summary>True when a parameter of its own switches reuse off.</summary>
    public bool DisablesReuse => Says("disablereuse", "on") || Says("enablereuse", "off");

    /// <summary>True when connections to it are used again. Those of FastCGI and its like only when asked for, and a WebSocket's
    /// never.</summary>
    public bool Reuses => Scheme is "http" or "https" or "ajp" && NoReuse is null && !DisablesReuse;

    /// <summary>A parameter: <c>ttl</c>; null when it is not written.</summary>
    public string? this[string name] => parameters.GetValueOrDefault(name);

    /// <summary>The pool of connections to it.</summary>
    public PooledUpstream Pool =>
        new("httpd", host, port,
            long.TryParse(this["ttl"], NumberStyles.None, CultureInfo.InvariantCulture, out long ttl) && ttl < int.MaxValue
                ? ttl * 1_000
                : null, "ttl", Spot);

    /// <summary>The targets of a server, in the order in which they stand.</summary>
    public static IEnumerable<HttpdProxyTarget> In(Configuration configuration, HttpdScope scope)
    {
        HttpdValue? everywhere = NoReuseIn(configuration, scope.Directives);
        foreach (ConfigDirective directive in scope.Directives)
        {
            IEnumerable<HttpdProxyTarget?> found = directive.Name.ToUpperInvariant() switch
            {
                "PROXYPASS" or "PROXYPASSMATCH" => [Of(configuration, directive, skip: 1, scope, everywhere)],
                "BALANCERMEMBER" => [Of(configuration, directive, skip: 1, scope, everywhere)],
                "LOCATION" or "LOCATIONMATCH" => Inside(configuration, directive, "ProxyPass", skip: 0, scope, everywhere),
                "PROXY" => Inside(configuration, directive, "BalancerMember", skip: 0, scope, everywhere),
                _ => [],
            };
            foreach (HttpdProxyTarget target in found.OfType<HttpdProxyTarget>())
            {
                yield return target;
            }
        }
    }

    private static IEnumerable<HttpdProxyTarget?> Inside(Configuration configuration, ConfigDirective section, string name, int skip,
        HttpdScope scope, HttpdValue? everywhere)
    {
        ConfigDirective[] content = [.. HttpdScope.Content(section)];
        HttpdValue? noReuse = everywhere ?? NoReuseIn(configuration, content);
        return content
            .Where(directive => HttpdScope.Is(directive, name) || HttpdScope.Is(directive, name + "Match"))
            .Select(directive => Of(configuration, directive, skip, scope, noReuse));
    }

    private static HttpdProxyTarget? Of(Configuration configuration, ConfigDirective directive, int skip, HttpdScope scope,
        HttpdValue? noReuse)
    {
        // The path comes first but in <Location>; a URL with captures in its authority is no server of its own.
        if (directive.Arguments.Count <= skip
            || !Uri.TryCreate(Authority(directive.Arguments[skip]), UriKind.Absolute, out Uri? url)
            || url.Host.Length == 0
            || Port(url) is not (> 0 and <= ushort.MaxValue))
        {
            return null;
        }

        Dictionary<string, string> parameters = new(StringComparer.OrdinalIgnoreCase);
        foreach (ConfigDirective worker in scope.Each("Proxy").Where(section => section.Argument.Length > 0
            && directive.Arguments[skip].StartsWith(section.Argument, StringComparison.OrdinalIgnoreCase)))
        {
            Collect(parameters, HttpdScope.Content(worker).Where(set => HttpdScope.Is(set, "ProxySet")).SelectMany(set => set.Arguments));
        }

        Collect(parameters, directive.Arguments.Skip(skip + 1));
        return new(new(configuration, directive), url, parameters, noReuse);
    }

    private static void Collect(Dictionary<string, string> parameters, IEnumerable<string> words)
    {
        foreach (string[] pair in words.Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2))
        {
            parameters[pair[0]] = pair[1];
        }
    }

    private static HttpdValue? NoReuseIn(Configuration configuration, IEnumerable<ConfigDirective> directives) => directives
        .Where(directive =>
            HttpdScope.Is(directive, "SetEnv") && directive.Argument is "proxy-nokeepalive" or "force-proxy-request-1.0" && directive.Arguments.ElementAtOrDefault(1) != "0")
        .Select(directive => (HttpdValue?)new HttpdValue(new(configuration, directive)))
        .FirstOrDefault();

    // unix:/path|http://name/ has no port to speak of, and balancer:// is no server.
    private static string Authority(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        string name = scheme > 0 ? url[..scheme].ToLowerInvariant() : "";
        if (name is not ("http" or "https" or "ajp" or "fcgi" or "scgi" or "ws" or "wss" or "h2" or "h2c") || url.Length > 2_000)
        {
            return "";
        }

        int slash = url.IndexOf('/', scheme + 3);
        string authority = slash < 0 ? url : url[..slash];
        return authority.Contains('$', StringComparison.Ordinal) ? "" : authority;
    }

    private static string NameOf(string scheme, string host, ushort port) =>
        string.Create(CultureInfo.InvariantCulture, $"{scheme}://{(host.Length <= 24 ? host : host[..23] + "…")}:{port}");

    private static int Port(Uri url) => url.Port > 0 ? url.Port : url.Scheme switch
    {
        "ajp" => 8009, // modules/proxy/mod_proxy_ajp.c AJP13_DEF_PORT
        "fcgi" => 8000, // modules/proxy/mod_proxy_fcgi.c FCGI default port
        "scgi" => 4000,
        _ => 80,
    };

    private bool Says(string name, string value) => this[name]?.Equals(value, StringComparison.OrdinalIgnoreCase) == true;
}
