using System.IO.Compression;
using CsCheck;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.SockDiag;

public sealed class RecordedSourceTests
{
    private static readonly SocketBytes[] Sockets =
    [
        new() { LocalPort = 1 }, new() { LocalPort = 2, State = TcpState.Listen, Peer = "0.0.0.0", PeerPort = 0 },
            new() { LocalPort = 3, Local = "::1", Peer = "::2", Cgroup = 9 },
        new() { LocalPort = 4, Times = (1, 2, 3) },
    ];

    // What ss -D writes for two families: messages, the end, messages, the end.
    private static readonly byte[] Whole =
        [.. Sockets.Take(2).SelectMany(Dump.Message), .. Dump.Done, .. Sockets.Skip(2).SelectMany(Dump.Message), .. Dump.Done];

    [Fact]
    public void Sockets_come_in_the_order_of_the_record_and_end_marks_are_no_sockets()
    {
        Seen seen = new();
        Assert.Equal(new DumpOutcome(4, Disturbed: false, Unknown: 0, Stopped: false), Of(Whole).Dump(new SocketQuery(), seen));
        Assert.Equal([1, 2, 3, 4], seen.Sockets.Select(socket => (int)socket.Local.Port));
    }

    [Fact]
    public void States_and_family_are_chosen_as_the_kernel_would()
    {
        Assert.Equal([2], Ports(new SocketQuery { States = TcpStateSet.Of(TcpState.Listen) }));
        Assert.Equal([3], Ports(new SocketQuery { Family = AddressFamily.IPv6 }));
        Assert.Equal([1, 2, 4], Ports(new SocketQuery { Family = AddressFamily.IPv4 }));
    }

    [Fact]
    public void A_state_that_no_kernel_knows_is_in_no_set()
    {
        // 40 = 32 + CLOSE_WAIT: a shift by 40 is one by 8.
        byte[] bytes = Dump.Message(new SocketBytes { State = (TcpState)40 });
        Seen seen = new();
        Of(bytes).Dump(new SocketQuery { States = TcpStateSet.Of(TcpState.CloseWait) }, seen);
        Assert.Empty(seen.Sockets);
    }

    [Fact]
    public void How_the_bytes_arrive_makes_no_difference()
    {
        // Unlike the kernel's, one message here ends between two multiples of four.
        byte[] odd = Dump.Message(NetlinkConstants.SOCK_DIAG_BY_FAMILY, [.. Sockets[0].ToBytes(), 1]);
        byte[] bytes = [.. odd, .. Whole];
        Gen.Int[1, 90].Array[1, 20].ForAll(
            steps =>
            {
                Seen seen = new();
                DumpOutcome outcome = new RecordedSource(_ => new Pieces(bytes, steps)).Dump(new SocketQuery(), seen);
                Assert.Equal(new DumpOutcome(5, false, 0, false), outcome);
                Assert.Equal([1, 1, 2, 3, 4], seen.Sockets.Select(socket => (int)socket.Local.Port));
            },
            iter: 300);
    }

    [Fact]
    public void A_record_longer_than_the_buffer_is_read_to_its_end()
    {
        SocketBytes[] many = [.. Enumerable.Range(0, 5000).Select(i => new SocketBytes { LocalPort = (ushort)i, Cgroup = 1 })];
        Seen seen = new();
        Assert.Equal(5000, Dump.Source(many).Dump(new SocketQuery(), seen).Sockets);
        Assert.Equal(Enumerable.Range(0, 5000), seen.Sockets.Select(socket => (int)socket.Local.Port));
    }

    [Fact]
    public void The_visitor_ends_the_replay()
    {
        Seen seen = new(stopAfter: 2);
        DumpOutcome outcome = Of(Whole).Dump(new SocketQuery(), seen);
        Assert.Equal((2, 2L, true), (seen.Sockets.Count, outcome.Sockets, outcome.Stopped));
    }

