namespace TcpVet.Knowledge;

/// <summary>
/// Settings of the cache of IPv4 routes, which is gone: Linux 3.6 took it out, and left the files of most of its settings behind.
/// </summary>
internal static class RouteCacheSettings
{
    private static readonly SettingAbandoned Left = new(new(3, 6), "Linux 3.6 took out the cache of IPv4 routes that it was about.");

    // net/ipv4/route.c of 3.5, 3.6 and 6.4: no function reads the variables any more; ipv4_dst_ops has no gc, so gc_thresh is void too.
    private static readonly string[] Sources = ["net/ipv4/route.c (3.5, 3.6, 6.4): ip_rt_gc_…, ipv4_dst_ops"];

    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        Void("gc_thresh", "From how many cached routes on the kernel looked for some to forget.", "routes"),
        Void("max_size", "How many routes the cache held at most.", "routes"),
        Void("gc_min_interval", "The least time between two clearings of the cache.", "seconds", SettingRange.Seconds()),
        Void("gc_min_interval_ms", "The least time between two clearings of the cache.", "milliseconds", new SettingRange()),
        Void("gc_interval", "The time between two clearings of the cache.", "seconds", SettingRange.Seconds()),
        Void("gc_elasticity", "How long a chain of the cache's hash table was allowed to be.", "routes"),
        new()
        {
            Name = "net.ipv4.route.secret_interval",
            Summary = "Does not exist any more. It set how often the cache of routes was hashed anew.",
            Meaning = "Until 2.6.34; the cache itself is gone since 3.6.",
            Unit = "seconds",
            Defaults = [new(null, "600")],
            Range = SettingRange.Seconds(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Removed = new(2, 6, 35),
            Sources = ["net/ipv4/route.c (2.6.34, 2.6.35)"],
        },
    ];

    private static KernelSetting Void(string name, string summary, string unit, SettingRange? range = null) => new()
    {
        Name = $"net.ipv4.route.{name}",
        Summary = summary,
        Meaning = "The file is left over from the cache of IPv4 routes. Every packet is looked up in the routing table since.",
        Unit = unit,
        Defaults = [new(null, "left over; by memory, or a constant")],
        Range = range ?? SettingRange.AnyInt(),
        Scope = SettingScope.Host,
        ReadWhen = SettingRead.Live,
        NoEffectSince = Left,
        Rules = ["TV604"],
        Sources = Sources,
    };
}
