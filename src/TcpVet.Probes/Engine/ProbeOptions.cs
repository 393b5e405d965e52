using TcpVet.Model;
using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Probes.Engine;

/// <summary>How to ask.</summary>
public sealed record ProbeOptions
{
    /// <summary>How long one port is waited for, repetitions included: by default longer than the kernel waits for ARP (3 s), whose failure
    /// says more than silence.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Packets a second to other hosts, on average; what the kernel sends again by itself is not counted.</summary>
    public int Rate { get; init; } = 100;

    /// <summary>Packets a second to addresses of this host.</summary>
    public int LocalRate { get; init; } = 5000;

    /// <summary>The address to ask from; null for the kernel's choice.</summary>
    public InetAddress? Source { get; init; }

    /// <summary>What to send instead of the protocol's own questions; empty for an empty datagram; null for those.</summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>The one protocol to ask for, whatever the port; null for those that are at home on the port.</summary>
    public UdpQuestion? As { get; init; }

    /// <summary>A secret for protocols that answer nobody else; null for none.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether an open TCP port is asked what it is.</summary>
    public bool Banner { get; init; }
}
