namespace TcpVet.Probes.Firewalls;

/// <summary>What a firewall rule of this host does to the asking packets.</summary>
/// <param name="Drops">Whether it drops or rejects them; false when it may.</param>
/// <param name="Words">The rule in words.</param>
public sealed record FirewallWord(bool Drops, string Words);
