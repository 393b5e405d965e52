using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Namespaces;

/// <summary>
/// A network namespace could not be entered: it has gone, or the kernel refuses. Whoever looks at several goes on with the others;
/// a refusal met inside is another matter.
/// </summary>
/// <param name="operation">What was tried.</param>
/// <param name="errno">The error number.</param>
/// <param name="text">What is known beyond the number.</param>
public sealed class NamespaceEntryException(string operation, int errno, string? text) : KernelException(operation, errno, text);
