using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Tests.Sockets;

/// <summary>A listing is a stream: each socket once, in order, whichever thread hands it out.</summary>
public sealed class ListSocketsTests
{
    // More than what is handed out without a thread of its own, and more than a block of bytes holds.
    private const int Many = 5000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Many)]
    public void Every_socket_comes_once_and_in_order(int count)
    {
        using SocketDump dump = Dump(count);
        Ports taken = new(failAfter: int.MaxValue);
        ListSockets.Run(dump.Host, new ListRequest(dump.Request(), default, Resolve: false), taken, dump.Notices);
        Assert.Equal(Enumerable.Range(1, count), taken.Taken);
        Assert.Equal((1, 1, "recorded"), (taken.Begun, taken.Ended, taken.Netns));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(Many - 1)]
    public void A_consumer_that_fails_ends_the_listing(int after)
    {
        using SocketDump dump = Dump(Many);
        Ports taken = new(after);
        ListRequest request = new(dump.Request(), default, Resolve: false);
        Assert.Throws<IOException>(() => ListSockets.Run(dump.Host, request, taken, dump.Notices));
        Assert.Equal((after, 0), (taken.Taken.Count, taken.Ended));
    }

    [Fact]
    public void A_wrong_filter_is_refused_before_the_first_socket()
    {
        using SocketDump dump = Dump(3);
        Ports taken = new(failAfter: int.MaxValue);
        ListRequest request = new(dump.Request("sport", "="), default, Resolve: false);
        Assert.Throws<Linux.Filters.FilterException>(() => ListSockets.Run(dump.Host, request, taken, dump.Notices));
        Assert.Empty(taken.Taken);
    }

    private static SocketDump Dump(int count)
    {
        SocketDump dump = new();
        for (int i = 1; i <= count; i++)
        {
            dump.Add(TcpState.Established, (ushort)i, "198.51.100.7", 443);
        }

        return dump;
    }

    private sealed class Ports(int failAfter) : ISocketConsumer
    {
        public List<int> Taken { get; } = [];

        public int Begun { get; private set; }

        public int Ended { get; private set; }

        public string? Netns { get; private set; }

        public void Begin(SocketListing listing)
        {
            Begun++;
            Netns = listing.Origin.Netns;
        }

        public void Take(in SocketView socket, ISocketContext context)
        {
            if (Taken.Count == failAfter)
            {
                throw new IOException("the disk is full");
            }

            Taken.Add(socket.LocalPort);
        }

        public void End() => Ended++;
    }
}
