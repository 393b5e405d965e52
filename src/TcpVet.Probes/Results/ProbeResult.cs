using TcpVet.Model;

namespace TcpVet.Probes.Results;

/// <summary>What a probe of one port found.</summary>
public sealed record ProbeResult
{
    /// <summary>The <see cref="State"/> of a port that completes the handshake and is reset by its server before a word is said.</summary>
    public const string OpenThenReset = "open, then reset";

    /// <summary>The target in its full form.</summary>
    public required string Target { get; init; }

    /// <summary>TCP or UDP.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>The address and port that were asked; null when there was none to ask.</summary>
    public InetEndpoint? Peer { get; init; }

    /// <summary>The verdict.</summary>
    public required ProbeVerdict Verdict { get; init; }

    /// <summary>The verdict in words, where more is known than it says: <c>two-way</c>, <c>bound but silent</c>,
    /// <c>overflowing</c>.</summary>
    public string? State { get; init; }

    /// <summary>Why, in one sentence without a full stop; text from outside is escaped.</summary>
    public required string Why { get; init; }

    /// <summary>From question to answer, in microseconds: of TCP the handshake as the kernel timed it; null without an answer.</summary>
    public long? RttUs { get; init; }

    /// <summary>Packets that asked: SYNs or datagrams, with what was sent again.</summary>
    public int Attempts { get; init; }

    /// <summary>This host's end; null when no socket got so far.</summary>
    public InetEndpoint? Local { get; init; }

    /// <summary>What the answer was understood to be; null without an answer, or when nothing more than an open port was asked
    /// for.</summary>
    public ProtocolReply? Reply { get; init; }

    /// <summary>The ICMP message that decided; null when none did.</summary>
    public IcmpError? Icmp { get; init; }

    /// <summary>The sockets of this host that are bound to the port, when the target is this host: those that packets reach, then those on
    /// other addresses.</summary>
    public IReadOnlyList<BoundSocket> Bound { get; init; } = [];

    /// <summary>Further remarks, each one sentence: what would settle it, what this host knows of the target.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>True when the only sign is silence: nobody answered, not even a router.</summary>
    public bool Silent { get; init; }

    /// <summary>A target that could not be asked.</summary>
    public static ProbeResult Error(string target, Protocol protocol, string why, InetEndpoint? peer = null) =>
        new() { Target = target, Protocol = protocol, Peer = peer, Verdict = ProbeVerdict.Error, Why = why };
}
