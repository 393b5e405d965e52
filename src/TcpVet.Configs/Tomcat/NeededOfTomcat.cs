using TcpVet.Model;

namespace TcpVet.Configs.Tomcat;

/// <summary>
/// What of a server.xml a capture may hold. Not the secret of AJP, no password of a key store, not the word that shuts the server down.
/// </summary>
internal static class NeededOfTomcat
{
    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "Server", "Service", "Connector", "Executor", "Engine", "Host", "UpgradeProtocol",
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "@port", "@portOffset", "@address", "@protocol", "@className", "@name", "@executor", "@scheme", "@secure", "@SSLEnabled",
        "@redirectPort", "@proxyPort", "@defaultHost",
        "@acceptCount", "@maxConnections", "@maxThreads", "@minSpareThreads", "@maxQueueSize", "@maxIdleTime", "@prestartminSpareThreads",
        "@useVirtualThreads", "@acceptorThreadCount",
        "@connectionTimeout", "@keepAliveTimeout", "@maxKeepAliveRequests", "@disableUploadTimeout", "@connectionUploadTimeout",
        "@connectionLinger", "@tcpNoDelay", "@asyncTimeout",
        "@useKeepAliveResponseHeader", "@bindOnInit", "@gracefulStopAwaitMillis", "@readTimeout", "@writeTimeout", "@streamReadTimeout",
        "@streamWriteTimeout", "@overheadContinuationThreshold",
        "@socket.soKeepAlive", "@socket.soTimeout", "@socket.soLingerOn", "@socket.soLingerTime", "@socket.soReuseAddress",
        "@socket.tcpNoDelay", "@socket.rxBufSize", "@socket.txBufSize",
        "@socket.directBuffer", "@socket.unlockTimeout", "@pollerThreadCount", "@maxHeaderCount", "@minIdleTime", "@ipv6v6only",
        "@useSendfile", "@deferAccept", "@unixDomainSocketPath", "@secretRequired",
    };

    public static ConfigDirective? Keep(ConfigDirective directive) => directive.Name switch
    {
        // That an attribute is there may be the mistake (a misspelt one, one of an older Tomcat); what it says is not needed.
        ['@', ..] => IsNeeded(directive.Name) ? directive : directive with { Arguments = [] },
        _ when Elements.Contains(directive.Name) => directive with { Arguments = [] },
        _ => null,
    };

    // Tomcat makes a setter of the name: its first letter may be of either case.
    private static bool IsNeeded(string name) =>
        Attributes.Contains(name) || (name.Length > 1 && Attributes.Contains($"@{char.ToLowerInvariant(name[1])}{name[2..]}"));
}
