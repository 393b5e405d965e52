using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Linux.ProcFs;

/// <summary>Receives one socket as <c>struct inet_diag_msg</c> and attributes; the bytes live only during the call.</summary>
public delegate void SocketMessageHandler(ReadOnlySpan<byte> inetDiagMessage);

/// <summary>What a pass over a file of sockets met.</summary>
/// <param name="Sockets">Sockets handed out.</param>
/// <param name="Unreadable">Lines that were no socket: cut off, garbled, of the other family.</param>
public readonly record struct ProcNetPass(long Sockets, long Unreadable);

/// <summary>
/// /proc/net/{tcp,tcp6,udp,udp6} as sock_diag would have sent them, for where sock_diag is refused or missing:
/// each line becomes an <c>inet_diag_msg</c>, so that everything behind it stays the same.
/// </summary>
/// <remarks>
/// What is lost: the accept queue's limit (a LISTEN line has no such column: <c>idiag_wqueue</c> is 0 there and means
/// <i>unknown</i>), the cookie (INET_DIAG_NOCOOKIE), the interface (0), BOUND_INACTIVE sockets, tcp_info, memory, mark,
/// cgroup, and of TCP the drops. The file is no snapshot: sockets can be missed or met twice while it is read.
/// Formats: net/ipv4/tcp_ipv4.c <c>tcp4_seq_show</c>, net/ipv6/tcp_ipv6.c <c>tcp6_seq_show</c>, net/ipv4/udp.c
/// <c>udp4_seq_show</c>, net/ipv6/datagram.c <c>__ip6_dgram_sock_seq_show</c>.
/// </remarks>
public static class ProcNetSockets
{
    /// <summary>
    /// An attribute of this program's own, 32 bits, that carries the drops of a UDP line: INET_DIAG_SKMEMINFO would claim
    /// to know eight other figures too. It lies far above the kernel's numbers and below the flags of NLA_TYPE_MASK.
    /// </summary>
    public const InetDiagAttribute DropsAttribute = (InetDiagAttribute)0x3FF0;

    private const uint NoCookie = 0xFFFF_FFFF; // INET_DIAG_NOCOOKIE
    private const uint MsPerTick = 10; // The kernel prints clock_t, 1/100 s (USER_HZ in include/uapi/asm-generic/param.h).

    // A tcp6 line has about 180 bytes; one that fills the whole buffer is not the kernel's.
    private const int BufferSize = 64 << 10;

    /// <summary>Streams a file of the calling thread's namespace in a buffer of fixed size.</summary>
    /// <returns>What the pass met; null when the file is missing (no IPv6).</returns>
    /// <exception cref="KernelException">The file cannot be read.</exception>
    public static ProcNetPass? Read(ProcFsRoot root, AddressFamily family, Protocol protocol, SocketMessageHandler handler)
    {
        string path = root.At($"{ProcFsRoot.Net}/{FileName(family, protocol)}");
        using FileDescriptor? file = FileDescriptor.TryOpen(path, out int errno);
        if (file is null)
        {
            return ProcFsRoot.Absent(errno) ? null : throw new KernelException($"open {path}", errno);
        }

        byte[] buffer = new byte[BufferSize];
        ProcNetPass pass = default;
        int kept = 0;
        bool skipping = false;
        while (true)
        {
            int read = file.Read(buffer.AsSpan(kept));
            if (read < 0)
            {
                throw new KernelException($"read {path}", -read);
            }

            ReadOnlySpan<byte> text = buffer.AsSpan(0, kept + read);
            int whole = read == 0 ? text.Length : text.LastIndexOf((byte)'\n') + 1;
            ReadOnlySpan<byte> lines = text[..whole];
            if (skipping && whole > 0)
            {
                int end = lines.IndexOf((byte)'\n') + 1;
                lines = end == 0 ? default : lines[end..];
                skipping = end == 0;
            }

            ProcNetPass part = Parse(lines, family, protocol, handler);
            pass = new ProcNetPass(pass.Sockets + part.Sockets, pass.Unreadable + part.Unreadable);
            if (read == 0)
            {
                return pass;
            }

            kept = text.Length - whole;
            text[whole..].CopyTo(buffer);
            if (kept == buffer.Length)
            {
                pass = pass with { Unreadable = pass.Unreadable + (skipping ? 0 : 1) };
                skipping = true;
                kept = 0;
            }
        }
    }

    /// <summary>Parses whole lines; the headline and empty lines are passed over.</summary>
    public static ProcNetPass Parse(ReadOnlySpan<byte> text, AddressFamily family, Protocol protocol, SocketMessageHandler handler)
    {
        long sockets = 0;
        long unreadable = 0;
        Span<byte> message = stackalloc byte[Unsafe.SizeOf<inet_diag_msg>() + 8];
        TextLines lines = new(text);
        while (lines.Next())
        {
            ReadOnlySpan<byte> line = lines.Current.Trim(" \0"u8);
            if (line.IsEmpty || line.StartsWith("sl "u8))
            {
                continue;
            }

            if (TryConvert(line, family, protocol, message, out int length))
            {
                sockets++;
                handler(message[..length]);
            }
            else
            {
                unreadable++;
            }
        }

        return new ProcNetPass(sockets, unreadable);
    }

