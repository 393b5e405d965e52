using TcpVet.Model;

namespace TcpVet.Probes.Results;

/// <summary>One port of one address to ask.</summary>
/// <param name="Target">The target in its full form, <c>udp://ns1.example.net:53</c>.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Peer">Where the packets go.</param>
/// <param name="Scope">The interface of a link-local IPv6 address, by index; 0 for none.</param>
public sealed record ProbeQuestion(string Target, Protocol Protocol, InetEndpoint Peer, uint Scope = 0);
