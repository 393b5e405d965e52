using TcpVet.Linux.Readings;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.Scan;
using TcpVet.Linux.Tests.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Readings;

public sealed class IdlePassTests
{
    private const uint Threshold = 1000;
    private static readonly ListenerIndex Index = new ListenerIndex().Visit(ListenerIndexTests.On("0.0.0.0"));
    private static readonly SocketBytes Silent = new() { LocalPort = 80, PeerPort = 5000, Inode = 1, Times = (2000, 3000, 1001) };
    private static readonly SocketBytes Outgoing = new() { LocalPort = 40000, PeerPort = 443, Inode = 2, Times = (5000, 5000, 5000) };

    [Fact]
    public void A_connection_is_silent_when_nothing_was_sent_received_or_acknowledged_and_no_timer_runs()
    {
        IdleSurvey survey = Survey(
            Silent, Silent with { Times = (1000, 3000, 3000) }, Silent with { Times = (3000, 1000, 3000) },
            Silent with { Times = (3000, 3000, 1000) },
            Silent with { Timer = SocketTimer.Keepalive }, Silent with { Timer = SocketTimer.Retransmit },
            Silent with { State = TcpState.CloseWait })!;
        IdleGroup group = Assert.Single(survey.Groups);
        Assert.Equal((1L, 6L, 1001L, 6L), (group.Count, group.Of, group.LongestMs, survey.Sampled));
        Assert.Equal(Threshold, survey.ThresholdMs);
    }

    [Fact]
    public void Groups_are_by_owner_and_service_or_destination()
    {
        IdleSurvey survey = Survey(
            Silent, Silent with { Peer = "10.0.0.3", Times = (9000, 9000, 9000) }, Silent with { Inode = 3 }, Outgoing,
            Outgoing with { LocalPort = 40001 }, Outgoing with { PeerPort = 444 })!;
        Assert.Equal(
            ["2 of 3 pid 1 True 0.0.0.0:80 0.0.0.0:* 9000", "2 of 2 pid 2 False 0.0.0.0:* 10.0.0.2:443 5000", "1 of 1 pid 2 False 0.0.0.0:* 10.0.0.2:444 5000", "1 of 3 pid 3 True 0.0.0.0:80 0.0.0.0:* 1001"],
            survey.Groups.Select(group => $"{group.Count} of {group.Of} pid {group.Process!.Pid} {group.Inbound} {group.Local} {group.Peer} {group.LongestMs}")
                .OrderByDescending(text => text[0])
                    .ThenByDescending(text => text.Contains("True", StringComparison.Ordinal) && text[0] == '2')
                    .ThenBy(text => text.Contains("True", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(9, 8, 8)] // one came or went between two walks
    [InlineData(0, 8, 8)]
    [InlineData(1_000_000, IdlePass.SampleLimit, 1_000_000)] // cut off: a sample
    public void Only_a_dump_that_was_cut_off_is_a_sample(long counted, long looked, long population) =>
        Assert.Equal(population, IdlePass.Population(counted, looked));

    [Fact]
    public void Without_tcp_info_nothing_is_known_and_without_connections_nothing_is_silent()
    {
        Assert.Null(Survey(Silent with { Times = null }));
        // What another walk counted had gone: this one was not cut off, and found none.
        Assert.Equal((0L, 0L), Survey() is { } survey ? (survey.Sampled, survey.Population) : default);
    }

    [Fact]
    public void The_population_is_never_less_than_the_sample() => Assert.Equal(8, Survey([.. Enumerable.Repeat(Silent, 8)])!.Population);

    [Fact]
    public void The_sample_is_bounded()
    {
        IdlePass pass = IdlePass.Run(Dump.Source(Enumerable.Repeat(Outgoing, IdlePass.SampleLimit + 5)), Index, Threshold);
        Assert.Equal(IdlePass.SampleLimit, pass.ToFact(0, Owner)!.Sampled);
    }

    private static IdleSurvey? Survey(params SocketBytes[] sockets) =>
        IdlePass.Run(Dump.Source(sockets), Index, Threshold).ToFact(population: 7, Owner);

    private static (Ownership Ownership, ProcessRef? Process) Owner(uint inode) => (Ownership.Process, new ProcessRef((int)inode, "p"));
}