    /// <summary><c>tcp</c>, <c>tcp6</c>, <c>udp</c> or <c>udp6</c>.</summary>
    public static string FileName(AddressFamily family, Protocol protocol) =>
        (protocol == Protocol.Udp ? "udp" : "tcp") + (family == AddressFamily.IPv6 ? "6" : "");

    private static bool TryConvert(ReadOnlySpan<byte> line, AddressFamily family, Protocol protocol, Span<byte> destination, out int length)
    {
        length = Unsafe.SizeOf<inet_diag_msg>();
        inet_diag_msg message = new() { idiag_family = (byte)family };
        message.id.idiag_cookie0 = NoCookie;
        message.id.idiag_cookie1 = NoCookie;
        TextFields fields = new(line);
        if (!fields.Skip(2) || !TryEndpoint(fields.Current, family, ref message.id.idiag_src, ref message.id.idiag_sport)
            || !fields.Next() || !TryEndpoint(fields.Current, family, ref message.id.idiag_dst, ref message.id.idiag_dport)
            || !fields.Next() || !TextNumber.TryHex(fields.Current, out uint state) || state > byte.MaxValue
            || !fields.Next() || !TryPair(fields.Current, out message.idiag_wqueue, out message.idiag_rqueue)
            || !fields.Next() || !TryPair(fields.Current, out uint timer, out uint ticks) || timer > byte.MaxValue
            || !fields.Next() || !TextNumber.TryHex(fields.Current, out uint retransmits)
            || !fields.NextNumber(out long uid) || !fields.NextNumber(out long probes) || !fields.NextNumber(out long inode))
        {
            return false;
        }

        bool listening = protocol == Protocol.Tcp && state == (uint)TcpState.Listen;
        message.idiag_state = (byte)state;
        message.idiag_timer = (byte)timer;
        message.idiag_wqueue = listening ? 0 : message.idiag_wqueue;
        message.idiag_expires = timer == 0 ? 0 : (uint)Math.Min((ulong)ticks * MsPerTick, uint.MaxValue);

        // As inet_sk_diag_fill does: icsk_retransmits beside the retransmission timer, icsk_probes_out beside the others.
        message.idiag_retrans = (byte)Math.Clamp(timer == 1 ? retransmits : timer is 2 or 4 ? probes : 0, 0, byte.MaxValue);
        message.idiag_uid = unchecked((uint)uid);
        message.idiag_inode = inode is >= 0 and <= uint.MaxValue ? (uint)inode : 0;
        MemoryMarshal.Write(destination, in message);
        if (protocol == Protocol.Udp && fields.Skip(3) && TextNumber.TryDecimal(fields.Current, out long drops))
        {
            Span<byte> attribute = destination[length..];
            BitConverter.TryWriteBytes(attribute, (ushort)8);
            BitConverter.TryWriteBytes(attribute[2..], (ushort)DropsAttribute);
            BitConverter.TryWriteBytes(attribute[4..], (uint)Math.Clamp(drops, 0, uint.MaxValue));
            length += 8;
        }

        return true;
    }

    /// <summary>An address is printed as 32-bit words of network-order memory, each as a number of this machine's order (%08X); a port as a
    /// number.</summary>
    private static bool TryEndpoint(ReadOnlySpan<byte> field, AddressFamily family, ref AddressBytes address, ref BigEndianUInt16 port)
    {
        int digits = family == AddressFamily.IPv4 ? 8 : 32;
        if (field.Length != digits + 5 || field[digits] != (byte)':' || !TextNumber.TryHex(field[(digits + 1)..], out uint number))
        {
            return false;
        }

        Span<uint> words = MemoryMarshal.Cast<byte, uint>((Span<byte>)address);
        for (int i = 0; i < digits / 8; i++)
        {
            if (!TextNumber.TryHex(field.Slice(i * 8, 8), out words[i]))
            {
                return false;
            }
        }

        port = BigEndianUInt16.From((ushort)number);
        return true;
    }

    private static bool TryPair(ReadOnlySpan<byte> field, out uint left, out uint right)
    {
        int colon = field.IndexOf((byte)':');
        left = 0;
        right = 0;
        return colon > 0 && TextNumber.TryHex(field[..colon], out left) && TryWide(field[(colon + 1)..], out right);
    }

    // tm->when is printed as a long (%08lX): one with more than eight digits is longer than any kernel timer.
    private static bool TryWide(ReadOnlySpan<byte> field, out uint value)
    {
        if (field.Length is > 8 and <= 16 && TextNumber.TryHex(field[..8], out _) && TextNumber.TryHex(field[8..], out _))
        {
            value = uint.MaxValue;
            return true;
        }

        return TextNumber.TryHex(field, out value);
    }
}
