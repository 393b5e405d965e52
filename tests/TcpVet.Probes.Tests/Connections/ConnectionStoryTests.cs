using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Probes.Connections;

namespace TcpVet.Probes.Tests.Connections;

/// <summary>What a connection's facts mean. Times that the kernel takes were measured on Linux 6.18.</summary>
public sealed class ConnectionStoryTests
{
    private static readonly ConnectionSettings Usual = new() { SynLinearTimeouts = 4 };

    [Fact]
    public void A_close_wait_began_between_the_last_segment_and_the_last_data()
    {
        ConnectionStory story = Tell(Facts(TcpState.CloseWait) with { LastAckMs = 5000, LastReceivedMs = 9000 });

        Assert.Equal(new AgeRange(5000, 9000), story.Since);
        Assert.Equal(("peer", "off"), (story.FirstCloser, story.Keepalive));
        Assert.Null(story.EndsMs);
        Assert.StartsWith("nothing by itself: only the program can end it", story.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "the program here knows it, and has not closed its socket")]
    [InlineData(1, "has not even read that")]
    [InlineData(100, "has not read what was sent before that")]
    public void What_lies_unread_in_close_wait_tells_the_bug(long unread, string words) =>
        Assert.Contains(words, Tell(Facts(TcpState.CloseWait) with { Unread = unread }).Meaning, StringComparison.Ordinal);

    [Fact]
    public void A_time_wait_is_as_old_as_its_timer_says()
    {
        ConnectionStory story = Tell(Facts(TcpState.TimeWait) with { Timer = SocketTimer.TimeWait, ExpiresMs = 48_000 });

        Assert.Equal(new AgeRange(12_000, 12_000), story.Since);
        Assert.Equal(("local", (long?)48_000, (long?)48_000), (story.FirstCloser, story.NextMs, story.EndsMs));
    }

    // Measured: connect() fails 133.5 s after its first SYN with 6 retries and 4 linear timeouts; the model says 131 s (ip-sysctl).
    [Fact]
    public void A_connect_ends_after_all_its_retries()
    {
        ConnectionStory first = Tell(Facts(TcpState.SynSent) with { Timer = SocketTimer.Retransmit, ExpiresMs = 1000 });
        ConnectionStory sixth = Tell(Facts(TcpState.SynSent) with { Timer = SocketTimer.Retransmit, ExpiresMs = 1500, Retransmits = 5 });

        Assert.Equal((new AgeRange(0, 0), (long?)131_000), (first.Since, first.EndsMs));
        Assert.Equal((new AgeRange(5500, 5500), (long?)125_500), (sixth.Since, sixth.EndsMs));
    }

    // Measured: synack_retries 5 → 63 s.
    [Fact]
    public void A_request_ends_after_all_its_retries() =>
        Assert.Equal(63_000, Tell(Facts(TcpState.SynRecv) with { Timer = SocketTimer.Retransmit, ExpiresMs = 1000 }).EndsMs);

    // ip-sysctl: tcp_retries2 15 is a hypothetical timeout of 924.6 s; measured 3 → 6.4 s (with the last timeout), 8 → 106 s.
    [Theory]
    [InlineData(15, 924_600)]
    [InlineData(8, 102_200)]
    [InlineData(3, 3_000)]
    public void Data_that_nobody_acknowledges_is_given_up(int retries, long milliseconds)
    {
        ConnectionSettings settings = Usual with { Retries2 = retries };
        ConnectionFacts facts =
            Facts(TcpState.Established) with
            {
                Inode = 7,
                Timer = SocketTimer.Retransmit,
                Retransmits = 1,
                RtoUs = 400_000,
                Backoff =
                1,
                ExpiresMs = 400,
                Unacknowledged = 5
            };

        // One timeout of 200 ms is over, the next of 400 ms has just begun.
        Assert.Equal(milliseconds - 200, ConnectionStory.Tell(facts, settings).EndsMs);
    }

    [Fact]
    public void An_idle_connection_without_keepalive_stays()
    {
        ConnectionStory story = Tell(Facts(TcpState.Established) with { LastSentMs = 100, LastReceivedMs = 70, LastAckMs = 70 });

        Assert.Equal((new AgeRange(100, null), "off", (long?)null), (story.Since, story.Keepalive, story.EndsMs));
    }

    [Fact]
    public void Keepalive_ends_a_dead_peer()
    {
        ConnectionStory story = Tell(Facts(TcpState.Established) with { Timer = SocketTimer.Keepalive, ExpiresMs = 7_200_000 });

        Assert.Equal(("on", (long?)7_875_000), (story.Keepalive, story.EndsMs));
    }

    [Fact]
    public void A_zero_window_is_asked_about_without_a_limit()
    {
        ConnectionStory story =
            Tell(Facts(TcpState.Established) with { Timer = SocketTimer.Persist, ExpiresMs = 300, Unacknowledged = 9, Retransmits = 2 });

        Assert.Contains("zero window", story.TimerWords, StringComparison.Ordinal);
        Assert.Null(story.EndsMs);
        Assert.Null(story.Keepalive);
    }

    [Fact]
    public void An_orphan_in_fin_wait2_ends_with_its_timer()
    {
        ConnectionStory story = Tell(Facts(TcpState.FinWait2) with { Timer = SocketTimer.TimeWait, ExpiresMs = 20_000 });

        Assert.Equal((new AgeRange(40_000, 40_000), (long?)20_000, "local"), (story.Since, story.EndsMs, story.FirstCloser));
    }

    [Fact]
    public void Every_state_has_a_story()
    {
        foreach (TcpState state in TcpStateNames.All)
        {
            ConnectionStory story = Tell(Facts(state));
            Assert.NotEmpty(story.Meaning);
            Assert.NotEmpty(story.Next);
        }
    }

    private static ConnectionStory Tell(ConnectionFacts facts) => ConnectionStory.Tell(facts, Usual);

    private static ConnectionFacts Facts(TcpState state) => new()
    {
        Local = new InetEndpoint(InetAddress.Parse("192.0.2.1"), 50000),
        Peer = new InetEndpoint(InetAddress.Parse("192.0.2.2"), 80),
        State = state,
    };
}