    [Fact]
    public void A_disturbed_dump_stays_disturbed_and_other_messages_are_counted()
    {
        byte[] bytes =
        [
            .. Dump.Message(NetlinkConstants.SOCK_DIAG_BY_FAMILY, Sockets[0].ToBytes(), NetlinkConstants.NLM_F_DUMP_INTR),
            .. Dump.Message(99, [1, 2, 3]), .. Dump.Message(NetlinkConstants.SOCK_DIAG_BY_FAMILY, [1, 2, 3]),
            .. Dump.Message(NetlinkConstants.TCPDIAG_GETSOCK, Sockets[0].ToBytes()), .. Dump.Message(NetlinkConstants.NLMSG_NOOP, []),
        ];
        Assert.Equal(new DumpOutcome(2, Disturbed: true, Unknown: 2, Stopped: false), Of(bytes).Dump(new SocketQuery(), new Seen()));
    }

    [Fact]
    public void A_cut_record_is_refused_and_says_where()
    {
        int first = Dump.Message(Sockets[0]).Length;
        HashSet<int> ends = [0];
        for (int end = 0; end < Whole.Length; end += BitConverter.ToInt32(Whole, end))
        {
            ends.Add(end);
        }

        for (int length = 0; length < Whole.Length; length++)
        {
            Exception? refusal = Refusal(() => Of(Whole[..length]).Dump(new SocketQuery(), new Seen()));
            Assert.Equal(ends.Contains(length), refusal is null);
            Assert.True(refusal is null or CaptureFormatException);
        }

        Exception? second = Refusal(() => Of(Whole[..(first + 5)]).Dump(new SocketQuery(), new Seen()));
        Assert.StartsWith($"byte {first}: ", second!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_compression_is_refused_as_any_damage_is()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Whole);
        }

        byte[] good = packed.ToArray();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[1, good.Length]).ForAll(
            (at, value, length) =>
            {
                byte[] bad = [.. good];
                bad[at] = value;
                RefusesOrReads(new RecordedSource(_ => new GZipStream(new MemoryStream(bad[..length]), CompressionMode.Decompress)));
            },
            iter: Fuzz.Iterations);
        Assert.Throws<CaptureFormatException>(() =>
            new RecordedSource(_ => new GZipStream(new MemoryStream([1, 2, 3, 4]), CompressionMode.Decompress)).Dump(
                new SocketQuery(), new Seen()));
    }

    [Fact]
    public void Hostile_bytes_are_refused_or_read_and_nothing_else() =>
        Gen.OneOf(
            Fuzz.Noise,
            Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Byte).Array[1, 6].Select(changes =>
            {
                byte[] copy = [.. Whole];
                foreach ((int at, byte value) in changes)
                {
                    copy[at] = value;
                }

                return copy;
            })).ForAll(bytes => RefusesOrReads(Of(bytes)), iter: Fuzz.Iterations);

    [Fact]
    public void A_message_too_long_to_hold_is_refused_without_reading_on()
    {
        byte[] head = Dump.Message(20, new byte[64]);
        BitConverter.TryWriteBytes(head, 1_000_000_000);
        using Endless endless = new(head);
        Assert.Throws<CaptureFormatException>(() => new RecordedSource(_ => endless).Dump(new SocketQuery(), new Seen()));
        Assert.InRange(endless.Given, 1, 1 << 20);
    }

    [Fact]
    public void No_record_of_a_protocol_is_no_sockets() =>
        Assert.Equal(default,
            new RecordedSource(protocol => protocol == Protocol.Udp ? null : new MemoryStream(Whole)).Dump(
                new SocketQuery { Protocol = Protocol.Udp }, new Seen()));

    private static RecordedSource Of(byte[] bytes) => new(_ => new MemoryStream(bytes));

    private static Exception? Refusal(Action action) => Record.Exception(action);

    private static IEnumerable<int> Ports(SocketQuery query)
    {
        Seen seen = new();
        Of(Whole).Dump(query, seen);
        return seen.Sockets.Select(socket => (int)socket.Local.Port);
    }

    private static void RefusesOrReads(RecordedSource source)
    {
        try
        {
            source.Dump(new SocketQuery(), new Seen());
        }
        catch (CaptureFormatException)
        {
            // That is the one way to refuse.
        }
    }

    /// <summary>Gives bytes in pieces, as a pipe does.</summary>
    private sealed class Pieces(byte[] bytes, int[] steps) : MemoryStream(bytes)
    {
        private int step;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, steps[step++ % steps.Length])]);
    }

    /// <summary>A head and then zeros without end.</summary>
    private sealed class Endless(byte[] head) : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Clear();
            if (Given == 0)
            {
                head.CopyTo(buffer);
            }

            Given += buffer.Length;
            return buffer.Length;
        }
    }
}
