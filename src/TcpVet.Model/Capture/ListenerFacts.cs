namespace TcpVet.Model;

/// <summary>A listening TCP socket, or a bound and unconnected UDP socket.</summary>
public sealed record ListenerFacts
{
    /// <summary>TCP or UDP.</summary>
    public required Protocol Proto { get; init; }

    /// <summary>What it is bound to; the wildcard address for all.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>TCP: connections that wait for accept() (idiag_rqueue). UDP: bytes that wait to be read.</summary>
    public required long Queue { get; init; }

    /// <summary>TCP: the accept queue's limit, min(backlog, somaxconn) at listen() (idiag_wqueue); the queue is full when longer. UDP: the
    /// receive buffer in bytes. Null when unknown.</summary>
    public long? Limit { get; init; }

    /// <summary>TCP: connections that this listener turned away. UDP: datagrams that it dropped. sk_drops since the socket was made; null
    /// when unknown.</summary>
    public long? Drops { get; init; }

    /// <summary>The same at the first reading; null when unknown.</summary>
    public long? DropsFirst { get; init; }

    /// <summary>The accept queue's length at the first reading; null when unknown.</summary>
    public long? QueueFirst { get; init; }

    /// <summary>The user who made the socket.</summary>
    public uint Uid { get; init; }

    /// <summary>The socket's inode; 0 for a kernel socket.</summary>
    public uint Inode { get; init; }

    /// <summary>The kernel's cookie: the socket's identity while the host runs.</summary>
    public ulong Cookie { get; init; }

    /// <summary>True for an IPv6 socket that takes no IPv4.</summary>
    public bool V6Only { get; init; }

    /// <summary>The cgroup-v2 path; null when unknown.</summary>
    public string? Cgroup { get; init; }

    /// <summary>The interface that it is bound to, by index; 0 for none.</summary>
    public int Interface { get; init; }

    /// <summary>The processes that hold it; empty when there are none or unknown.</summary>
    public IReadOnlyList<ProcessRef> Processes { get; init; } = [];

    /// <summary>How many listeners share this address and port (SO_REUSEPORT), itself included; <see cref="States"/> are those of all of
    /// them.</summary>
    public int Sharing { get; init; } = 1;

    /// <summary>The connections that belong to it by address and port, by state; zeros are left out.</summary>
    public IReadOnlyDictionary<TcpState, long> States { get; init; } = new Dictionary<TcpState, long>();

    /// <summary>ESTABLISHED connections of it that no process has accepted (inode 0).</summary>
    public long Unaccepted { get; init; }
}
