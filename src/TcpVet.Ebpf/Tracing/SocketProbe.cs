using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>Answers what has become of a connection that the tracepoints say nothing more of.</summary>
/// <param name="netns">The inode of its network namespace.</param>
/// <param name="local">Its local end.</param>
/// <param name="peer">Its remote end.</param>
/// <param name="device">The interface that it is bound to; 0 for none.</param>
/// <param name="found">What is there; null when nothing is.</param>
/// <returns>False when it cannot be asked.</returns>
internal delegate bool SocketProbe(uint netns, InetEndpoint local, InetEndpoint peer, uint device, out FoundSocket? found);

/// <summary>Answers which local ends the sockets in SYN_SENT have, by cookie.</summary>
/// <param name="netns">The inode of the network namespace.</param>
internal delegate IReadOnlyDictionary<ulong, InetEndpoint> OpeningProbe(uint netns);
