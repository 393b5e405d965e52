using CsCheck;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.SockDiag;

public sealed class SocketViewTests
{
    [Fact]
    public void Every_field_is_where_the_kernel_puts_it()
    {
        SocketView socket = SocketBytes.View(new SocketBytes
        {
            Local = "2001:db8::1", LocalPort = 443, Peer = "::ffff:192.0.2.9", PeerPort = 65535, State = TcpState.FinWait2, Interface = 7, Uid = 1001,
            Inode = 0xFEDC_BA98, Cookie = 0x1122_3344_5566_7788, RecvQ = 11, SendQ = 12, Timer = SocketTimer.TimeWait, Retransmits = 9,
            ExpiresMs = 59_999,
            Mark = 0xAB, Cgroup = ulong.MaxValue - 1,
        }.ToBytes());
        Assert.Equal((AddressFamily.IPv6, TcpState.FinWait2, SocketTimer.TimeWait), (socket.Family, socket.State, socket.Timer));
        Assert.Equal("[2001:db8::1]:443 [::ffff:192.0.2.9]:65535", $"{socket.Local} {socket.Peer}");
        Assert.Equal((7u, 1001u, 0xFEDC_BA98u, 0x1122_3344_5566_7788ul), (socket.Interface, socket.Uid, socket.Inode, socket.Cookie));
        Assert.Equal((11u, 12u, (byte)9, 59_999u), (socket.RecvQ, socket.SendQ, socket.Retransmits, socket.ExpiresMs));
        Assert.Equal((0xABu, ulong.MaxValue - 1, (byte)0), (socket.Mark, socket.CgroupId, socket.Shutdown));
        Assert.Null(socket.V6Only);
    }

    [Theory]
    [InlineData(Protocol.Tcp, TcpState.NewSynRecv, TcpState.SynRecv)]
    [InlineData(Protocol.Tcp, TcpState.Close, TcpState.BoundInactive)]
    [InlineData(Protocol.Udp, TcpState.Close, TcpState.Close)]
    [InlineData(Protocol.Tcp, (TcpState)200, (TcpState)200)]
    public void Some_states_are_shown_as_others(Protocol protocol, TcpState sent, TcpState shown) =>
        Assert.Equal(shown, SocketBytes.View(new SocketBytes { State = sent }.ToBytes(), protocol).State);

    [Fact]
    public void What_is_cut_or_of_another_family_is_no_socket()
    {
        byte[] bytes = Dump.Socket();
        Assert.Equal(SocketView.FixedSize, bytes.Length);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(SocketView.TryRead(Protocol.Tcp, bytes.AsSpan(0, length), out _));
        }

        for (int family = 0; family < 256; family++)
        {
            bytes[0] = (byte)family;
            Assert.Equal(family is 2 or 10, SocketView.TryRead(Protocol.Tcp, bytes, out _));
        }
    }

    [Fact]
    public void An_attribute_is_found_behind_others_of_any_length()
    {
        for (int before = 0; before < 9; before++)
        {
            byte[] bytes = Dump.Socket(Dump.Attribute(99, new byte[before]), Dump.Attribute(15, [1, 2, 3, 4]), Dump.Attribute(98, []));
            Assert.Equal(0x0403_0201u, SocketBytes.View(bytes).Mark);
            Assert.True(SocketBytes.View(bytes).Attribute((InetDiagAttribute)98).IsEmpty);
        }
    }

    [Fact]
    public void The_flags_of_a_type_are_no_part_of_it() => // NLA_F_NESTED, NLA_F_NET_BYTEORDER
        Assert.Equal(1u, SocketBytes.View(Dump.Socket(Dump.Attribute(15 | 0xC000, [1, 0, 0, 0]))).Mark);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(0xFFFF)]
    public void A_length_that_does_not_fit_hides_what_comes_behind(int length)
    {
        byte[] broken = Dump.Attribute(99, [7, 7, 7, 7]);
        BitConverter.TryWriteBytes(broken, (ushort)length);
        byte[] bytes = Dump.Socket(broken);
        SocketView socket = SocketBytes.View(bytes);
        Assert.True(socket.Attribute((InetDiagAttribute)99).IsEmpty);
        Assert.Null(socket.Mark);
    }

    [Fact]
    public void A_value_shorter_than_its_type_is_unknown_and_not_zero()
    {
        byte[] bytes = Dump.Socket(
            Dump.Attribute(8, []), Dump.Attribute(11, []), Dump.Attribute(15, [1, 2, 3]), Dump.Attribute(21, [1, 2, 3, 4, 5, 6, 7]),
            Dump.Attribute(7, [1, 0, 0, 0, 2, 0, 0]));
        SocketView socket = SocketBytes.View(bytes);
        Assert.Equal((null, null, null, null), (socket.Shutdown, socket.V6Only, socket.Mark, socket.CgroupId));
        Assert.Equal(1u, socket.Memory(SkMemInfo.SK_MEMINFO_RMEM_ALLOC));
        Assert.Null(socket.Memory(SkMemInfo.SK_MEMINFO_RCVBUF));
        Assert.Null(socket.Memory(SkMemInfo.SK_MEMINFO_DROPS));
    }

    [Fact]
    public void No_bytes_make_the_view_read_beyond_them() =>
        Gen.Select(Gen.Byte, Gen.OneOf(Fuzz.Noise, Attributes)).ForAll(
            (family, attributes) =>
            {
                byte[] bytes = [.. Dump.Socket(), .. attributes];
                bytes[0] = family % 2 == 0 ? (byte)2 : (byte)10;
                bytes[1] = family;
                SocketView socket = SocketBytes.View(bytes);
                for (int type = 0; type < 30; type++)
                {
                    ReadOnlySpan<byte> value = socket.Attribute((InetDiagAttribute)type);
                    Assert.True(value.IsEmpty || bytes.AsSpan().Overlaps(value));
                }

                _ = (socket.Mark, socket.CgroupId, socket.V6Only, socket.Shutdown, socket.Memory(SkMemInfo.SK_MEMINFO_DROPS), socket.State,
                    socket.Timer);
                Assert.Equal(socket.TcpInfo.Bytes.Length >= 12, socket.TcpInfo.RtoUs.HasValue);
            },
            iter: Fuzz.Iterations);

    // Attributes whose lengths lie by a few bytes.
    private static Gen<byte[]> Attributes { get; } =
        Gen.Select(Gen.UShort[0, 25], Gen.Byte.Array[0, 20], Gen.Int[-5, 5], (type, payload, off) =>
        {
            byte[] attribute = Dump.Attribute(type, payload);
            BitConverter.TryWriteBytes(attribute, (ushort)Math.Max(0, 4 + payload.Length + off));
            return attribute;
        }).Array[0, 8].Select(all => all.SelectMany(attribute => attribute).ToArray());
}
