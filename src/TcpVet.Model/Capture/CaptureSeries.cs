namespace TcpVet.Model;

/// <summary>
/// Captures of one host, one after the other, made into one: what a reading is compared with comes from an earlier sample, and the
/// figures of all samples become trends. Its memory is bounded: two captures and the figures of the last <see cref="MostSamples"/>.
/// </summary>
public sealed class CaptureSeries
{
    /// <summary>The most samples that trends speak of; older ones are forgotten.</summary>
    public const int MostSamples = 60;

    private const int MostClosedListeners = 256;

    private readonly List<long> times = [];
    private readonly Dictionary<ulong, TrendTable> tables = [];
    private readonly Dictionary<ulong, List<ClosedListener>> closed = [];
    private readonly ProcessLives lives = new();
    private Capture? first;
    private Capture? previous;
    private Capture? last;
    private long firstAt;
    private long previousAt;

    /// <summary>How many samples trends speak of.</summary>
    public int Count => times.Count;

    /// <summary>Adds a sample.</summary>
    /// <param name="sample">A capture of the same host.</param>
    /// <param name="atMs">When its last reading ended, in milliseconds of a clock that only goes forward.</param>
    public void Add(Capture sample, long atMs)
    {
        if (times.Count == MostSamples)
        {
            times.RemoveAt(0);
            foreach (TrendTable table in tables.Values)
            {
                table.Forget();
            }
        }

        (previous, previousAt) = (last, times.Count > 0 ? times[^1] : atMs);
        (first, firstAt) = first is null ? (sample, atMs) : (first, firstAt);
        last = sample;
        times.Add(Math.Max(atMs, previousAt));
        lives.See(sample, atMs);
        foreach (NetnsCapture netns in sample.Namespaces)
        {
            if (!tables.TryGetValue(netns.Netns.Inode, out TrendTable? table))
            {
                tables.Add(netns.Netns.Inode, table = new TrendTable(times.Count - 1));
            }

            table.Add(TrendFigures.Of(sample, netns, lives), times);
            Remember(netns);
        }

        foreach (ulong gone in tables.Keys.Except(sample.Namespaces.Select(netns => netns.Netns.Inode)).ToArray())
        {
            tables.Remove(gone);
            closed.Remove(gone);
        }
    }

    /// <summary>From the first sample to the last.</summary>
    /// <exception cref="InvalidOperationException">There is no sample.</exception>
    public Capture Whole() => From(first, firstAt, ClosedSince);

    /// <summary>From the sample before the last one to the last, with the trends of all; the sample itself when it is the only
    /// one.</summary>
    /// <exception cref="InvalidOperationException">There is no sample.</exception>
    public Capture Latest() =>
        From(previous, previousAt, netns =>
            Before(previous, netns) is { } before ? ListenerChanges.Between(before, netns) : netns.ListenersClosed);

    private Capture From(Capture? earlier, long earlierAt, Func<NetnsCapture, IReadOnlyList<ClosedListener>?> closedListeners)
    {
        Capture latest = last ?? throw new InvalidOperationException("a series without samples");
        if (earlier is null || ReferenceEquals(earlier, latest))
        {
            return latest;
        }

        Capture merged = CaptureSpan.Between(earlier, latest, Math.Max(1, times[^1] - earlierAt));
        return merged with
        {
            SamplesMs = [.. times.Select(time => time - times[0])],
            Namespaces = [.. merged.Namespaces.Select(netns => netns with
            {
                Trends = tables[netns.Netns.Inode].ToFacts(),
                ListenersClosed = closedListeners(netns),
            })],
        };
    }

    private List<ClosedListener>? ClosedSince(NetnsCapture netns) =>
        closed.TryGetValue(netns.Netns.Inode, out List<ClosedListener>? all) ? ListenerChanges.AsOf(netns, all) : null;

    private void Remember(NetnsCapture netns)
    {
        if (Before(previous, netns) is not { } before)
        {
            return;
        }

        if (!closed.TryGetValue(netns.Netns.Inode, out List<ClosedListener>? all))
        {
            closed.Add(netns.Netns.Inode, all = []);
        }

        all.AddRange(ListenerChanges.Between(before, netns).Take(MostClosedListeners - all.Count));
    }

    private static NetnsCapture? Before(Capture? capture, NetnsCapture netns) =>
        capture?.Namespaces.FirstOrDefault(other => other.Netns.Inode == netns.Netns.Inode);
}
