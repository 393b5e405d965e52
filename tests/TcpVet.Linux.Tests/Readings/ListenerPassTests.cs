using TcpVet.Linux.Readings;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.Scan;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

public sealed class ListenerPassTests
{
    [Fact]
    public void A_listener_has_its_queue_limit_and_identity()
    {
        SocketBytes socket =
            ListenerIndexTests.On("::", 8080, boundTo: 3) with { RecvQ = 4, SendQ = 5, Uid = 6, Inode = 7, Cookie = 8, Cgroup = 9 };
        ListenerFacts facts = Assert.Single(ListenerPass.Run(Dump.Source(socket), Protocol.Tcp, id => $"/{id}").Listeners);
        Assert.Equal(("[::]:8080", 4L, 5L, 6u, 7u, 8ul, "/9", 3),
            (facts.Local.ToString(), facts.Queue, facts.Limit, facts.Uid, facts.Inode, facts.Cookie, facts.Cgroup, facts.Interface));
        Assert.Null(facts.Drops);
    }

    [Fact]
    public void What_is_beyond_the_limit_is_counted()
    {
        ListenerReading pass =
            ListenerPass.Run(Dump.Source(Enumerable.Range(1, 5).Select(port => ListenerIndexTests.On("0.0.0.0", (ushort)port))), Protocol.Tcp,
                _ => null, limit: 3);
        Assert.Equal((3, 2L), (pass.Listeners.Count, pass.LeftOut));
    }

    [Fact]
    public void Sockets_of_proc_have_no_identity_and_no_limit_but_UDP_has_drops()
    {
        const string Tcp = "  sl  head\n   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 77 1 0000000000000000 100 0 0 10 0\n";
        const string Udp = "  sl  head\n   0: 0100007F:14E9 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 78 2 0000000000000000 12\n";
        using FixtureRoot root = new();
        ProcNetSource source = new(root.File("thread-self/net/tcp", Tcp).File("thread-self/net/udp", Udp).Proc);
        ListenerFacts tcp = Assert.Single(ListenerPass.Run(source, Protocol.Tcp, _ => null).Listeners);
        Assert.Equal((8080, 3L, null, null, 0ul), ((int)tcp.Local.Port, tcp.Queue, tcp.Limit, tcp.Drops, tcp.Cookie));
        ListenerFacts udp = Assert.Single(ListenerPass.Run(source, Protocol.Udp, _ => null).Listeners);
        Assert.Equal((5353, null, 12L, 0ul), ((int)udp.Local.Port, udp.Limit, udp.Drops, udp.Cookie));
    }
}
