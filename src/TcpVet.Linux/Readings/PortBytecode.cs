using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Readings;

/// <summary>The kernel filters that the check-up itself needs.</summary>
internal static class PortBytecode
{
    /// <summary><c>dport = N</c> as two comparisons, which every kernel with sock_diag knows (inet_diag.c
    /// <c>inet_diag_bc_run</c>).</summary>
    public static byte[] PeerPort(ushort port) => Exactly(port, InetDiagBytecode.INET_DIAG_BC_D_GE, InetDiagBytecode.INET_DIAG_BC_D_LE);

    /// <summary><c>sport = N</c>, made the same way.</summary>
    public static byte[] LocalPort(ushort port) => Exactly(port, InetDiagBytecode.INET_DIAG_BC_S_GE, InetDiagBytecode.INET_DIAG_BC_S_LE);

    private static byte[] Exactly(ushort port, InetDiagBytecode atLeast, InetDiagBytecode atMost)
    {
        // Each comparison is an operation and a second one that carries the port in its "no" field; a jump to the end (offset
        // length + 4) rejects.
        int size = Unsafe.SizeOf<inet_diag_bc_op>();
        byte[] code = new byte[4 * size];
        Span<inet_diag_bc_op> operations = MemoryMarshal.Cast<byte, inet_diag_bc_op>(code.AsSpan());
        operations[0] = new() { code = (byte)atLeast, yes = (byte)(2 * size), no = (ushort)((4 * size) + 4) };
        operations[1] = new() { no = port };
        operations[2] = new() { code = (byte)atMost, yes = (byte)(2 * size), no = (ushort)((2 * size) + 4) };
        operations[3] = new() { no = port };
        return code;
    }
}
