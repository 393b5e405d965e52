namespace TcpVet.Configs.Httpd;

/// <summary>
/// Words by which a configuration of Apache httpd is recognised (httpd.apache.org/docs/2.4/mod/directives.html); not all that there are.
/// </summary>
internal static class HttpdNames
{
    private static readonly HashSet<string> Sections = new(StringComparer.OrdinalIgnoreCase)
    {
        "VirtualHost", "Directory", "DirectoryMatch", "Files", "FilesMatch", "Location", "LocationMatch", "IfModule", "IfDefine",
        "IfVersion", "IfFile", "IfDirective",
        "IfSection", "If", "ElseIf", "Else", "Proxy", "ProxyMatch", "Limit", "LimitExcept", "Macro", "RequireAll", "RequireAny",
        "RequireNone", "AuthnProviderAlias",
    };

    private static readonly HashSet<string> Directives = new(StringComparer.OrdinalIgnoreCase)
    {
        "ServerRoot", "ServerName", "ServerAdmin", "ServerAlias", "ServerTokens", "ServerSignature", "ServerLimit", "DefaultRuntimeDir",
        "Listen", "ListenBacklog", "ListenCoresBucketsRatio",
        "Timeout", "KeepAlive", "KeepAliveTimeout", "MaxKeepAliveRequests", "RequestReadTimeout", "StartServers", "MinSpareServers",
        "MaxSpareServers",
        "MinSpareThreads", "MaxSpareThreads", "MaxRequestWorkers", "MaxClients", "MaxConnectionsPerChild", "MaxRequestsPerChild",
        "ThreadsPerChild", "ThreadLimit", "ThreadStackSize",
        "AsyncRequestWorkerFactor", "AcceptFilter", "SendBufferSize", "ReceiveBufferSize", "GracefulShutdownTimeout", "LoadModule",
        "Include", "IncludeOptional", "Define", "PidFile", "Mutex",
        "User", "Group", "DocumentRoot", "DirectoryIndex", "ErrorLog", "CustomLog", "LogFormat", "LogLevel", "HostnameLookups",
        "AccessFileName", "Options", "AllowOverride", "Require",
        "ProxyPass", "ProxyPassReverse", "ProxyPassMatch", "ProxyTimeout", "ProxySet", "ProxyPreserveHost", "ProxyRequests",
        "BalancerMember", "RewriteEngine", "RewriteRule", "RewriteCond",
        "Alias", "ScriptAlias", "SSLEngine", "SSLCertificateFile", "SSLCertificateKeyFile", "Header", "RequestHeader", "SetEnvIf",
        "AddType", "AddHandler", "Redirect", "Protocols", "H2MaxSessionStreams",
    };

    /// <summary>Whether a name is that of a section, <c>VirtualHost</c>.</summary>
    public static bool IsSection(ReadOnlySpan<char> name) => Sections.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    /// <summary>
    /// Whether a word is a directive. Other formats have words such as user and listen too: people write httpd's with a capital.
    /// </summary>
    public static bool IsDirective(ReadOnlySpan<char> word) =>
        word is [>= 'A' and <= 'Z', ..] && Directives.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
