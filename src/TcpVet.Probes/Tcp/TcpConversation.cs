using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Tcp;

/// <summary>
/// Finds out what an open TCP port is, with at most two connections: it listens first, for the servers that greet; where none does, it
/// asks as a browser would, <c>HEAD /</c>, and on a second connection with a TLS ClientHello. On ports that are known for one of them
/// that question comes first. No I/O: it says what to do and is told what came.
/// </summary>
internal sealed class TcpConversation
{
    // A server that greets does so within a round trip and a look-up of the client's name.
    private const long GreetingUs = 700_000;
    private const long AnswerUs = 2_000_000;
    private const int LongestKept = 16 * 1024;

    // IANA's registry of service names: https, smtps, nntps, ldaps, domain-s, ftps, telnets, imaps, pop3s, sips, amqps, syslog-tls,
    // secure-mqtt; by custom 8443, 6443 (Kubernetes), 9443, 2376 (Docker).
    private static readonly HashSet<ushort> TlsPorts = new(
        [443, 465, 563, 636, 853, 989, 990, 992, 993, 995, 2376, 3269, 5061, 5223, 5671, 6443, 6514, 8443, 8883, 9443]);

    private static readonly HashSet<ushort> HttpPorts = new([80, 591, 631, 3000, 5000, 8000, 8008, 8080, 8081, 8088, 8888, 9000, 9090]);

    private readonly Queue<TcpStep> plan = new();
    private readonly List<byte> received = [];

    /// <param name="question">What is asked.</param>
    /// <param name="options">How.</param>
    public TcpConversation(ProbeQuestion question, ProbeOptions options)
    {
        string host = HostOf(question);
        TcpStep http = new(HttpHead(host), AnswerUs);
        TcpStep tls = new(TlsHello.Write(host), AnswerUs);
        TcpStep again = new(null, 0, Reconnect: true);
        TcpStep listen = new(null, GreetingUs);
        TcpStep[] steps = options.Payload is { } payload ? [new TcpStep(payload.ToArray(), AnswerUs)]
            : TlsPorts.Contains(question.Peer.Port) ? [tls, again, listen, http]
            : HttpPorts.Contains(question.Peer.Port) ? [http, again, tls]
            : [listen, http, again, tls];
        foreach (TcpStep step in steps)
        {
            plan.Enqueue(step);
        }
    }

    /// <summary>What the server was understood to be; null while that is not known.</summary>
    public ProtocolReply? Reply { get; private set; }

    /// <summary>The next step, after the last one's time is over or the server has closed.</summary>
    public TcpStep Next()
    {
        if (received.Count > 0 && Reply is null)
        {
            Reply = TcpBanner.Unknown(received.ToArray());
        }

        return Reply is not null || plan.Count == 0 ? new TcpStep(null, 0, Done: true) : plan.Dequeue();
    }

    /// <summary>Takes what was received; true when the server is known now.</summary>
    public bool Take(ReadOnlySpan<byte> data)
    {
        received.AddRange(data[..Math.Min(data.Length, LongestKept - received.Count)]);
        Reply ??= TcpBanner.Read(received.ToArray());
        return Reply is not null;
    }

    private static byte[] HttpHead(string host) =>
        System.Text.Encoding.ASCII.GetBytes($"HEAD / HTTP/1.0\r\nHost: {host}\r\nUser-Agent: tcpvet\r\nConnection: close\r\n\r\n");

    // udp://[2001:db8::1]:53 and tcp://www.example.net:443: what stands between the scheme and the last colon.
    private static string HostOf(ProbeQuestion question)
    {
        int start = question.Target.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = question.Target.LastIndexOf(':');
        return end > start ? question.Target[start..end] : question.Peer.Addr.ToString();
    }
}
