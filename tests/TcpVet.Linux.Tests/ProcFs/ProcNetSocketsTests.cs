using System.Text;
using CsCheck;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.ProcFs;

public class ProcNetSocketsTests
{
    private const string Head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n";

    private const string Listen = "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 1145 1 000000005450ee95 100 0 0 10 0                      \n";
    private const string SynRecv = "   1: 0100007F:1F90 0200007F:8235 03 00000000:00000000 01:00000064 00000002  1000        0 0 2 0000000000000000                                      \n";
    private const string Retransmitting = "   2: 0100007F:8235 0200007F:1F90 01 00000010:00000020 01:0000014A 00000003  1000        9 77 2 0000000000000000 20 4 30 10 -1                        \n";
    private const string Persisting = "   3: 0100007F:8236 0200007F:1F90 08 00000010:00000001 04:00000001 00000003  1000        9 78 2 0000000000000000 20 4 30 10 -1                        \n";
    private const string TimeWait = "   4: 0100007F:8237 0200007F:1F90 06 00000000:00000000 03:000016F5 00000000     0        0 0 3 0000000000000000                                      \n";

    private const string Tcp6 =
        "   5: B80D0120000000000000000001000000:0050 0000000000000000FFFF00000100007F:C350 01 00000000:00000000 02:000A8C1B 00000000     0        0 5 1 0000000000000000 20 4 30 10 -1\n";

    private const string Udp = " 8123: 00000000:14E9 00000000:0000 07 00000000:00000D00 00:00000000 00000000   101        0 9 2 0000000000000000 4321\n";

    [Fact]
    public void A_listener_shows_its_queue_and_no_limit()
    {
        Socket socket = Assert.Single(Parse(Head + Listen));
        Assert.Equal(new Socket(TcpState.Listen, "127.0.0.1:8080", "0.0.0.0:*", 3, 0, SocketTimer.Off, 0, 0, 1000, 1145, null), socket);
    }

    [Fact]
    public void Timers_are_in_milliseconds_and_each_has_its_own_count()
    {
        List<Socket> sockets = Parse(SynRecv + Retransmitting + Persisting + TimeWait);
        Assert.Equal(
            [
                new Socket(TcpState.SynRecv, "127.0.0.1:8080", "127.0.0.2:33333", 0, 0, SocketTimer.Retransmit, 1000, 2, 1000, 0, null),
                new Socket(TcpState.Established, "127.0.0.1:33333", "127.0.0.2:8080", 32, 16, SocketTimer.Retransmit, 3300, 3, 1000, 77, null),
                new Socket(TcpState.CloseWait, "127.0.0.1:33334", "127.0.0.2:8080", 1, 16, SocketTimer.Persist, 10, 9, 1000, 78, null),
                new Socket(TcpState.TimeWait, "127.0.0.1:33335", "127.0.0.2:8080", 0, 0, SocketTimer.TimeWait, 58770, 0, 0, 0, null),
            ],
            sockets);
    }

    [Fact]
    public void IPv6_words_are_of_this_machines_order()
    {
        Socket socket = Assert.Single(Parse(Tcp6, AddressFamily.IPv6));
        Assert.Equal("[2001:db8::1]:80", socket.Local);
        Assert.Equal("[::ffff:127.0.0.1]:50000", socket.Peer);
        Assert.Equal(SocketTimer.Keepalive, socket.Timer);
    }

    [Fact]
    public void Udp_drops_travel_in_an_attribute_of_their_own()
    {
        Socket socket = Assert.Single(Parse(Udp, protocol: Protocol.Udp));
        Assert.Equal(4321u, socket.Drops);
        Assert.Equal(0xD00u, socket.RecvQ);
        Assert.Equal(TcpState.Close, socket.State);
    }

    [Theory]
    [InlineData("   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003\n")]
    [InlineData("   0: 0100007F:1F90 00000000:0000 FFF 00000000:00000003 00:00000000 00000000  1000        0 1145\n")]
    [InlineData("   0: 0100007G:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 1145\n")]
    [InlineData("   0: 0100007F 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 1145\n")]
    [InlineData("garbage\n")]
    public void What_is_no_socket_is_counted(string line)
    {
        List<Socket> sockets = [];
        ProcNetPass pass =
            ProcNetSockets.Parse(Encoding.ASCII.GetBytes(Head + line + Listen), AddressFamily.IPv4, Protocol.Tcp,
                Collect(sockets, Protocol.Tcp));
        Assert.Equal(new ProcNetPass(1, 1), pass);
    }

    [Fact]
    public void A_large_file_streams_line_by_line()
    {
        StringBuilder text = new(Head);
        for (int i = 0; i < 70_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i,4}: 0100007F:1F90 0200007F:{i & 0xFFFF:X4} 01 00000000:00000000 00:00000000 00000000     0        0 {i + 1} 1 0000000000000000 20 4 30 10 -1\n");
        }

