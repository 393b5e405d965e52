using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Filters;

/// <summary>A socket as sock_diag would report it.</summary>
internal sealed record SocketBytes
{
    public Protocol Protocol { get; init; } = Protocol.Tcp;

    public TcpState State { get; init; } = TcpState.Established;

    public string Local { get; init; } = "10.0.0.1";

    public ushort LocalPort { get; init; } = 40000;

    public string Peer { get; init; } = "10.0.0.2";

    public ushort PeerPort { get; init; } = 80;

    public uint Interface { get; init; }

    public uint Uid { get; init; } = 1000;

    public uint Inode { get; init; } = 77;

    public ulong Cookie { get; init; } = 5;

    public uint RecvQ { get; init; }

    public uint SendQ { get; init; }

    public SocketTimer Timer { get; init; }

    public byte Retransmits { get; init; }

    public uint ExpiresMs { get; init; }

    /// <summary>False for a mini-socket, which has no INET_DIAG_SHUTDOWN.</summary>
    public bool IsFull { get; init; } = true;

    public uint? Mark { get; init; } = 0;

    public ulong? Cgroup { get; init; }

    /// <summary>Sent, received, acknowledged, in milliseconds; null for no tcp_info.</summary>
    public (uint Sent, uint Received, uint Acknowledged)? Times { get; init; }

    /// <summary>Further fields of tcp_info by name, in a structure of full length; null for none.</summary>
    public IReadOnlyDictionary<string, ulong>? Info { get; init; }

    /// <summary>INET_DIAG_SKMEMINFO; null for none.</summary>
    public uint[]? Memory { get; init; }

    public byte[] ToBytes()
    {
        InetAddress local = InetAddress.Parse(Local);
        InetAddress peer = InetAddress.Parse(Peer);
        inet_diag_msg message = new()
        {
            idiag_family = (byte)local.Family,
            idiag_state = (byte)State,
            idiag_timer = (byte)Timer,
            idiag_retrans = Retransmits,
            idiag_expires = ExpiresMs,
            idiag_rqueue = RecvQ,
            idiag_wqueue = SendQ,
            idiag_uid = Uid,
            idiag_inode = Inode,
        };
        message.id.idiag_sport = BigEndianUInt16.From(LocalPort);
        message.id.idiag_dport = BigEndianUInt16.From(PeerPort);
        message.id.idiag_if = Interface;
        message.id.idiag_cookie0 = (uint)Cookie;
        message.id.idiag_cookie1 = (uint)(Cookie >> 32);
        local.Write(message.id.idiag_src);
        peer.Write(message.id.idiag_dst);
        List<byte> bytes = [.. MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_msg>(in message))];
        if (IsFull)
        {
            Attribute(bytes, InetDiagAttribute.INET_DIAG_SHUTDOWN, [0]);
        }

        if (Mark is { } mark)
        {
            Attribute(bytes, InetDiagAttribute.INET_DIAG_MARK, BitConverter.GetBytes(mark));
        }

        if (Cgroup is { } cgroup)
        {
            Attribute(bytes, InetDiagAttribute.INET_DIAG_CGROUP_ID, BitConverter.GetBytes(cgroup));
        }

        if (Times is { } || Info is { })
        {
            (uint Sent, uint Received, uint Acknowledged) times = Times ?? default;
            byte[] info = new byte[Info is null ? 104 : TcpInfoFields.All[^1].Offset + TcpInfoFields.All[^1].Size];
            BitConverter.GetBytes(times.Sent).CopyTo(info, 44);
            BitConverter.GetBytes(times.Received).CopyTo(info, 52);
            BitConverter.GetBytes(times.Acknowledged).CopyTo(info, 56);
            foreach ((string name, ulong value) in Info ?? new Dictionary<string, ulong>())
            {
                TcpInfoField field = TcpInfoFields.All.Single(one => one.Name == name);
                BitConverter.GetBytes(value).AsSpan(0, field.Size).CopyTo(info.AsSpan(field.Offset));
            }

            Attribute(bytes, InetDiagAttribute.INET_DIAG_INFO, info);
        }

        if (Memory is { } memory)
        {
            Attribute(bytes, InetDiagAttribute.INET_DIAG_SKMEMINFO, MemoryMarshal.AsBytes<uint>(memory));
        }

        return [.. bytes];
    }

    public static SocketView View(byte[] bytes, Protocol protocol = Protocol.Tcp)
    {
        Assert.True(SocketView.TryRead(protocol, bytes, out SocketView view));
        return view;
    }

    private static void Attribute(List<byte> bytes, InetDiagAttribute type, ReadOnlySpan<byte> payload)
    {
        bytes.AddRange(BitConverter.GetBytes((ushort)(4 + payload.Length)));
        bytes.AddRange(BitConverter.GetBytes((ushort)type));
        bytes.AddRange(payload);
        while (bytes.Count % 4 != 0)
        {
            bytes.Add(0);
        }
    }
}
