using TcpVet.Linux.Owners;
using TcpVet.Linux.Readings;
using TcpVet.Linux.Scan;
using TcpVet.Linux.Sysctl;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

public sealed class SourceSurveyTests
{
    private static readonly SocketBytes Out = new() { LocalPort = 40000, PeerPort = 443, Inode = 5 };

    [Fact]
    public void Ports_of_a_source_are_counted_once_over_its_destinations()
    {
        List<SourcePorts> sources = Survey(
            Out, Out with { PeerPort = 444 }, Out with { PeerPort = 444, LocalPort = 40001, State = TcpState.TimeWait, Inode = 0 },
            Out with { Local = "10.0.0.9", LocalPort = 40003 },
            Out with { LocalPort = 1024 }, Out with { PeerPort = 0, LocalPort = 40005 });
        Assert.Equal(
            ["10.0.0.1 3 connections 2 ports 1 bind 2 destinations", "10.0.0.9 1 connections 1 ports 1 bind 1 destinations"],
            sources.Select(one => $"{one.Source} {one.Connections} connections {one.Ports} ports {one.BindParityPorts} bind {one.Destinations} destinations"));
        Assert.Equal(Math.Round(1 * 2 / 14116.0, 1), sources[0].ExpectedShared);
    }

    [Fact]
    public void A_mapped_address_is_its_IPv4_one() => Assert.Equal(
        2, Assert.Single(Survey(Out, Out with { Local = "::ffff:10.0.0.1", Peer = "::ffff:10.0.0.3" })).Connections);

    [Fact]
    public void Coincidences_are_those_of_the_half_that_connect_takes_and_of_the_other_one_beyond_it()
    {
        Assert.Equal(0, SourceSurvey.ExpectedShared([1000], 100, 100));
        Assert.Equal(10 * 20 / 100.0, SourceSurvey.ExpectedShared([10, 20], 100, 50), 6);
        Assert.Equal(((10 * 20) + (10 * 30) + (20 * 30)) / 100.0, SourceSurvey.ExpectedShared([10, 20, 30], 100, 50), 6);
        Assert.Equal((100 * 100 / 100.0) + (20 * 30 / 50.0), SourceSurvey.ExpectedShared([120, 130], 100, 50), 6);
        Assert.Equal(0, SourceSurvey.ExpectedShared([120, 130], 0, 0));
    }

    [Fact]
    public void Reserved_ports_are_no_choice()
    {
        SocketBytes[] sockets =
            [.. Enumerable.Range(0, 2).SelectMany(
                destination =>
                    Enumerable.Range(0, 4).Select(
                        i => Out with { PeerPort = (ushort)(443 + destination), LocalPort = (ushort)(40000 + (2 * i)) }))];
        using FixtureRoot root = new();
        PortTally tally = new PortTally(new ListenerIndex(), 40000, 40019).Visit(sockets);
        Assert.Equal(4 * 4 / 8.0, SourceSurvey.ToFacts(tally, (40000, 40019), PortList.Parse("40000-40003"), Nobody(root))[0].ExpectedShared);
    }

    [Fact]
    public void The_process_is_the_one_with_most_of_the_sample()
    {
        using FixtureRoot root = new();
        root.File("11/comm", "few\n").File("22/comm", "most\n");
        PortTally tally =
            Tally(Out with { Inode = 5 }, Out with { Inode = 6, LocalPort = 40002 }, Out with { Inode = 7, LocalPort = 40004 });
        InodeSet wanted = new();
        SourceSurvey.AddWanted(tally, wanted);
        Assert.Equal(3, wanted.Count);
        OwnerTable owners = OwnerTable.From([new SocketOwner(5, 11, 3), new SocketOwner(6, 22, 3), new SocketOwner(7, 22, 4)]);
        Assert.Equal(new ProcessRef(22, "most"),
            SourceSurvey.ToFacts(tally, (32768, 60999), PortList.Parse(""), new Attribution(owners, new ProcessTable(root.Proc, owners)))[
                0].Process);
    }

    [Fact]
    public void Sources_are_bounded()
    {
        PortTally tally = Tally([.. Enumerable.Range(0, 200).Select(i => Out with { Local = $"10.9.0.{i}" })]);
        Assert.Equal((SourceTally.MaxSources, false), (tally.Sources.Count, tally.Sources.IsWhole));
        Assert.True(tally.Sources.MayHave(InetAddress.Parse("10.9.9.9")));
        Assert.Equal(SourceSurvey.Most, SourceSurvey.Top(tally).Count);
    }

    private static List<SourcePorts> Survey(params SocketBytes[] sockets)
    {
        using FixtureRoot root = new();
        return SourceSurvey.ToFacts(Tally(sockets), (32768, 60999), PortList.Parse(""), Nobody(root));
    }

    private static Attribution Nobody(FixtureRoot root) => new(OwnerTable.From([]), new ProcessTable(root.Proc));

    private static PortTally Tally(params SocketBytes[] sockets) => new PortTally(new ListenerIndex(), 32768, 60999).Visit(sockets);
}
