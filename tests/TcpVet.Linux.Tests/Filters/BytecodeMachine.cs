using System.Buffers.Binary;
using System.Net;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Tests.Filters;

/// <summary>
/// The kernel's audit and run of filter programs (net/ipv4/inet_diag.c inet_diag_bc_audit, inet_diag_bc_run of Linux 6.12),
/// written from its rules over raw numbers, with nothing of the compiler's.
/// </summary>
internal static class BytecodeMachine
{
    private static readonly Dictionary<byte, int> OperandSizes = new()
    {
        [0] = 0, [1] = 0, [2] = 4, [3] = 4, [4] = 4, [5] = 4, [6] = 0, [9] = 4, [10] = 8, [11] = 4, [12] = 4, [13] = 8,
    };

    /// <summary>Null when the kernel would take the program; else why not.</summary>
    public static string? Audit(byte[] program)
    {
        if (program.Length < 4)
        {
            return "too short";
        }

        HashSet<int> starts = [];
        List<int> targets = [];
        int at = 0;
        while (at < program.Length)
        {
            starts.Add(at);
            int left = program.Length - at;
            if (left < 4)
            {
                return $"{at}: a cut operation";
            }

            (byte code, int yes, int no) = Operation(program, at);
            int least = 4 + OperandSize(program, at);
            if (least < 4 || least > left)
            {
                return $"{at}: operand of {code}";
            }

            if (code != 0 && (no < least || no > left + 4 || no % 4 != 0))
            {
                return $"{at}: no = {no}";
            }

            if (code != 0 && no < left)
            {
                targets.Add(at + no);
            }

            if (yes < least || yes > left + 4 || yes % 4 != 0)
            {
                return $"{at}: yes = {yes}";
            }

            at += yes;
        }

        if (at != program.Length)
        {
            return "runs over the end";
        }

        return targets.TrueForAll(starts.Contains) ? null : "a jump into the middle of an operation";
    }

    /// <summary>True when the program lets the socket pass.</summary>
    public static bool Run(byte[] program, in SocketView socket, bool autobound)
    {
        int at = 0;
        while (at < program.Length)
        {
            (byte code, int yes, int no) = Operation(program, at);
            at += Holds(program.AsSpan(at + 4), code, in socket, autobound) ? yes : no;
        }

        return at == program.Length;
    }

    private static (byte Code, int Yes, int No) Operation(byte[] program, int at) =>
        (program[at], program[at + 1], BinaryPrimitives.ReadUInt16LittleEndian(program.AsSpan(at + 2)));

    private static int OperandSize(byte[] program, int at)
    {
        if (program[at] is not (7 or 8))
        {
            return OperandSizes.GetValueOrDefault(program[at], -5);
        }

        if (program.Length - at < 12)
        {
            return int.MaxValue / 2;
        }

        int address = program[at + 4] switch { 0 => 0, 2 => 4, 10 => 16, _ => -100 };
        return program[at + 5] > 8 * address ? -5 : 8 + address;
    }

    private static bool Holds(ReadOnlySpan<byte> operand, byte code, in SocketView socket, bool autobound)
    {
        switch (code)
        {
            case 0:
                return true;
            case 1:
                return false;
            case 2:
                return socket.LocalPort >= BinaryPrimitives.ReadUInt16LittleEndian(operand[2..]);
            case 3:
                return socket.LocalPort <= BinaryPrimitives.ReadUInt16LittleEndian(operand[2..]);
            case 4:
                return socket.PeerPort >= BinaryPrimitives.ReadUInt16LittleEndian(operand[2..]);
            case 5:
                return socket.PeerPort <= BinaryPrimitives.ReadUInt16LittleEndian(operand[2..]);
            case 6:
                return autobound;
            case 7:
                return Host(operand, socket.LocalPort, (byte)socket.Family, socket.Message.id.idiag_src);
            case 8:
                return Host(operand, socket.PeerPort, (byte)socket.Family, socket.Message.id.idiag_dst);
            case 9:
                return BinaryPrimitives.ReadUInt32LittleEndian(operand) == socket.Interface;
            case 10:
                return ((socket.Mark
                    ?? 0) & BinaryPrimitives.ReadUInt32LittleEndian(operand[4..])) == BinaryPrimitives.ReadUInt32LittleEndian(operand);
            case 13:
                return BinaryPrimitives.ReadUInt64LittleEndian(operand) == (socket.CgroupId ?? 0);
            default:
                throw new InvalidOperationException($"operation {code}");
        }
    }

    private static bool Host(ReadOnlySpan<byte> operand, ushort port, byte family, ReadOnlySpan<byte> address)
    {
        int wanted = BinaryPrimitives.ReadInt32LittleEndian(operand[4..]);
        if (wanted != -1 && wanted != port)
        {
            return false;
        }

        ReadOnlySpan<byte> prefix = operand[8..];
        if (operand[0] != 0 && operand[0] != family)
        {
            return family == 10 && operand[0] == 2 && new IPAddress(address).IsIPv4MappedToIPv6 && Same(address[12..], prefix, operand[1]);
        }

        return Same(address, prefix, operand[1]);
    }

    private static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int bits)
    {
        for (int bit = 0; bit < bits; bit++)
        {
            int mask = 0x80 >> (bit % 8);
            if ((left[bit / 8] & mask) != (right[bit / 8] & mask))
            {
                return false;
            }
        }

        return true;
    }
}