        using FixtureRoot root = new FixtureRoot().File("thread-self/net/tcp", text.ToString());
        long sum = 0;
        ProcNetPass? pass = ProcNetSockets.Read(root.Proc, AddressFamily.IPv4, Protocol.Tcp, message =>
        {
            Assert.True(SocketView.TryRead(Protocol.Tcp, message, out SocketView socket));
            sum += socket.Inode;
        });

        Assert.Equal(new ProcNetPass(70_000, 0), pass);
        Assert.Equal(70_000L * 70_001 / 2, sum);
    }

    [Fact]
    public void A_line_longer_than_the_buffer_is_one_unreadable_line()
    {
        string text = Listen + new string('x', 200_000) + "\n" + Listen.TrimEnd();
        using FixtureRoot root = new FixtureRoot().File("thread-self/net/tcp", text);
        Assert.Equal(new ProcNetPass(2, 1), ProcNetSockets.Read(root.Proc, AddressFamily.IPv4, Protocol.Tcp, _ => { }));
    }

    [Fact]
    public void A_missing_file_is_told_apart_from_an_empty_one()
    {
        using FixtureRoot root = new FixtureRoot().File("thread-self/net/udp6", Head);
        Assert.Null(ProcNetSockets.Read(root.Proc, AddressFamily.IPv6, Protocol.Tcp, _ => { }));
        Assert.Equal(default(ProcNetPass), ProcNetSockets.Read(root.Proc, AddressFamily.IPv6, Protocol.Udp, _ => { }));
    }

    [Fact]
    public void What_the_kernel_prints_comes_back() =>
        Gen.Select(Gen.UInt, Gen.UShort, Gen.Int[1, 11], Gen.UInt, Gen.UInt[0, int.MaxValue], Gen.UInt[0, 1_000_000]).ForAll(
            input =>
            {
                (uint address, ushort port, int state, uint queue, uint inode, uint ticks) = input;
                string line = $"{0,4}: {address:X8}:{port:X4} {0:X8}:{port:X4} {state:X2} {7:X8}:{queue:X8} {1:X2}:{ticks:X8} {2:X8} {1000,5} {3,8} {inode} 1 0000000000000000";
                Socket socket = Assert.Single(Parse(line));
                InetAddress expected = InetAddress.Read(AddressFamily.IPv4, BitConverter.GetBytes(address));
                Assert.Equal(new InetEndpoint(expected, port).ToString(), socket.Local);
                Assert.Equal((queue, inode, ticks * 10), (socket.RecvQ, socket.Inode, socket.ExpiresMs));
                Assert.Equal(state == 10 ? 0u : 7u, socket.SendQ);
            },
            iter: Fuzz.Iterations);

    [Fact]
    public void Hostile_text_never_breaks_the_parser()
    {
        foreach (Protocol protocol in (ReadOnlySpan<Protocol>)[Protocol.Tcp, Protocol.Udp])
        {
            foreach (AddressFamily family in (ReadOnlySpan<AddressFamily>)[AddressFamily.IPv4, AddressFamily.IPv6])
            {
                Fuzz.Survives(Head + Listen + Udp + Tcp6, text =>
                {
                    List<Socket> sockets = [];
                    ProcNetPass pass = ProcNetSockets.Parse(text, family, protocol, Collect(sockets, protocol));
                    Assert.Equal(pass.Sockets, sockets.Count);
                    Assert.True(pass.Sockets + pass.Unreadable <= text.Count(b => b == '\n') + 1);
                });
            }
        }
    }

    private static List<Socket> Parse(string text, AddressFamily family = AddressFamily.IPv4, Protocol protocol = Protocol.Tcp)
    {
        List<Socket> sockets = [];
        ProcNetPass pass = ProcNetSockets.Parse(Encoding.ASCII.GetBytes(text), family, protocol, Collect(sockets, protocol));
        Assert.Equal(new ProcNetPass(sockets.Count, 0), pass);
        return sockets;
    }

    private static SocketMessageHandler Collect(List<Socket> sockets, Protocol protocol) => message =>
    {
        Assert.True(SocketView.TryRead(protocol, message, out SocketView view));
        Assert.Equal(ulong.MaxValue, view.Cookie);
        ReadOnlySpan<byte> drops = view.Attribute(ProcNetSockets.DropsAttribute);
        sockets.Add(new Socket(
            view.State, view.Local.ToString(), view.Peer.ToString(), view.RecvQ, view.SendQ, view.Timer, view.ExpiresMs,
            view.Retransmits, view.Uid, view.Inode, drops.IsEmpty ? null : BitConverter.ToUInt32(drops)));
    };

    private sealed record Socket(
        TcpState State, string Local, string Peer, uint RecvQ, uint SendQ, SocketTimer Timer, uint ExpiresMs, byte Retransmits, uint Uid,
        uint Inode, uint? Drops);
}
