using TcpVet.Knowledge;

namespace TcpVet.Tuning.Planning;

/// <summary>What is to be expected of a change: the risk, whether all of it can be undone, and when it takes effect.</summary>
/// <param name="Risk">How much can go wrong.</param>
/// <param name="RiskWhy">What can go wrong.</param>
/// <param name="Reversible">False when what the value did meanwhile stays done after it went back.</param>
/// <param name="Undo">What undoes it, and what that leaves.</param>
/// <param name="TakesEffect">When the new value acts.</param>
internal sealed record ChangeOutlook(ChangeRisk Risk, string RiskWhy, bool Reversible, string Undo, string TakesEffect)
{
    private const string Rollback = "tcpvet tune rollback";

    private static readonly Dictionary<string, (ChangeRisk Risk, string Why)> Raised = new(StringComparer.Ordinal)
    {
        ["net.core.somaxconn"] = (ChangeRisk.Low, "more clients wait behind a slow program, and kernel memory with them"),
        ["net.core.netdev_max_backlog"] = (ChangeRisk.Low, "packets wait longer, and hold more memory"),
        ["net.ipv4.tcp_max_tw_buckets"] = (ChangeRisk.Low, "256 bytes of kernel memory for each"),
        ["net.ipv4.tcp_max_orphans"] = (ChangeRisk.Medium, "each may hold 64 KB of kernel memory"),
        ["net.netfilter.nf_conntrack_max"] = (ChangeRisk.Low, "320 bytes of kernel memory for each; with the same number of buckets lookups get slower"),
        ["net.netfilter.nf_conntrack_tcp_timeout_established"] = (ChangeRisk.Low, "entries of flows that ended unseen stay for longer"),
        ["fs.file-max"] = (ChangeRisk.Low, "about 1 KB of kernel memory for each open file"),
        ["net.ipv4.tcp_migrate_req"] = (ChangeRisk.Medium, "a connection may be moved to a listener of the group that treats it otherwise"),
        ["net.ipv4.tcp_rfc1337"] = (ChangeRisk.Medium, "connects from an address and port that is in TIME_WAIT can stall for 60 s"),
        ["net.ipv4.tcp_syncookies"] = (ChangeRisk.Low, "only while a queue overflows: connections without timestamps then lose window scaling and SACK"),
    };

    private static readonly Dictionary<string, (ChangeRisk Risk, string Why)> Lowered = new(StringComparer.Ordinal)
    {
        ["net.core.somaxconn"] = (ChangeRisk.Medium, "listeners that start from now on turn bursts away sooner"),
        ["net.ipv4.tcp_syncookies"] = (ChangeRisk.High, "a full SYN queue then turns real clients away"),
        ["net.ipv4.tcp_max_tw_buckets"] = (ChangeRisk.High, "beyond it closing connections are cut off"),
        ["net.ipv4.tcp_max_orphans"] = (ChangeRisk.High, "beyond it closed connections are reset with data unsent"),
        ["net.netfilter.nf_conntrack_max"] = (ChangeRisk.High, "beyond it new flows are dropped"),
        ["fs.file-max"] = (ChangeRisk.High, "beyond it nothing can be opened"),
        ["net.ipv4.tcp_rfc1337"] = (ChangeRisk.Low, "a stale reset can end a TIME_WAIT early, as on most hosts"),
    };

    private static readonly Dictionary<string, (ChangeRisk Risk, string Why)> Anyway = new(StringComparer.Ordinal)
    {
        ["net.ipv4.tcp_tw_reuse"] = (ChangeRisk.Medium, "a connect() may meet a firewall or balancer that remembers the old connection on this port"),
        ["net.ipv4.ip_local_port_range"] = (ChangeRisk.Medium, "an outgoing connection can take the port of a service that is down (TV304)"),
        ["net.ipv4.ip_local_reserved_ports"] = (ChangeRisk.Low, "fewer ports for outgoing connections"),
        ["net.ipv4.tcp_timestamps"] = (ChangeRisk.Medium, "tcp_tw_reuse and the protection against old segments (PAWS) depend on it"),
    };

    /// <summary>What is to be expected of a change.</summary>
    public static ChangeOutlook Of(KernelSetting setting, string from, string to)
    {
        int direction = SettingValue.Direction(from, to);
        (ChangeRisk risk, string why) = Known(setting.Name, direction) ?? Presumed(setting);
        bool final = direction < 0 && IsFinalWhenLowered(setting.Name);
        return new ChangeOutlook(risk, why, !final, final ? $"{Rollback}; what was cut off or forgotten meanwhile does not come back" : UndoOf(setting.ReadWhen), EffectOf(setting));
    }

    private static (ChangeRisk Risk, string Why)? Known(string name, int direction)
    {
        Dictionary<string, (ChangeRisk Risk, string Why)> table = direction > 0 ? Raised : Lowered;
        return (direction != 0 && table.TryGetValue(name, out (ChangeRisk Risk, string Why) known)) || Anyway.TryGetValue(name, out known)
            ? known
            : null;
    }

    private static (ChangeRisk Risk, string Why) Presumed(KernelSetting setting) =>
        setting.Dangers.Count > 0 ? (ChangeRisk.Medium, setting.Dangers[0])
        : setting.Scope != SettingScope.Namespace ? (ChangeRisk.Medium, "it holds for the whole host, containers too")
        : (ChangeRisk.Low, "nothing is known against it");

    private static bool IsFinalWhenLowered(string name) =>
        name is "net.ipv4.tcp_max_tw_buckets" or "net.ipv4.tcp_max_orphans" || name.StartsWith("net.netfilter.nf_conntrack_", StringComparison.Ordinal);

    private static string UndoOf(SettingRead read) => read switch
    {
        SettingRead.Live => $"{Rollback}; it acts at once",
        SettingRead.AtListen => $"{Rollback}; a listener that listened meanwhile keeps its queue until it listens again",
        SettingRead.AtBind => $"{Rollback}; sockets that were bound meanwhile keep their ports",
        SettingRead.AtSocket => $"{Rollback}; sockets that were made meanwhile keep what they got",
        SettingRead.AtHandshake => $"{Rollback}; connections that were made meanwhile keep what they agreed",
        SettingRead.AtTimer => $"{Rollback}; timers that were armed meanwhile keep their time",
        SettingRead.AtNamespace => $"{Rollback}; namespaces that were made meanwhile keep what they got",
        _ => Rollback,
    };

    private static string EffectOf(KernelSetting setting)
    {
        string when = setting.ReadWhen switch
        {
            SettingRead.Live => "at once",
            SettingRead.AtListen => "at the next listen()",
            SettingRead.AtBind => "at the next bind() or connect()",
            SettingRead.AtSocket => "for new sockets",
            SettingRead.AtHandshake => "for new connections",
            SettingRead.AtTimer => "when a timer is armed or runs out",
            SettingRead.AtNamespace => "for new network namespaces",
            SettingRead.AtClose => "when a socket is closed",
            _ => "at once",
        };
        return setting.ReadNote is { } note ? $"{when}; {note}" : when;
    }
}
