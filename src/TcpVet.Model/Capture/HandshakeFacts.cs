namespace TcpVet.Model;

/// <summary>
/// Connections of which both ends are in the examined namespaces and disagree: the client is ESTABLISHED, the server's
/// half is still a request (SYN_RECV), because the last packet of the handshake was dropped.
/// </summary>
public sealed record HalfEstablishedGroup
{
    /// <summary>The service that has not accepted the handshake's end.</summary>
    public required InetEndpoint Service { get; init; }

    /// <summary>The clients' address.</summary>
    public required InetAddress Client { get; init; }

    /// <summary>The client process that holds most of them; null when unknown.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>How many of the clients have sent data that nobody acknowledges.</summary>
    public required long WithData { get; init; }
}

/// <summary>A listener of the first reading that was closed when the last one was made.</summary>
public sealed record ClosedListener
{
    /// <summary>What it was bound to.</summary>
    public required InetEndpoint Local { get; init; }

    /// <summary>Connections that waited for its accept() at the first reading.</summary>
    public required long Queue { get; init; }

    /// <summary>How many listeners shared the address and port at the first reading (SO_REUSEPORT), itself included.</summary>
    public required int SharingFirst { get; init; }

    /// <summary>How many listen there at the last reading: 0 when the service is gone.</summary>
    public required int SharingLast { get; init; }
}
