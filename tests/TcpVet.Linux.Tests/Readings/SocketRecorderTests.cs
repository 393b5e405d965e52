using System.IO.Compression;
using TcpVet.Linux.Owners;
using TcpVet.Linux.Readings;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

public sealed class SocketRecorderTests
{
    private static readonly SocketBytes[] Sockets =
    [
        new() { Inode = 1, Times = (1, 2, 3), Cgroup = 4 }, new() { Inode = 0, State = TcpState.TimeWait, IsFull = false, Mark = null },
            new() { Inode = 3, Local = "::1", Peer = "::2", Cookie = 99 },
        new() { Protocol = Protocol.Udp, Inode = 4, State = TcpState.Close, PeerPort = 0 },
    ];

    [Fact]
    public void A_replay_shows_every_byte_of_the_sockets_that_were_recorded()
    {
        RecordedSockets record = SocketRecorder.Run(Dump.Source(Sockets), limit: 100).ToFact(OwnerTable.From([]));
        Assert.Equal((4L, 0L), (record.Count, record.LeftOut));
        Assert.Equal(Sockets.Take(3).Select(socket => Convert.ToHexString(socket.ToBytes())), Replay(record, Protocol.Tcp));
        Assert.Equal(Sockets.Skip(3).Select(socket => Convert.ToHexString(socket.ToBytes())), Replay(record, Protocol.Udp));
    }

    [Fact]
    public void A_socket_of_odd_length_does_not_shift_those_behind_it()
    {
        byte[] odd = [.. Sockets[0].ToBytes(), 7];
        RecordedSource source =
            new(protocol => protocol == Protocol.Udp ? null : new MemoryStream([.. Dump.Message(20, odd), .. Dump.Message(Sockets[2])]));
        RecordedSockets record = SocketRecorder.Run(source, limit: 100).ToFact(OwnerTable.From([]));
        Assert.Equal([Convert.ToHexString(odd), Convert.ToHexString(Sockets[2].ToBytes())], Replay(record, Protocol.Tcp));
    }

    [Fact]
    public void The_limit_holds_for_both_protocols_together_and_the_rest_is_counted()
    {
        RecordedSockets record = SocketRecorder.Run(Dump.Source(Sockets), limit: 2).ToFact(OwnerTable.From([]));
        Assert.Equal((2L, 2L), (record.Count, record.LeftOut));
        Assert.Equal(2, Replay(record, Protocol.Tcp).Count);
        Assert.Empty(Replay(record, Protocol.Udp));
    }

    [Fact]
    public void Every_owner_of_a_recorded_socket_is_recorded()
    {
        SocketRecorder recorder = SocketRecorder.Run(Dump.Source(Sockets), limit: 100);
        InodeSet wanted = new();
        recorder.AddWanted(wanted);
        Assert.Equal(3, wanted.Count);
        SocketOwner[] owners = [new(1, 10, 3), new(1, 11, 3), new(4, 12, 5)];
        Assert.Equal(owners, recorder.ToFact(OwnerTable.From([.. owners, new SocketOwner(77, 9, 9)])).Owners.OrderBy(owner => owner.Pid));
    }

    private static List<string> Replay(RecordedSockets record, Protocol protocol)
    {
        Bytes bytes = new();
        new RecordedSource(asked =>
            new GZipStream(
                new MemoryStream(asked == Protocol.Tcp ? record.Tcp : record.Udp),
                    CompressionMode.Decompress)).Dump(new SocketQuery { Protocol = protocol }, bytes);
        return bytes.Sockets;
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
