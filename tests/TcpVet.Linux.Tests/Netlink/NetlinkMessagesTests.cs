using System.Text;
using CsCheck;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Linux.Tests.SockDiag;

namespace TcpVet.Linux.Tests.Netlink;

public sealed class NetlinkMessagesTests
{
    private const ushort AckTlvs = NetlinkConstants.NLM_F_ACK_TLVS;
    private const ushort Capped = NetlinkConstants.NLM_F_CAPPED;

    [Fact]
    public void Messages_are_walked_in_order_over_their_padding()
    {
        byte[] bytes =
            [.. Dump.Message(20, [1, 2, 3]), .. Dump.Message(21, []), .. Dump.Message(22, [9], flags: NetlinkConstants.NLM_F_DUMP_INTR)];
        List<(int, string, bool)> walked = Walk(bytes, out bool malformed, out int rest);
        Assert.Equal([(20, "010203", false), (21, "", false), (22, "09", true)], walked);
        Assert.False(malformed);
        Assert.Equal(0, rest);
    }

    [Fact]
    public void The_padding_of_the_last_message_may_be_missing()
    {
        Assert.Single(Walk(Dump.Message(20, [1])[..17], out bool malformed, out int rest));
        Assert.False(malformed);
        Assert.Equal(0, rest);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(21u)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void A_length_that_does_not_fit_ends_the_walk_at_that_message(uint length)
    {
        byte[] second = Dump.Message(21, [1, 2, 3, 4]);
        BitConverter.TryWriteBytes(second, length);
        Assert.Single(Walk([.. Dump.Message(20, [1]), .. second], out bool malformed, out int rest));
        Assert.True(malformed);
        Assert.Equal(second.Length, rest);
    }

    [Fact]
    public void A_cut_head_is_malformed()
    {
        for (int length = 1; length < Dump.HeaderSize; length++)
        {
            Assert.Empty(Walk(new byte[length], out bool malformed, out int rest));
            Assert.True(malformed);
            Assert.Equal(length, rest);
        }

        Assert.Empty(Walk([], out bool atEnd, out _));
        Assert.False(atEnd);
    }

    [Fact]
    public void Every_byte_is_walked_once_or_left_whatever_the_bytes_are() => Hostile.ForAll(
        bytes =>
        {
            NetlinkMessages messages = new(bytes);
            int walked = 0;
            int before = bytes.Length;
            while (messages.MoveNext())
            {
                int step = before - messages.Rest.Length;
                before = messages.Rest.Length;
                walked += step;
                Assert.InRange(messages.Current.Payload.Length, step - Dump.HeaderSize - 3, step - Dump.HeaderSize);
                NetlinkMessages.ReadError(messages.Current);
            }

            Assert.Equal(bytes.Length, walked + messages.Rest.Length);
            Assert.Equal(!messages.Rest.IsEmpty, messages.Malformed);
        },
        iter: Fuzz.Iterations);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-2, 2)]
    [InlineData(-22, 22)]
    [InlineData(int.MinValue, Errno.EIO)]
    public void An_error_number_is_read_with_the_sign_turned(int error, int expected)
    {
        Assert.Equal((expected, null), ReadError(NetlinkConstants.NLMSG_DONE, 0, Number(error)));
        Assert.Equal((expected, null), ReadError(NetlinkConstants.NLMSG_ERROR, 0, [.. Number(error), .. Request(8)]));
    }

    [Fact]
    public void An_error_without_a_number_is_none() => Assert.Equal((0, null), ReadError(NetlinkConstants.NLMSG_DONE, AckTlvs, [1, 2, 3]));

    [Fact]
    public void The_kernels_text_follows_the_repeated_request()
    {
        byte[] text = Dump.Attribute(NetlinkConstants.NLMSGERR_ATTR_MSG, "no such thing\0"u8);
        // Another attribute before it: NLMSGERR_ATTR_OFFS.
        byte[] offset = Dump.Attribute(2, Number(4));
        for (int request = 0; request <= 9; request++)
        {
            Assert.Equal((22, "no such thing"),
                ReadError(NetlinkConstants.NLMSG_ERROR, AckTlvs, [.. Number(-22), .. Request(request), .. offset, .. text]));
        }
    }

    [Fact]
    public void A_capped_error_repeats_the_head_alone()
    {
        byte[] head = Request(56)[..Dump.HeaderSize];
        byte[] text = Dump.Attribute(NetlinkConstants.NLMSGERR_ATTR_MSG, "capped\0"u8);
        Assert.Equal((1, "capped"), ReadError(NetlinkConstants.NLMSG_ERROR, AckTlvs | Capped, [.. Number(-1), .. head, .. text]));
    }

    [Fact]
    public void The_text_of_a_dumps_end_follows_the_number()
    {
        byte[] text = Dump.Attribute(NetlinkConstants.NLMSGERR_ATTR_MSG, "ended\0"u8);
        Assert.Equal((95, "ended"), ReadError(NetlinkConstants.NLMSG_DONE, AckTlvs, [.. Number(-95), .. text]));
        // Without the flag these bytes are not attributes.
        Assert.Equal((95, null), ReadError(NetlinkConstants.NLMSG_DONE, 0, [.. Number(-95), .. text]));
    }

    [Fact]
    public void A_cut_error_has_its_number_and_no_text()
    {
        byte[] payload = [.. Number(-22), .. Request(8), .. Dump.Attribute(NetlinkConstants.NLMSGERR_ATTR_MSG, "text\0"u8)];
        for (int length = 4; length < payload.Length - 3; length++)
        {
            Assert.Equal((22, null), ReadError(NetlinkConstants.NLMSG_ERROR, AckTlvs, payload[..length]));
        }
    }

    // Noise seldom has a length that fits: begin with messages and break them.
    private static Gen<byte[]> Hostile { get; } = Gen.OneOf(
        Fuzz.Noise,
        Gen.Select(Fuzz.Noise, Gen.UShort[0, 25], Gen.UShort, Gen.Int[-4, 4], (payload, type, flags, off) =>
        {
            byte[] first = Dump.Message(type, payload, flags);
            BitConverter.TryWriteBytes(first, (uint)Math.Max(0, Dump.HeaderSize + payload.Length + off));
            return (byte[])[.. first, .. Dump.Message(2, payload, (ushort)(flags | AckTlvs))];
        }));

    private static List<(int Type, string Payload, bool Interrupted)> Walk(byte[] bytes, out bool malformed, out int rest)
    {
        List<(int, string, bool)> walked = [];
        NetlinkMessages messages = new(bytes);
        while (messages.MoveNext())
        {
            walked.Add((messages.Current.Header.nlmsg_type, Convert.ToHexString(messages.Current.Payload), messages.Current.Interrupted));
        }

        malformed = messages.Malformed;
        rest = messages.Rest.Length;
        return walked;
    }

    private static (int, string?) ReadError(ushort type, int flags, byte[] payload)
    {
        NetlinkMessages messages = new(Dump.Message(type, payload, (ushort)flags));
        Assert.True(messages.MoveNext());
        return NetlinkMessages.ReadError(messages.Current);
    }

    private static byte[] Number(int number) => BitConverter.GetBytes(number);

    // The request as netlink_ack repeats it: padded, its own length unpadded.
    private static byte[] Request(int payload) => Dump.Message(20, Encoding.ASCII.GetBytes(new string('r', payload)));
}
