using TcpVet.Model;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;

namespace TcpVet.Probes.Tests.Engine;

/// <summary>Loss and round-trip times over several rounds.</summary>
public sealed class ProbeSeriesTests
{
    private static readonly ProbeQuestion Question = new("tcp://192.0.2.2:80", Protocol.Tcp, new InetEndpoint(InetAddress.Parse("192.0.2.2"), 80));

    [Fact]
    public void Figures_are_those_of_the_answers()
    {
        ProbeSeries series = new(Question);
        foreach (long rtt in (long[])[300, 100, 200])
        {
            series.Add(Result(ProbeVerdict.Open, rtt));
        }

        series.Add(Result(ProbeVerdict.Filtered, null));

        Assert.Equal(new RoundTrips(100, 200, 300, 300), series.Trips());
        Assert.Equal((4, 3, 0.25, true), (series.Asked, series.Answered, series.Loss, series.Changed));
        Assert.Equal([300, 100, 200, null], series.Recent);
    }

    [Fact]
    public void P99_is_the_nearest_rank()
    {
        ProbeSeries series = new(Question);
        for (int i = 1; i <= 200; i++)
        {
            series.Add(Result(ProbeVerdict.Open, i));
        }

        Assert.Equal(198, series.Trips()!.Value.P99Us);
        Assert.Equal(ProbeSeries.RecentLength, series.Recent.Count);
    }

    [Fact]
    public void Without_an_answer_there_is_no_figure()
    {
        ProbeSeries series = new(Question);
        series.Add(Result(ProbeVerdict.Unreachable, 5000));

        Assert.Null(series.Trips());
        Assert.Equal(1, series.Loss);
    }

    [Fact]
    public void A_pacer_keeps_its_rate_on_average()
    {
        Pacer pacer = new(perSecond: 100, burst: 5);
        long now = 1_000_000;
        int sent = 0;
        for (long end = now + 1_000_000; now < end; now += 1000)
        {
            while (pacer.NextUs <= now)
            {
                pacer.Spend(1, now);
                sent++;
            }
        }

        Assert.InRange(sent, 100, 105);
    }

    private static ProbeResult Result(ProbeVerdict verdict, long? rtt) =>
        new() { Target = Question.Target, Protocol = Protocol.Tcp, Peer = Question.Peer, Verdict = verdict, Why = "", RttUs = rtt };
}
