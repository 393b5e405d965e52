using CsCheck;

namespace TcpVet.Model.Tests;

/// <summary>Samples made into one capture: what is compared, what grows, and what is forgotten.</summary>
public sealed class CaptureSeriesTests
{
    private static readonly ProcessRef Java = new(7, "java");

    private static CaptureSeries Series(IEnumerable<Capture> samples, long everyMs = 10_000)
    {
        CaptureSeries series = new();
        long at = 50_000;
        foreach (Capture sample in samples)
        {
            series.Add(sample, at);
            at += everyMs;
        }

        return series;
    }

    [Fact]
    public void One_sample_stays_as_it_is()
    {
        Capture sample = SeriesSamples.Capture(SeriesSamples.Netns(3));

        Assert.Same(sample, Series([sample]).Whole());
        Assert.Same(sample, Series([sample]).Latest());
    }

    [Fact]
    public void The_last_sample_is_compared_with_the_first()
    {
        NetnsCapture Sample(long n) => SeriesSamples.Netns(n, SeriesSamples.Group(n, Java)) with
        {
            Counters = new Dictionary<string, Reading> { ["TcpExt.ListenDrops"] = new(n * 10, (n * 10) + 1) },
            PortTuples =
                [new PortTuple { Source = SeriesSamples.Address("10.0.0.1"), Destination = SeriesSamples.Backend, Used = n, TimeWait =
                    0, Established = n }],
            Listeners = [SeriesSamples.Listener(1, n, queue: n)],
        };

        Capture whole =
            Series([SeriesSamples.Capture(Sample(1), SeriesSamples.Process(7, hidden: 1)),
                SeriesSamples.Capture(Sample(5), SeriesSamples.Process(7, hidden: 2)),
                SeriesSamples.Capture(Sample(9), SeriesSamples.Process(7, hidden: 4))]).Whole();
        NetnsCapture netns = whole.Namespaces[0];

        Assert.Equal(20_000, whole.IntervalMs);
        Assert.Equal([0L, 10_000, 20_000], whole.SamplesMs);
        Assert.Equal(new Reading(11, 91), netns.Counters["TcpExt.ListenDrops"]);
        Assert.Equal(1, netns.TcpFirst![TcpState.Established]);
        Assert.Equal((9L, 1L, null), (netns.Groups[0].Count, netns.Groups[0].CountFirst, netns.Groups[0].Arrived));
        Assert.Equal((9L, 1L), (netns.PortTuples[0].Used, netns.PortTuples[0].UsedFirst));
        Assert.Equal((9L, 1L, 1L), (netns.Listeners[0].Drops, netns.Listeners[0].DropsFirst, netns.Listeners[0].QueueFirst));
        Assert.Equal(new Reading(1, 4), whole.Processes[0].HiddenSockets);
        Assert.Equal(new Reading(2, 2), whole.HostFacts.SoftnetDropped);
        Assert.Equal([FactNames.Owners], whole.Missing.Select(fact => fact.Fact));
    }

    [Fact]
    public void A_watch_compares_with_the_sample_before()
    {
        CaptureSeries series =
            Series([SeriesSamples.Capture(SeriesSamples.Netns(1)), SeriesSamples.Capture(SeriesSamples.Netns(5)),
                SeriesSamples.Capture(SeriesSamples.Netns(9))]);

        Assert.Equal(10_000, series.Latest().IntervalMs);
        Assert.Equal(5, series.Latest().Namespaces[0].TcpFirst![TcpState.Established]);
        Assert.Equal([1L, 5, 9], Trend(series.Latest(), TrendKind.Service).Values);
    }

    [Fact]
    public void A_group_that_was_not_there_was_none_unless_groups_were_left_out()
    {
        NetnsCapture none = SeriesSamples.Netns();

        Assert.Equal(0, Series([SeriesSamples.Capture(none), SeriesSamples.Capture(SeriesSamples.Netns(0, SeriesSamples.Group(4)))])
            .Whole()
            .Namespaces[0]
            .Groups[0]
            .CountFirst);
        Assert.Null(Series([
            SeriesSamples.Capture(none with { GroupsLeftOut = 1 }), SeriesSamples.Capture(SeriesSamples.Netns(0, SeriesSamples.Group(4)))])
            .Whole()
            .Namespaces[0]
            .Groups[0]
            .CountFirst);
    }

