using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Httpd;

/// <summary>What of httpd's configuration a capture may hold.</summary>
internal static class NeededOfHttpd
{
    private static readonly HashSet<string> Conditions = new(StringComparer.OrdinalIgnoreCase) { "If", "ElseIf", "Else" };

    private static readonly HashSet<string> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        "VirtualHost", "IfModule", "IfDefine", "IfVersion", "IfFile", "IfDirective", "IfSection",
        "Location", "LocationMatch", "Directory", "DirectoryMatch", "Proxy", "ProxyMatch",
    };

    private static readonly HashSet<string> Whole = new(StringComparer.OrdinalIgnoreCase)
    {
        "Listen", "ListenBacklog", "ListenCoresBucketsRatio", "Timeout", "KeepAlive", "KeepAliveTimeout", "MaxKeepAliveRequests",
        "RequestReadTimeout", "MaxRequestWorkers", "MaxClients", "ServerLimit",
        "ThreadsPerChild", "ThreadLimit", "StartServers", "MinSpareServers", "MaxSpareServers", "MinSpareThreads", "MaxSpareThreads",
        "AsyncRequestWorkerFactor", "MaxConnectionsPerChild",
        "MaxRequestsPerChild", "GracefulShutdownTimeout", "SendBufferSize", "ReceiveBufferSize", "AcceptFilter", "LoadModule",
        "ProxyTimeout", "ProxyRequests", "ProxyVia", "Protocols", "H2MinWorkers", "H2MaxWorkers",
        "RemoteIPHeader", "RemoteIPProxyProtocol", "ServerRoot", "Define",
        // Of older versions: that they are there is the mistake.
        "NameVirtualHost", "DefaultType", "AcceptMutex", "LockFile", "RewriteLock", "SSLMutex", "RewriteLog", "RewriteLogLevel",
        "AuthAuthoritative", "AddModule", "ClearModuleList", "Port", "BindAddress", "ServerType", "ResourceConfig", "AccessConfig",
        "AgentLog", "FancyIndexing", "SSLLog", "SSLLogLevel",
    };

    private static readonly HashSet<string> Proxies = new(StringComparer.OrdinalIgnoreCase)
    {
        "ProxyPass", "ProxyPassMatch", "ProxySet", "BalancerMember",
    };

    public static ConfigDirective? Keep(ConfigDirective directive) => directive switch
    {
        _ when Conditions.Contains(directive.Name) => directive with { Arguments = [] },
        { Children.Count: > 0 } => Sections.Contains(directive.Name) ? directive : null,
        _ when Sections.Contains(directive.Name) => directive,
        // Variables hold whatever somebody needed: what counts of them has been put into the other directives.
        { Name: var name } when name.Equals("Define", StringComparison.OrdinalIgnoreCase) =>
            directive with { Arguments = [.. directive.Arguments.Take(1)] },
        _ when Whole.Contains(directive.Name) => directive,
        _ when Proxies.Contains(directive.Name) =>
            directive with { Arguments = [.. directive.Arguments.Where(IsNoSecret).Select(BackendAddress.WithoutUser)] },
        { Name: var name } when name.Equals("SetEnv", StringComparison.OrdinalIgnoreCase) && IsOfProxy(directive.Argument) => directive,
        // Only a rule that passes requests on, and of it only to which server.
        { Name: var name, Arguments: [_, var target, ['[', .., ']'] flags] } when name.Equals("RewriteRule", StringComparison.OrdinalIgnoreCase)
            && flags[1..^1].Split(',').Any(flag => flag.Trim().ToUpperInvariant() is "P" or "PROXY") =>
            directive with { Arguments = ["^", Server(BackendAddress.WithoutUser(target)), "[P]"] },
        _ => null,
    };

    private static string Server(string url)
    {
        int host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = url.IndexOfAny(['/', '?'], host);
        return end < 0 ? url : url[..(end + 1)];
    }

    private static bool IsOfProxy(string variable) =>
        variable.StartsWith("proxy-", StringComparison.OrdinalIgnoreCase) || variable is "force-proxy-request-1.0";

    // The secret of AJP (mod_proxy_ajp).
    private static bool IsNoSecret(string parameter) => !parameter.StartsWith("secret=", StringComparison.OrdinalIgnoreCase);
}
