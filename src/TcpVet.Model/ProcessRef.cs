namespace TcpVet.Model;

/// <summary>A process as findings name it.</summary>
/// <param name="Pid">The process id in tcpvet's own pid namespace.</param>
/// <param name="Name">The kernel's <c>comm</c>, at most 15 bytes; hostile text.</param>
public sealed record ProcessRef(int Pid, string Name);