    [Fact]
    public void Groups_towards_many_clients_are_one_trend_of_the_service()
    {
        SocketGroup Of(long count, string client) =>
            SeriesSamples.Group(count, Java) with { Peer = new InetEndpoint(SeriesSamples.Address(client), 0) };

        Capture whole = Series([
            SeriesSamples.Capture(SeriesSamples.Netns(0, Of(1, "10.0.0.1"), Of(2, "10.0.0.2"))), SeriesSamples.Capture(SeriesSamples.Netns(0, Of(5, "10.0.0.3"))),
            SeriesSamples.Capture(SeriesSamples.Netns())]).Whole();

        Trend trend = Trend(whole, TrendKind.Sockets);
        Assert.Equal([3L, 5, 0], trend.Values);
        Assert.Equal((TcpState.CloseWait, Java, SeriesSamples.Service, null), (trend.State, trend.Process, trend.Local, trend.Peer));
    }

    [Fact]
    public void A_restarted_process_is_another_series()
    {
        Capture Sample(long count, double age) =>
            SeriesSamples.Capture(SeriesSamples.Netns(0, SeriesSamples.Group(count, Java)), SeriesSamples.Process(7, age));

        // Ten seconds apart: 100 s old, 110 s old, then four seconds old under the same pid.
        Trend[] trends =
            [.. Series([Sample(10, 100), Sample(20, 110.2), Sample(3, 4), Sample(5, 14)])
                .Whole()
                .Namespaces[0]
                .Trends.Where(trend => trend.Kind == TrendKind.Sockets)];

        Assert.Equal([10L, 20, 0, 0], trends[0].Values);
        Assert.Equal([null, null, 3L, 5], trends[1].Values);
    }

    [Fact]
    public void Established_connections_are_told_by_process_and_by_destination_when_all_were_seen()
    {
        ConnectionGroup Of(long count, InetEndpoint peer) =>
            new() { Ownership = Ownership.Process, Process = Java, Inbound = false, Local = default, Peer = peer, Count = count };
        ConnectionSurvey Survey(long population, params ConnectionGroup[] groups) =>
            new() { Population = population, Sampled = 5, Groups = groups };
        InetEndpoint other = SeriesSamples.Backend with { Port = 3306 };

        Capture whole = Series([
            SeriesSamples.Capture(SeriesSamples.Netns() with { Connections = Survey(5, Of(2, SeriesSamples.Backend), Of(3, other)) }),
            SeriesSamples.Capture(SeriesSamples.Netns() with { Connections = Survey(900, Of(5, SeriesSamples.Backend)) }),
            SeriesSamples.Capture(SeriesSamples.Netns() with { Connections = Survey(5, Of(4, SeriesSamples.Backend)) })]).Whole();
        Trend[] trends = [.. whole.Namespaces[0].Trends.Where(trend => trend.Kind == TrendKind.Established)];

        Assert.Equal([5L, null, 4], trends.Single(trend => trend.Process == Java).Values);
        Assert.Equal([2L, null, 4], trends.Single(trend => trend.Peer == SeriesSamples.Backend).Values);
        Assert.Equal([3L, null, 0], trends.Single(trend => trend.Peer == other).Values);
    }

    [Fact]
    public void A_listener_closed_between_samples_is_told_once_with_what_listens_now()
    {
        NetnsCapture two =
            SeriesSamples.Netns() with { Listeners = [SeriesSamples.Listener(1, 0, queue: 5), SeriesSamples.Listener(2, 0)] };
        NetnsCapture one = SeriesSamples.Netns() with { Listeners = [SeriesSamples.Listener(2, 0)] };
        ClosedListener itself = new() { Local = SeriesSamples.Service, Queue = 6, SharingFirst = 2, SharingLast = 0 };

        ClosedListener closed =
            Assert.Single(Series([SeriesSamples.Capture(two), SeriesSamples.Capture(one), SeriesSamples.Capture(one)])
                .Whole()
                .Namespaces[0]
                .ListenersClosed!);
        Assert.Equal((5L, 1), (closed.Queue, closed.SharingLast));
        // The sample saw it going itself: its own word counts, and counts once.
        Assert.Equal(6,
            Assert.Single(Series([SeriesSamples.Capture(two), SeriesSamples.Capture(one with { ListenersClosed = [itself] })])
                .Whole()
                .Namespaces[0]
                .ListenersClosed!).Queue);
        Assert.Empty(Series([SeriesSamples.Capture(one), SeriesSamples.Capture(one)]).Whole().Namespaces[0].ListenersClosed!);
    }

