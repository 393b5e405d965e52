namespace TcpVet.Model;

/// <summary>Figures of one namespace over the last samples: a row a figure, a column a sample.</summary>
/// <param name="before">Samples of the series that came before the namespace was seen.</param>
internal sealed class TrendTable(int before)
{
    /// <summary>The most trends that a capture holds.</summary>
    public const int MostTrends = 512;

    private const int MostRows = 2048;

    private readonly Dictionary<TrendKey, List<long?>> rows = [];
    private readonly List<Wholeness> columns = [.. Sequence.Repeat(default(Wholeness), before)];
    private bool pruned;

    /// <summary>Forgets the oldest sample.</summary>
    public void Forget()
    {
        columns.RemoveAt(0);
        foreach (List<long?> row in rows.Values)
        {
            row.RemoveAt(0);
        }
    }

    /// <summary>Adds the figures of a sample.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="times">When the samples were taken, this one last.</param>
    public void Add(TrendFigures figures, IReadOnlyList<long> times)
    {
        foreach ((TrendKey key, List<long?> row) in rows)
        {
            row.Add(figures.Values.TryGetValue(key, out long value) ? value : figures.Told.Absent(key.Kind));
        }

        foreach ((TrendKey key, long value) in figures.Values)
        {
            if (!rows.ContainsKey(key))
            {
                rows.Add(key, [.. Earlier(key, times), value]);
            }
        }

        columns.Add(figures.Told);
        Prune(figures);
    }

    /// <summary>The trends: up to half of the room for those that only grow, most gain first; then those with the highest
    /// figures.</summary>
    public IReadOnlyList<Trend> ToFacts()
    {
        List<Trend> all = [.. rows.Select(row => ToFact(row.Key, row.Value))];
        List<Trend> growing =
            [.. all.Where(trend => trend.OnlyGrows)
                .OrderByDescending(trend => trend.Gain)
                .ThenBy(Order, StringComparer.Ordinal)
                .Take(MostTrends / 2)];
        HashSet<Trend> kept = new(growing, ReferenceEqualityComparer.Instance);
        return [.. growing, .. all.Where(trend => !kept.Contains(trend))
            .OrderByDescending(trend => trend.Values.Max())
            .ThenBy(Order, StringComparer.Ordinal)
            .Take(MostTrends - growing.Count)];
    }

    // What a figure was before it was first told: 0 where the sample would have told it, unknown before its process began.
    private IEnumerable<long?> Earlier(TrendKey key, IReadOnlyList<long> times)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            bool lived = key.StartedMs is not { } started || times[i] >= started;
            yield return !pruned && lived ? columns[i].Absent(key.Kind) : null;
        }
    }

    private void Prune(TrendFigures latest)
    {
        foreach (TrendKey key in rows.Where(row => !latest.Values.ContainsKey(row.Key) && row.Value.TrueForAll(value => value is null or 0))
            .Select(row => row.Key)
            .ToArray())
        {
            rows.Remove(key);
        }

        if (rows.Count <= MostRows)
        {
            return;
        }

        pruned = true;
        IEnumerable<TrendKey> kept = rows.OrderByDescending(row => row.Value.Max() - row.Value.Min()).Take(MostRows / 4)
            .Concat(rows.OrderByDescending(row => row.Value.Max())).Select(row => row.Key).Distinct().Take(MostRows / 2);
        HashSet<TrendKey> keys = [.. kept];
        foreach (TrendKey key in rows.Keys.Where(key => !keys.Contains(key)).ToArray())
        {
            rows.Remove(key);
        }
    }

    private static Trend ToFact(TrendKey key, List<long?> values) => new()
    {
        Kind = key.Kind,
        State = key.State,
        Process = key.Process,
        Local = key.Local,
        Peer = key.Peer,
        Values = [.. values],
    };

    private static string Order(Trend trend) => $"{trend.Kind} {trend.State} {trend.Process?.Pid} {trend.Local} {trend.Peer}";
}
