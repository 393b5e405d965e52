namespace TcpVet.Rules.Software;

/// <summary>What a program gets wrong: what its own remedies are listed by.</summary>
internal enum Fault
{
    /// <summary>It read the end of the stream and does not call close().</summary>
    SocketNotClosed,

    /// <summary>It does not give back what a client library lent it: responses, statements, pooled connections. Outgoing connections
    /// only.</summary>
    ResponseNotClosed,

    /// <summary>It does not look at its sockets: a blocked thread or an idle pool.</summary>
    EndNotRead,

    /// <summary>It does not call accept() fast enough.</summary>
    SlowAccept,

    /// <summary>A client that says nothing keeps one of its workers.</summary>
    SilentClientHoldsWorker,

    /// <summary>It starts programs with its own sockets left open in them.</summary>
    InheritedSockets,

    /// <summary>It asks for a short accept queue.</summary>
    ShortBacklog,

    /// <summary>It opens a connection for each request. Outgoing connections only.</summary>
    NoConnectionReuse,

    /// <summary>It closes its clients' connections itself, early.</summary>
    ClosesFirst,

    /// <summary>It keeps silent connections without keepalive.</summary>
    NoKeepalive,

    /// <summary>It waits for connect() as long as the kernel does. Outgoing connections only.</summary>
    NoConnectTimeout,

    /// <summary>It tries one address family after the other. Outgoing connections only.</summary>
    OneFamilyFirst,

    /// <summary>It waits for data for ever.</summary>
    NoReadTimeout,

    /// <summary>It waits for ever for a peer to take data.</summary>
    NoSendTimeout,

    /// <summary>It may open too few descriptors for its load.</summary>
    DescriptorLimit,

    /// <summary>It drops connections when it is restarted or reloaded.</summary>
    AbruptReload,

    /// <summary>Its connection pool keeps connections for longer than the other side. Outgoing connections only.</summary>
    PoolOutlivesPeer,

    /// <summary>Its connection pool grows without a bound. Outgoing connections only.</summary>
    UnboundedPool,

    /// <summary>Its connection pool keeps connections that it does not use, and opens others. Outgoing connections only.</summary>
    IdlePool,

    /// <summary>It reads more slowly than data comes.</summary>
    SlowReader,

    /// <summary>It sets its own, small socket buffers.</summary>
    SmallBuffers,
}