    [Fact]
    public void Every_trend_is_the_plain_list_of_what_the_samples_say() =>
        Gen.Long[0, 4].Array[1, 9].ForAll(counts =>
        {
            Capture whole =
                Series(counts.Select(count =>
                    SeriesSamples.Capture(SeriesSamples.Netns(count, count == 0 ? [] : [SeriesSamples.Group(count)])))).Whole();
            if (counts.Length == 1)
            {
                return whole.Namespaces[0].Trends.Count == 0;
            }

            IEnumerable<long?> told = counts.Select(count => (long?)count);
            Trend? sockets = whole.Namespaces[0].Trends.FirstOrDefault(trend => trend.Kind == TrendKind.Sockets);
            return told.SequenceEqual(Trend(whole, TrendKind.Service).Values)
                && (sockets is null ? counts.All(count => count == 0) : told.SequenceEqual(sockets.Values))

                    && whole.Namespaces[0].TcpFirst![TcpState.Established] == counts[0]
                    && whole.Namespaces[0].Tcp[TcpState.Established] == counts[^1];
        });

    [Fact]
    public void A_series_is_bounded_however_long_and_wide()
    {
        Gen.Int[0, 3_000].Array[CaptureSeries.MostSamples, CaptureSeries.MostSamples + 20].ForAll(
            sizes =>
            {
                int round = 0;
                Capture latest =
                    Series(sizes.Select(size => SeriesSamples.Capture(SeriesSamples.Netns(0, [.. Enumerable.Range(0, size).Select(i =>
                        SeriesSamples.Group((i * 31 % 97)
                            + (i == 5 ? round++ : 0), peer: new InetEndpoint(SeriesSamples.Address("10.0.0.1"), (ushort)(i + 1))))])))).Latest();
                return latest.SamplesMs.Count <= CaptureSeries.MostSamples && latest.Namespaces[0].Trends.Count <= 512
                    && latest.Namespaces[0].Trends.All(trend => trend.Values.Count == latest.SamplesMs.Count);
            },
            iter: 2);
    }

    [Fact]
    public void What_grows_is_kept_when_there_is_too_much()
    {
        Capture Sample(int n) => SeriesSamples.Capture(SeriesSamples.Netns(0, [.. Enumerable.Range(1, 5_000).Select(i =>
            SeriesSamples.Group(i == 1 ? n * 3 : 100, peer: new InetEndpoint(SeriesSamples.Address("10.0.0.1"), (ushort)i)))]));

        Trend first = Series(Enumerable.Range(1, 5).Select(Sample)).Whole().Namespaces[0].Trends[0];

        Assert.Equal([3L, 6, 9, 12, 15], first.Values);
        Assert.Equal(0.3, first.PerSecond([0, 10_000, 20_000, 30_000, 40_000])!.Value, 6);
    }

    [Fact]
    public void A_series_is_a_capture_that_can_be_written_and_read()
    {
        Capture whole =
            Series([SeriesSamples.Capture(SeriesSamples.Netns(1), SeriesSamples.Process(7, hidden: 1)),
                SeriesSamples.Capture(SeriesSamples.Netns(2), SeriesSamples.Process(7, hidden: 2))]).Whole();
        string json = System.Text.Encoding.UTF8.GetString(CaptureJson.Write(whole));

        Assert.Contains("\"kind\":\"hidden_sockets\"", json, StringComparison.Ordinal);
        Assert.Equal(json,
            System.Text.Encoding.UTF8.GetString(CaptureJson.Write(CaptureJson.Read(System.Text.Encoding.UTF8.GetBytes(json)))));
    }

    private static Trend Trend(Capture capture, TrendKind kind) => Assert.Single(capture.Namespaces[0].Trends, trend => trend.Kind == kind);
}
