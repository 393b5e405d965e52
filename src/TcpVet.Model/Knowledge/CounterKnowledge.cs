namespace TcpVet.Model.Knowledge;

/// <summary>The counters and gauges that rules look at, and those that are often misread.</summary>
public static class CounterKnowledge
{
    private static readonly ILookup<string, KernelCounter> ByShortName;
    private static readonly Dictionary<string, KernelCounter> ByFullName;

    static CounterKnowledge()
    {
        All = [.. new[] { ListenCounters.All, ClosingCounters.All, TrafficCounters.All, GaugeCounters.All }
            .SelectMany(counters => counters).OrderBy(counter => counter.Name, StringComparer.Ordinal)];
        ByFullName = All.ToDictionary(counter => Fold(counter.Name), StringComparer.Ordinal);
        ByShortName = All.ToLookup(counter => Fold(counter.ShortName), StringComparer.Ordinal);
    }

    /// <summary>Every counter, by name.</summary>
    public static IReadOnlyList<KernelCounter> All { get; }

    /// <summary>
    /// The counters that a name may mean: <c>TcpExt.ListenOverflows</c>, <c>TcpExtListenOverflows</c> (as nstat writes),
    /// <c>ListenOverflows</c>, in any case. The short name may fit several (<c>inuse</c>).
    /// </summary>
    public static IReadOnlyList<KernelCounter> Find(string name)
    {
        string key = Fold(name);
        return ByFullName.TryGetValue(key, out KernelCounter? counter) ? [counter] : [.. ByShortName[key]];
    }

    private static string Fold(string name) => Words.Squeeze(name);
}
