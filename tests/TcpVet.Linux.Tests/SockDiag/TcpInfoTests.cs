using System.Buffers.Binary;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;

namespace TcpVet.Linux.Tests.SockDiag;

public sealed class TcpInfoTests
{
    [Fact]
    public void A_field_is_known_exactly_when_all_of_it_was_sent()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))];
        for (int length = 0; length <= bytes.Length; length++)
        {
            TcpInfoView info = new(bytes.AsSpan(0, length));
            Assert.Equal(length > 0, info.IsPresent);
            foreach (TcpInfoField field in TcpInfoFields.All)
            {
                ulong? expected = field.Offset + field.Size > length ? null : LittleEndian(bytes.AsSpan(field.Offset, field.Size));
                Assert.Equal(expected, info.Value(field));
            }
        }
    }

    [Fact]
    public void A_field_of_zero_is_not_an_absent_one()
    {
        TcpInfoView info = new(new byte[24]);
        Assert.Equal(0u, info.RtoUs);
        Assert.Null(info.Unacked);
    }

    [Fact]
    public void The_named_members_are_the_fields_of_that_name()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 11))];
        TcpInfoView info = new(bytes);
        ulong?[] members =
            [info.Backoff, info.RtoUs, info.Unacked, info.LastDataSentMs, info.LastDataRecvMs, info.LastAckRecvMs, info.RttUs];
        string[] names = ["backoff", "rto", "unacked", "last_data_sent", "last_data_recv", "last_ack_recv", "rtt"];
        Assert.Equal(names.Select(name => (ulong?)Named(bytes, name)), members);
    }

    [Fact]
    public void Fields_are_aligned_do_not_overlap_and_have_names_of_their_own()
    {
        int end = 0;
        foreach (TcpInfoField field in TcpInfoFields.All)
        {
            Assert.Equal(0, field.Offset % field.Size);
            Assert.True(field.Offset >= end, field.Name);
            end = field.Offset + field.Size;
        }

        Assert.Equal(TcpInfoFields.All.Count, TcpInfoFields.All.Select(field => field.Name).Distinct().Count());
    }

    [Fact]
    public void The_view_of_a_socket_reads_its_attribute() =>
        Assert.Equal(5u, SocketBytes.View(new SocketBytes { Times = (3, 4, 5) }.ToBytes()).TcpInfo.LastAckRecvMs);

    private static ulong Named(byte[] bytes, string name)
    {
        TcpInfoField field = TcpInfoFields.All.Single(field => field.Name == name);
        return LittleEndian(bytes.AsSpan(field.Offset, field.Size));
    }

    private static ulong LittleEndian(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[8];
        bytes.CopyTo(wide);
        return BinaryPrimitives.ReadUInt64LittleEndian(wide);
    }
}
