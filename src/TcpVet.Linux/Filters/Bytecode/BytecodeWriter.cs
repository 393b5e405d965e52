using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>A place in a program that conditions jump to; known once it is bound.</summary>
internal sealed class Label
{
    internal int Offset { get; set; } = -1;
}

/// <summary>Writes the operations of a program one behind the other; jumps are filled in at the end.</summary>
internal sealed class BytecodeWriter
{
    private const int OpSize = 4;
    private readonly List<byte> code = [];
    private readonly List<(int At, Label Target)> jumps = [];

    /// <summary>The place 4 bytes behind the end: the socket does not match.</summary>
    internal Label Reject { get; } = new();

    internal void Bind(Label label) => label.Offset = code.Count;

    /// <summary>An operation without operand.</summary>
    internal void Plain(InetDiagBytecode operation, Label onFalse) => Op(operation, onFalse, []);

    /// <summary>A comparison with a port, which stands in the <c>no</c> of a second operation.</summary>
    internal void Port(InetDiagBytecode operation, ushort port, Label onFalse)
    {
        inet_diag_bc_op operand = new() { no = port };
        Op(operation, onFalse, MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_bc_op>(in operand)));
    }

    internal void Device(uint index, Label onFalse) =>
        Op(InetDiagBytecode.INET_DIAG_BC_DEV_COND, onFalse, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in index)));

    internal void Mark(uint mark, uint mask, Label onFalse)
    {
        inet_diag_markcond operand = new() { mark = mark, mask = mask };
        Op(InetDiagBytecode.INET_DIAG_BC_MARK_COND, onFalse, MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_markcond>(in operand)));
    }

    internal void Cgroup(ulong id, Label onFalse) =>
        Op(InetDiagBytecode.INET_DIAG_BC_CGROUP_COND, onFalse, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in id)));

    /// <summary>A comparison with an address and a port; AF_UNSPEC (0) stands for any address.</summary>
    internal void Host(InetDiagBytecode operation, AddressPrefix? prefix, ushort? port, Label onFalse)
    {
        int fixedSize = Unsafe.SizeOf<inet_diag_hostcond>();
        Span<byte> operand = stackalloc byte[fixedSize + 16];
        inet_diag_hostcond condition = new() { port = port ?? -1 };
        int addressSize = 0;
        if (prefix is { } known)
        {
            condition.family = (byte)known.Address.Family;
            condition.prefix_len = (byte)known.Length;
            addressSize = known.Address.Family == AddressFamily.IPv4 ? 4 : 16;
            known.Address.Write(operand[fixedSize..]);
        }

        MemoryMarshal.Write(operand, condition);
        Op(operation, onFalse, operand[..(fixedSize + addressSize)]);
    }

    /// <summary>The program; all labels must be bound. One whose jumps are too wide is longer than any that is pushed.</summary>
    internal byte[] ToArray()
    {
        Reject.Offset = code.Count + OpSize;
        byte[] program = [.. code];
        foreach ((int at, Label target) in jumps)
        {
            ushort distance = (ushort)Math.Min(target.Offset - at, ushort.MaxValue);
            MemoryMarshal.Write(program.AsSpan(at + 2), distance);
        }

        return program;
    }

    private void Op(InetDiagBytecode operation, Label onFalse, ReadOnlySpan<byte> operand)
    {
        inet_diag_bc_op op = new() { code = (byte)operation, yes = (byte)(OpSize + operand.Length) };
        jumps.Add((code.Count, onFalse));
        code.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_bc_op>(in op)));
        code.AddRange(operand);
    }
}
