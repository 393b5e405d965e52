using TcpVet.Model;
using TcpVet.Probes.Engine;

namespace TcpVet.Operations.Probe;

/// <summary>Which ports to ask, how, and how often.</summary>
public sealed record PortProbeRequest
{
    /// <summary>The targets as they were written: <c>tcp://HOST:PORTS</c>, a file of targets, <c>-</c> for standard input.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Opens standard input, for the word <c>-</c>.</summary>
    public required Func<Stream> StandardInput { get; init; }

    /// <summary>How each port is asked.</summary>
    public required ProbeOptions Options { get; init; }

    /// <summary>How many rounds; null for as many as there is time for.</summary>
    public int? Count { get; init; }

    /// <summary>From the start of a round to the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The protocol of targets that name none.</summary>
    public Protocol Protocol { get; init; } = Protocol.Tcp;

    /// <summary>Whether it is an error of its own, instead of a result each, when not one target can be understood.</summary>
    public bool RefuseMisspelt { get; init; }

    /// <summary>The one family that is asked; null for both.</summary>
    public AddressFamily? Family { get; init; }

    /// <summary>Whether more than <see cref="ProbePlan.UnaskedPorts"/> ports of another host are meant.</summary>
    public bool ScanIsMeant { get; init; }
}
