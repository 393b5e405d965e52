using System.Buffers.Binary;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.SockDiag;

/// <summary>Builds what sock_diag sends, byte by byte.</summary>
internal static class Dump
{
    public const int HeaderSize = 16;

    /// <summary>The end of a dump: NLMSG_DONE with error 0.</summary>
    public static byte[] Done { get; } = Message(NetlinkConstants.NLMSG_DONE, new byte[4], flags: 2);

    /// <summary>One message, padded to the next multiple of four.</summary>
    public static byte[] Message(ushort type, ReadOnlySpan<byte> payload, ushort flags = 0, uint sequence = 1)
    {
        byte[] message = new byte[(HeaderSize + payload.Length + 3) & ~3];
        BinaryPrimitives.WriteInt32LittleEndian(message, HeaderSize + payload.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), flags);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), sequence);
        payload.CopyTo(message.AsSpan(HeaderSize));
        return message;
    }

    public static byte[] Message(SocketBytes socket) => Message(NetlinkConstants.SOCK_DIAG_BY_FAMILY, socket.ToBytes());

    public static byte[] Attribute(ushort type, ReadOnlySpan<byte> payload)
    {
        byte[] attribute = new byte[(4 + payload.Length + 3) & ~3];
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, (ushort)(4 + payload.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(attribute.AsSpan(2), type);
        payload.CopyTo(attribute.AsSpan(4));
        return attribute;
    }

    /// <summary>A socket's fixed part with other attributes behind it.</summary>
    public static byte[] Socket(params ReadOnlySpan<byte[]> attributes)
    {
        List<byte> bytes = [.. new SocketBytes { IsFull = false, Mark = null }.ToBytes()];
        foreach (byte[] attribute in attributes)
        {
            bytes.AddRange(attribute);
        }

        return [.. bytes];
    }

    /// <summary>A source of these sockets, TCP or UDP as each says.</summary>
    public static RecordedSource Source(params IEnumerable<SocketBytes> sockets)
    {
        ILookup<Protocol, byte[]> messages = sockets.ToLookup(socket => socket.Protocol, Message);
        return new RecordedSource(protocol => new MemoryStream([.. messages[protocol].SelectMany(bytes => bytes), .. Done]));
    }

    /// <summary>Shows every socket to a visitor.</summary>
    public static TVisitor Visit<TVisitor>(this TVisitor visitor, params IEnumerable<SocketBytes> sockets)
        where TVisitor : ISocketVisitor
    {
        foreach (SocketBytes socket in sockets)
        {
            visitor.Visit(SocketBytes.View(socket.ToBytes(), socket.Protocol));
        }

        return visitor;
    }
}

/// <summary>Keeps what it is shown.</summary>
internal sealed class Seen(int stopAfter = int.MaxValue) : ISocketVisitor
{
    public List<(TcpState State, InetEndpoint Local, InetEndpoint Peer)> Sockets { get; } = [];

    public bool Visit(in SocketView socket)
    {
        Sockets.Add((socket.State, socket.Local, socket.Peer));
        return Sockets.Count < stopAfter;
    }
}
