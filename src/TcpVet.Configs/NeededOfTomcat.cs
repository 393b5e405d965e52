using System.Collections.Frozen;
using TcpVet.Model;

namespace TcpVet.Configs;

/// <summary>What of a server.xml a capture may hold. Not the secret of AJP, no password of a key store, not the word that shuts the server down.</summary>
internal static class NeededOfTomcat
{
    private static readonly FrozenSet<string> Elements = FrozenSet.Create(StringComparer.Ordinal, "Server", "Service", "Connector", "Executor", "Engine", "Host", "UpgradeProtocol");

    private static readonly FrozenSet<string> Attributes = FrozenSet.Create(
        StringComparer.Ordinal,
        "@port", "@portOffset", "@address", "@protocol", "@className", "@name", "@executor", "@scheme", "@secure", "@SSLEnabled", "@redirectPort", "@proxyPort", "@defaultHost",
        "@acceptCount", "@maxConnections", "@maxThreads", "@minSpareThreads", "@maxQueueSize", "@maxIdleTime", "@prestartminSpareThreads", "@useVirtualThreads", "@acceptorThreadCount",
        "@connectionTimeout", "@keepAliveTimeout", "@maxKeepAliveRequests", "@disableUploadTimeout", "@connectionUploadTimeout", "@connectionLinger", "@tcpNoDelay", "@asyncTimeout",
        "@useKeepAliveResponseHeader", "@bindOnInit", "@gracefulStopAwaitMillis", "@readTimeout", "@writeTimeout", "@streamReadTimeout", "@streamWriteTimeout", "@overheadContinuationThreshold",
        "@socket.soKeepAlive", "@socket.soTimeout", "@socket.soLingerOn", "@socket.soLingerTime", "@socket.soReuseAddress", "@socket.tcpNoDelay", "@socket.rxBufSize", "@socket.txBufSize",
        "@socket.directBuffer", "@socket.unlockTimeout", "@pollerThreadCount", "@maxHeaderCount", "@minIdleTime", "@ipv6v6only", "@useSendfile", "@deferAccept", "@unixDomainSocketPath");

    public static ConfigDirective? Keep(ConfigDirective directive) =>
        (directive.Name.StartsWith('@') ? Attributes : Elements).Contains(directive.Name) ? directive with { Arguments = directive.Name.StartsWith('@') ? directive.Arguments : [] } : null;
}
