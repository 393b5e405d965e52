namespace TcpVet.Knowledge;

/// <summary>The counters and gauges that rules look at, and those that are often misread.</summary>
public static class CounterKnowledge
{
    private static readonly Lookup<string, KernelCounter> ByName;
    private static readonly Lookup<string, KernelCounter> ByGroupAndName;

    static CounterKnowledge()
    {
        All = [.. new[] { ListenCounters.All, ClosingCounters.All, TrafficCounters.All, PacketCounters.All, GaugeCounters.All }
            .SelectMany(counters => counters).OrderBy(counter => counter.Name, StringComparer.Ordinal)];
        ByName =
            All.SelectMany(counter =>
                new[] { counter.Name, counter.ShortName }.Select(name => (Key: Words.Squeeze(name), Counter: counter)))
            .ToLookup(entry => entry.Key, entry => entry.Counter, StringComparer.Ordinal);
        ByGroupAndName = All.ToLookup(counter => Words.Squeeze(counter.Name[(counter.Name.IndexOf('.') + 1)..]), StringComparer.Ordinal);
    }

    /// <summary>Every counter, by name.</summary>
    public static IReadOnlyList<KernelCounter> All { get; }

    /// <summary>
    /// The counters that a name may mean: <c>TcpExt.ListenOverflows</c>, <c>TcpExtListenOverflows</c> (as nstat writes),
    /// <c>ListenOverflows</c>, <c>TCP.tw</c>, in any case. A short name may fit several (<c>inuse</c>).
    /// </summary>
    public static IReadOnlyList<KernelCounter> Find(string name)
    {
        string key = Words.Squeeze(name);
        if (ByName.Contains(key))
        {
            return [.. ByName[key]];
        }

        // TCP.mem is a part of sockstat; tcp_mem is a setting.
        return name.AsSpan().ContainsAny(".: ") ? [.. ByGroupAndName[key]] : [];
    }
}
