using TcpVet.Model;
using TcpVet.Tuning.Measuring;
using TcpVet.Tuning.Planning;

namespace TcpVet.Tuning.Tests.Measuring;

public sealed class YardsticksTests
{
    private static readonly InetEndpoint Db = Made.InetEndpoint("192.0.2.9", 3306);

    [Fact]
    public void A_listeners_own_drops_are_read_with_what_they_gained()
    {
        InetEndpoint local = Made.InetEndpoint("192.0.2.1", 80);
        Capture capture =
            Host(netns =>
                netns with
                {
                    Listeners =
                    [new ListenerFacts { Proto = Protocol.Tcp, Local = local, Queue = 0, Drops = 120, DropsFirst = 100 }]
                });

        EvidenceFigure figure = Assert.Single(Read(capture, Yardstick.ListenerDrops(new FindingSubject { Local = local })));

        Assert.Equal((FigureComparison.Total, 120, 20), (figure.Kind, figure.Value, figure.Gained));
    }

    [Fact]
    public void Without_the_listener_the_counter_of_all_stands_in()
    {
        Capture capture = Host(netns => netns with { Counters = new Dictionary<string, Reading> { ["TcpExt.ListenOverflows"] = new(5, 9) } });

        EvidenceFigure figure =
            Assert.Single(Read(capture, Yardstick.ListenerDrops(new FindingSubject { Local = Made.InetEndpoint("192.0.2.1", 80) })));

        Assert.Equal(("TcpExt.ListenOverflows", 9, 4), (figure.Name, figure.Value, figure.Gained));
    }

    [Theory]
    [InlineData("2", 90.0)]
    [InlineData("1", 10.0)]
    public void Ports_that_may_be_taken_again_are_not_taken(string reuse, double percent)
    {
        Capture capture = Host(netns => netns with
        {
            PortBudget = new PortBudget(40000, 40999, 0, 900),
            PortTuples =
                [new PortTuple { Source = InetAddress.Parse("192.0.2.1"), Destination = Db, Used = 900, TimeWait = 800, Established = 100 }],
            Sysctls = new Dictionary<string, string> { ["net.ipv4.tcp_tw_reuse"] = reuse, ["net.ipv4.tcp_timestamps"] = "1" },
        });

        Assert.Equal(percent, Assert.Single(Read(capture, Yardstick.PortsTowards(new FindingSubject { Peer = Db }))).Value);
    }

    [Fact]
    public void What_cannot_be_read_is_absent_and_not_zero() =>
        Assert.Empty(Read(
            Host(netns => netns), new Yardstick(YardstickKind.ConntrackEntries, "entries"), new Yardstick(YardstickKind.ConntrackDrops, "drops")));

    [Fact]
    public void A_line_of_a_file_has_no_figures() =>
        Assert.Empty(Yardsticks.Read(
            [new ChangeReason("my.conf:3")], (_, _) => [Yardstick.Counter("Tcp.OutRsts")], Host(netns => netns), Host(netns => netns).Namespaces[0],
                0).Figures);

    private static IReadOnlyList<EvidenceFigure> Read(Capture capture, params Yardstick[] yardsticks) =>
        Yardsticks.Read([new ChangeReason("x") { Code = "TV203", Subject = new FindingSubject() }], (_, _) =>
            yardsticks, capture, capture.Namespaces[0], 5000).Figures;

    private static Capture Host(Func<NetnsCapture, NetnsCapture> make) => new()
    {
        Version = "0",
        Host = "h",
        Kernel = "6.18.44",
        TakenAt = Made.Noon,
        IntervalMs = 1000,
        HostFacts = new HostFacts(),
        Namespaces =
        [
            make(new NetnsCapture
            {
                Netns = new NetnsIdentity { Inode = 1, Own = true },
                Tcp = new StateCounts { Counts = new Dictionary<TcpState, long>() },
                Udp = new StateCounts { Counts = new Dictionary<TcpState, long>() },
                Listeners = [],
            }),
        ],
    };
}
