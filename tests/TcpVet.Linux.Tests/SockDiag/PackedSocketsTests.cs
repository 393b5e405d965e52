using System.IO.Compression;
using CsCheck;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.SockDiag;

/// <summary>Sockets of a capture are all there, or they are an error: never fewer, never others.</summary>
public sealed class PackedSocketsTests
{
    private static readonly SocketBytes[] Tcp =
        [.. Enumerable.Range(1, 200).Select(i => new SocketBytes { LocalPort = (ushort)(i * 37), Inode = (uint)i })];
    private static readonly SocketBytes[] Udp =
        [.. Enumerable.Range(1, 20).Select(i => new SocketBytes { Protocol = Protocol.Udp, LocalPort = (ushort)i })];
    private static readonly RecordedSockets Whole = new()
    {
        Count = Tcp.Length + Udp.Length, LeftOut = 0, Tcp = Packed(Messages(Tcp)), Udp = Packed(Messages(Udp)),
    };

    [Fact]
    public void Whole_sockets_are_handed_out() => Assert.Equal((Tcp.Length, Udp.Length), Seen(Whole));

    [Fact]
    public void No_sockets_are_packed_into_nothing() =>
        Assert.Equal((0, 0), Seen(Whole with { Count = 0, Tcp = [], Udp = Packed([]) }));

    [Fact]
    public void Every_beginning_of_the_data_is_refused()
    {
        for (int length = 0; length < Whole.Tcp.Length; length++)
        {
            Refused(Whole with { Tcp = Whole.Tcp[..length] });
        }

        for (int length = 0; length < Whole.Udp.Length; length++)
        {
            Refused(Whole with { Udp = Whole.Udp[..length] });
        }
    }

    [Fact]
    public void Every_bit_that_is_another_one_is_refused_or_makes_no_difference()
    {
        int refused = 0;
        for (int bit = 0; bit < Whole.Tcp.Length * 8; bit++)
        {
            byte[] bytes = [.. Whole.Tcp];
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            refused += SameOrRefused(Whole with { Tcp = bytes });
        }

        // The head has a time and the name of a system, which nobody asks for.
        Assert.InRange(refused, (Whole.Tcp.Length * 8) - 64, (Whole.Tcp.Length * 8) - 1);
    }

    [Fact]
    public void Any_damage_is_refused_or_makes_no_difference() =>
        Gen.Select(Gen.Int[0, Whole.Tcp.Length - 1], Gen.Byte.Array[0, 8], Gen.Int[0, 300]).Array[1, 3].ForAll(
            damages =>
            {
                List<byte> bytes = [.. Whole.Tcp];
                foreach ((int place, byte[] inserted, int removed) in damages)
                {
                    int at = Math.Min(place, bytes.Count);
                    bytes.RemoveRange(at, Math.Min(removed, bytes.Count - at));
                    bytes.InsertRange(at, inserted);
                }

                SameOrRefused(Whole with { Tcp = [.. bytes] });
            }, iter: 1000);

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-220)]
    [InlineData(1_000_000)]
    [InlineData(long.MinValue)]
    public void Another_number_than_the_capture_says_is_refused(long more) => Refused(Whole with { Count = unchecked(Whole.Count + more) });

    [Fact]
    public void What_is_no_socket_is_refused()
    {
        byte[] other = Dump.Message(NetlinkConstants.SOCK_DIAG_BY_FAMILY, [1, 2, 3, 4]);
        Refused(Whole with { Tcp = Packed([.. Messages(Tcp), .. other]) });
        Refused(Whole with { Tcp = Packed([.. Messages(Tcp), .. Dump.Done]) });
        Refused(Whole with { Tcp = Packed([.. Messages(Tcp), 0]) });
        Refused(Whole with { Tcp = Messages(Tcp) });
    }

    [Fact]
    public void A_bomb_is_refused_without_room_for_it()
    {
        // 256 MB of messages that are no socket, in a quarter of a megabyte.
        byte[] nothing = Dump.Message(NetlinkConstants.NLMSG_NOOP, []);
        byte[] block = [.. Enumerable.Repeat(nothing, 1 << 16).SelectMany(bytes => bytes)];
        using MemoryStream bomb = new();
        using (GZipStream gzip = new(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int i = 0; i < 256; i++)
            {
                gzip.Write(block);
            }
        }

        RecordedSockets sockets = Whole with { Tcp = bomb.ToArray() };
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(sockets);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    private static int SameOrRefused(RecordedSockets sockets)
    {
        try
        {
            Assert.Equal((Tcp.Length, Udp.Length), Seen(sockets));
            return 0;
        }
        catch (CaptureFormatException)
        {
            return 1;
        }
    }

    private static void Refused(RecordedSockets sockets) =>
        Assert.StartsWith("sockets: ", Assert.Throws<CaptureFormatException>(() => PackedSockets.Open(sockets)).Message, StringComparison.Ordinal);

    private static (int Tcp, int Udp) Seen(RecordedSockets sockets)
    {
        RecordedSource source = PackedSockets.Open(sockets);
        Bytes tcp = new();
        Bytes udp = new();
        source.Dump(new SocketQuery(), tcp);
        source.Dump(new SocketQuery { Protocol = Protocol.Udp }, udp);
        Assert.Equal(Tcp.Take(tcp.Sockets.Count).Select(socket => Convert.ToHexString(socket.ToBytes())), tcp.Sockets);
        return (tcp.Sockets.Count, udp.Sockets.Count);
    }

    private static byte[] Messages(SocketBytes[] sockets) => [.. sockets.SelectMany(Dump.Message)];

    private static byte[] Packed(byte[] bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private sealed class Bytes : ISocketVisitor
    {
        public List<string> Sockets { get; } = [];

        public bool Visit(in SocketView socket)
        {
            Sockets.Add(Convert.ToHexString(socket.Bytes));
            return true;
        }
    }
}
