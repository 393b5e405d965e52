using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>The sockets of a capture with other addresses and users in them, and with nothing that is no figure of the kernel's.</summary>
/// <param name="address">What stands for an address.</param>
/// <param name="user">What stands for a user.</param>
public sealed class RewrittenSockets(Func<InetAddress, InetAddress> address, Func<uint, uint> user)
{
    // Figures of the kernel's. Left out: addresses (SCTP), keys (MD5SIG), what programs keep (BPF storage, ULP), algorithms that nobody
    // knows.
    private static readonly InetDiagAttribute[] Kept =
    [
        InetDiagAttribute.INET_DIAG_MEMINFO, InetDiagAttribute.INET_DIAG_INFO, InetDiagAttribute.INET_DIAG_VEGASINFO,
        InetDiagAttribute.INET_DIAG_TOS, InetDiagAttribute.INET_DIAG_TCLASS, InetDiagAttribute.INET_DIAG_SKMEMINFO,
        InetDiagAttribute.INET_DIAG_SHUTDOWN, InetDiagAttribute.INET_DIAG_DCTCPINFO, InetDiagAttribute.INET_DIAG_PROTOCOL,
        InetDiagAttribute.INET_DIAG_SKV6ONLY, InetDiagAttribute.INET_DIAG_MARK, InetDiagAttribute.INET_DIAG_BBRINFO,
        InetDiagAttribute.INET_DIAG_CLASS_ID, InetDiagAttribute.INET_DIAG_CGROUP_ID, InetDiagAttribute.INET_DIAG_SOCKOPT,
    ];

    private static readonly string[] Algorithms = ["cubic", "reno", "bbr", "dctcp", "vegas", "westwood", "htcp", "bic", "illinois", "hybla"];

    /// <summary>The sockets, packed again.</summary>
    /// <exception cref="CaptureFormatException">They are damaged.</exception>
    public RecordedSockets Of(RecordedSockets sockets)
    {
        RecordedSource source = PackedSockets.Open(sockets);
        return sockets with { Tcp = Rewrite(source, Protocol.Tcp), Udp = Rewrite(source, Protocol.Udp) };
    }

    private byte[] Rewrite(RecordedSource source, Protocol protocol)
    {
        using MemoryStream bytes = new();
        using (GZipStream packed = new(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            source.Dump(new SocketQuery { Protocol = protocol }, new Writer(this, packed));
        }

        return bytes.ToArray();
    }

    private byte[] Rewrite(ReadOnlySpan<byte> socket)
    {
        inet_diag_msg message = MemoryMarshal.Read<inet_diag_msg>(socket);
        AddressFamily family = (AddressFamily)message.idiag_family;
        message.id.idiag_src = Rewritten(family, message.id.idiag_src);
        message.id.idiag_dst = Rewritten(family, message.id.idiag_dst);
        message.idiag_uid = user(message.idiag_uid);
        using MemoryStream result = new();
        result.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_msg>(in message)));
        ReadOnlySpan<byte> rest = socket[SocketView.FixedSize..];
        while (NetlinkAttributes.Next(ref rest, out int type, out ReadOnlySpan<byte> value))
        {
            bool known = type == (int)InetDiagAttribute.INET_DIAG_CONG
                && Array.IndexOf(Algorithms, Encoding.UTF8.GetString(value.TrimEnd((byte)0))) >= 0;
            if (known || Array.IndexOf(Kept, (InetDiagAttribute)type) >= 0)
            {
                Write(result, type, value);
            }
        }

        return result.ToArray();
    }

    private static void Write(MemoryStream result, int type, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<ushort> head = [(ushort)(4 + value.Length), (ushort)type];
        result.Write(MemoryMarshal.AsBytes(head));
        result.Write(value);
        result.Write("\0\0\0"u8[..(-value.Length & 3)]);
    }

    private AddressBytes Rewritten(AddressFamily family, AddressBytes bytes)
    {
        AddressBytes result = default;
        address(InetAddress.Read(family, MemoryMarshal.AsBytes(new ReadOnlySpan<AddressBytes>(in bytes)))).Write(
            MemoryMarshal.AsBytes(new Span<AddressBytes>(ref result)));
        return result;
    }

    private sealed class Writer(RewrittenSockets rewriting, Stream stream) : ISocketVisitor
    {
        public bool Visit(in SocketView socket)
        {
            byte[] bytes = rewriting.Rewrite(socket.Bytes);
            nlmsghdr header = new()
            {
                nlmsg_len = (uint)(NetlinkMessages.HeaderSize + bytes.Length), nlmsg_type = NetlinkConstants.SOCK_DIAG_BY_FAMILY,
            };
            stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<nlmsghdr>(in header)));
            stream.Write(bytes);
            return true;
        }
    }
}
