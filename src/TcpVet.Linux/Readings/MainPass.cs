using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>What one walk over all TCP sockets of a namespace gave: every tally that the check-up needs.</summary>
internal sealed class MainPass
{
    private const int MaxPeers = 65_536;

    private MainPass(ListenerIndex index, (int Low, int High) range, SocketSource source)
    {
        Index = index;
        Services = new ServiceTally(index);
        Ports = new PortTally(index, range.Low, range.High);
        Suspects = new SuspectTally(index);
        TcpStateSet listen = TcpStateSet.Of(TcpState.Listen);
        DumpOutcome outcome = source.Dump(new SocketQuery { States = listen }, new ManyVisitors(States, Ports, Inodes));
        ManyVisitors visitors = new(States, Services, new ConnectedOnly(Peers), Ports, Suspects, Inodes, Waiting);
        outcome = outcome.And(source.Dump(new SocketQuery { States = TcpStateSet.All - listen }, visitors));
        Disturbed = outcome.Disturbed;
    }

    public ListenerIndex Index { get; }

    public StateTally States { get; } = new();

    public ServiceTally Services { get; }

    public PeerTally Peers { get; } = new(MaxPeers);

    public PortTally Ports { get; }

    public SuspectTally Suspects { get; }

    public InodeTally Inodes { get; } = new();

    public WaitingTally Waiting { get; } = new();

    /// <summary>True when the kernel's answer was disturbed, three times in a row: counts may be off by what moved.</summary>
    public bool Disturbed { get; }

    /// <summary>Walks the listeners first, since they tell which connections came in, then everything else.</summary>
    public static MainPass Run(SocketSource source, (int Low, int High) range)
    {
        // A disturbed walk may have missed sockets: look again; the last look counts, and says so.
        MainPass pass = new(ListenersOf(source), range, source);
        for (int again = 0; pass.Disturbed && again < 2; again++)
        {
            pass = new(ListenersOf(source), range, source);
        }

        return pass;
    }

    public static ListenerIndex ListenersOf(SocketSource source)
    {
        ListenerIndex index = new();
        source.Dump(new SocketQuery { States = TcpStateSet.Of(TcpState.Listen) }, index);
        return index;
    }

    /// <summary>Passes over sockets that have no peer (bound, not connected).</summary>
    private sealed class ConnectedOnly(ISocketVisitor inner) : ISocketVisitor
    {
        public bool Visit(in SocketView socket) => socket.PeerPort == 0 || inner.Visit(in socket);
    }
}
