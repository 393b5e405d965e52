namespace TcpVet.Probes.Targets;

/// <summary>Ports from one to another, both included.</summary>
/// <param name="First">From 1.</param>
/// <param name="Last">Not below <paramref name="First"/>.</param>
public readonly record struct PortRange(ushort First, ushort Last)
{
    /// <summary>How many ports.</summary>
    public int Count => Last - First + 1;
}
