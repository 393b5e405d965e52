using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.SockDiag;

/// <summary>Requests against bytes laid out by hand after include/uapi/linux/inet_diag.h and netlink.h.</summary>
public sealed class SockDiagRequestTests
{
    private static readonly byte[] NoId = new byte[48];

    [Fact]
    public void A_dump_of_one_family()
    {
        SocketQuery query =
            new()
            {
                Protocol = Protocol.Udp, States = new TcpStateSet(0x0102_0304), Details =
                SocketDetails.Memory | SocketDetails.TcpInfo
            };
        byte[] expected = [72, 0, 0, 0, 20, 0, 0x01, 0x03, 0x78, 0x56, 0x34, 0x12, 0, 0, 0, 0, 10, 17, 0x42, 0, 4, 3, 2, 1, .. NoId];
        Assert.Equal(expected, SockDiagRequest.Dump(query, AddressFamily.IPv6, 0x1234_5678));
    }

    [Fact]
    public void A_dump_of_both_families_is_of_the_first_form()
    {
        SocketQuery query = new() { States = TcpStateSet.All, Details = SocketDetails.Congestion };
        byte[] expected = [76, 0, 0, 0, 18, 0, 0x01, 0x03, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x08, .. NoId, 0xFE, 0x3F, 0, 0, 0, 0, 0, 0];
        Assert.Equal(expected, SockDiagRequest.DumpBothFamilies(query, 7));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(10)]
    public void Bytecode_is_an_attribute_behind_the_request(int length)
    {
        byte[] code = [.. Enumerable.Range(1, length).Select(i => (byte)i)];
        SocketQuery query = new() { Bytecode = code };
        (byte[] Message, int FixedSize)[] messages =
            [(SockDiagRequest.Dump(query, AddressFamily.IPv4, 1), 72), (SockDiagRequest.DumpBothFamilies(query, 1), 76)];
        foreach ((byte[] message, int fixedSize) in messages)
        {
            Assert.Equal(0, message.Length % 4);
            Assert.Equal(message.Length, BitConverter.ToInt32(message));
            Assert.Equal(((ushort)(4 + length), (ushort)1),
                (BitConverter.ToUInt16(message, fixedSize), BitConverter.ToUInt16(message, fixedSize + 2)));
            Assert.Equal(code, message[(fixedSize + 4)..(fixedSize + 4 + length)]);
            Assert.Equal(fixedSize + ((4 + length + 3) & ~3), message.Length);
        }
    }

    [Fact]
    public void A_destruction_names_the_socket_with_its_cookie()
    {
        inet_diag_msg socket =
            MemoryMarshal.Read<inet_diag_msg>(
                new SocketBytes { Local = "::1", Peer = "::2", Interface = 3, Cookie = 0x8877_6655_4433_2211 }.ToBytes());
        byte[] message = SockDiagRequest.Destroy(Protocol.Tcp, in socket, 9);
        Assert.Equal([72, 0, 0, 0, 21, 0, 0x05, 0x00, 9, 0, 0, 0, 0, 0, 0, 0, 10, 6, 0, 0, 0xFE, 0x3F, 0, 0], message[..24]);
        Assert.Equal(MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_sockid>(in socket.id)).ToArray(), message[24..]);
        Assert.Equal([3, 0, 0, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88], message[^12..]);
    }

    [Fact]
    public void Bytecode_that_no_attribute_can_hold_is_refused() =>
        Assert.Throws<OverflowException>(() =>
            SockDiagRequest.Dump(new SocketQuery { Bytecode = new byte[65_532] }, AddressFamily.IPv4, 1));
}
