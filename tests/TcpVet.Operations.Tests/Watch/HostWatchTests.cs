using TcpVet.Linux;
using TcpVet.Linux.ProcFs;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Settings;
using TcpVet.Operations.Watch;

namespace TcpVet.Operations.Tests.Watch;

/// <summary>The stream of rounds of this host.</summary>
public sealed class HostWatchTests
{
    private static readonly LiveHost Host = new(ProcFsRoot.Default);

    private static readonly WatchRequest Request = new()
    {
        Checkup = new CheckupRequest { Capture = new CaptureRequest(), Settings = CheckupSettings.None },
        Every = TimeSpan.FromMilliseconds(20),
    };

    [Fact]
    public void It_ends_after_its_rounds()
    {
        WatchRound[] rounds = [.. HostWatch.Rounds(Host, Request with { Rounds = 3 }, Notices.None, CancellationToken.None)];

        Assert.Equal([1, 2, 3], rounds.Select(round => round.Number));
        // Each round is compared with those before.
        Assert.Equal(3, rounds[2].Capture.SamplesMs.Count);
        Assert.True(rounds[0].Capture.TakenAt < rounds[1].Capture.TakenAt);
    }

    [Fact]
    public void A_cancellation_ends_it_without_another_round()
    {
        using CancellationTokenSource cancellation = new();
        List<int> seen = [];

        foreach (WatchRound round in HostWatch.Rounds(Host, Request, Notices.None, cancellation.Token))
        {
            seen.Add(round.Number);
            if (round.Number == 2)
            {
                cancellation.Cancel();
            }
        }

        Assert.Equal([1, 2], seen);
    }

    [Fact]
    public void One_that_is_cancelled_before_it_began_has_no_rounds() =>
        Assert.Empty(HostWatch.Rounds(Host, Request, Notices.None, new CancellationToken(canceled: true)));
}
