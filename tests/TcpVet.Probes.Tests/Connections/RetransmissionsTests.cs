using TcpVet.Probes.Connections;

namespace TcpVet.Probes.Tests.Connections;

public sealed class RetransmissionsTests
{
    // net/ipv4/tcp_timer.c tcp_write_timeout; 1 with 4 linear ones was measured: 3.1 s, 6 with 4: 133.5 s.
    [Theory]
    [InlineData(1, 4, 3)]
    [InlineData(2, 4, 7)]
    [InlineData(3, 4, 19)]
    [InlineData(4, 4, 35)]
    [InlineData(6, 4, 131)]
    [InlineData(1, 0, 3)]
    [InlineData(5, 0, 63)]
    [InlineData(6, 0, 127)]
    public void Connect_ends_at_the_count_or_at_the_time_of_the_retries(int retries, int linear, long seconds) =>
        Assert.Equal(seconds * 1000, Retransmissions.SynTotal(retries, linear, maxMs: 120_000));
}
