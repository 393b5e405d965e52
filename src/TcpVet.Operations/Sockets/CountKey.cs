using System.Buffers.Binary;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Sockets;

/// <summary>A key that sockets are counted by: how a socket's value becomes bytes of fixed width, and how it reads.</summary>
public sealed class CountKey
{
    private static readonly CountKey[] Keys =
    [
        new("state", 1, plain: true,
            static (context, in socket, value) => value[0] = (byte)socket.State,
            static (context, value) => new(((TcpState)value[0]).Name())),
        new("family", 1, plain: true,
            static (context, in socket, value) => value[0] = (byte)socket.Family,
            static (context, value) => new(value[0] == (byte)AddressFamily.IPv4 ? "ipv4" : "ipv6")),
        new("proto", 1, plain: true,
            static (context, in socket, value) => value[0] = (byte)socket.Protocol,
            static (context, value) => new(((Protocol)value[0]).ToString().ToLowerInvariant())),
        new("local", 17, plain: true,
            static (context, in socket, value) => Put(value, socket.LocalAddress),
            static (context, value) => new(Address(value).ToString())),
        new("lport", 2, plain: true,
            static (context, in socket, value) => BinaryPrimitives.WriteUInt16BigEndian(value, socket.LocalPort),
            static (context, value) => KeyValue.Of(BinaryPrimitives.ReadUInt16BigEndian(value))),
        new("peer", 17, plain: true,
            static (context, in socket, value) => Put(value, socket.PeerAddress.Unmapped),
            static (context, value) => new(Address(value).ToString())),
        new("rport", 2, plain: true,
            static (context, in socket, value) => BinaryPrimitives.WriteUInt16BigEndian(value, socket.PeerPort),
            static (context, value) => KeyValue.Of(BinaryPrimitives.ReadUInt16BigEndian(value))),
        new("service", 4, plain: false,
            static (context, in socket, value) => BinaryPrimitives.WriteInt32BigEndian(value, context.ServiceOf(in socket)),
            static (context, value) => new(context.ServiceText(BinaryPrimitives.ReadInt32BigEndian(value))))
        { NeedsListeners = true },
        new("process", 4, plain: false,
            static (context, in socket, value) => BinaryPrimitives.WriteInt32BigEndian(value, context.ProcessOf(in socket)),
            static (context, value) => new(context.ProcessText(BinaryPrimitives.ReadInt32BigEndian(value)))),
        new("user", 4, plain: false,
            static (context, in socket, value) => BinaryPrimitives.WriteUInt32BigEndian(value, socket.Uid),
            static (context, value) => KeyValue.Of(BinaryPrimitives.ReadUInt32BigEndian(value))),
        new("cgroup", 8, plain: false,
            static (context, in socket, value) => BinaryPrimitives.WriteUInt64BigEndian(value, context.CgroupOf(in socket)),
            static (context, value) => new(context.CgroupText(BinaryPrimitives.ReadUInt64BigEndian(value)))),
        new("netns", 2, plain: true,
            static (context, in socket, value) => BinaryPrimitives.WriteUInt16BigEndian(value, context.Place),
            static (context, value) => new(context.PlaceText(BinaryPrimitives.ReadUInt16BigEndian(value)))),
    ];

    private CountKey(string name, int width, bool plain, Writer write, Reader read)
    {
        Name = name;
        Width = width;
        IsPlain = plain;
        Write = write;
        Read = read;
    }

    internal delegate void Writer(CountContext context, in SocketView socket, Span<byte> value);

    internal delegate KeyValue Reader(CountContext context, ReadOnlySpan<byte> value);

    /// <summary>The keys in the order in which the help names them.</summary>
    public static IReadOnlyList<CountKey> All => Keys;

    /// <summary>Its name on the command line.</summary>
    public string Name { get; }

    /// <summary>True for what a socket says by its family, state and both ends.</summary>
    internal bool IsPlain { get; }

    /// <summary>True for a key that looks listeners up.</summary>
    internal bool NeedsListeners { get; private init; }

    /// <summary>How many bytes the value takes.</summary>
    internal int Width { get; }

    /// <summary>Puts a socket's value into the bytes, most significant first, so that bytes sort as values do.</summary>
    internal Writer Write { get; }

    /// <summary>Turns the bytes into what is shown.</summary>
    internal Reader Read { get; }

    private static void Put(Span<byte> value, InetAddress address)
    {
        value[0] = (byte)address.Family;
        BinaryPrimitives.WriteUInt128BigEndian(value[1..], address.Bits);
    }

    private static InetAddress Address(ReadOnlySpan<byte> value) =>
        new((AddressFamily)value[0], BinaryPrimitives.ReadUInt128BigEndian(value[1..]));
}
