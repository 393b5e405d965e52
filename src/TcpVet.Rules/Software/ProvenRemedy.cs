using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>A remedy in a piece of software, with what proves it.</summary>
/// <param name="Remedy">What to do.</param>
/// <param name="Proof">Where it is shown that it does that.</param>
internal sealed record ProvenRemedy(Remedy Remedy, Proof Proof);
