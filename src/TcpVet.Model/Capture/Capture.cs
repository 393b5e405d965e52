using TcpVet.Model.Records;

namespace TcpVet.Model;

/// <summary>
/// What was observed on a host: the one seam between the sources and the reasoning.
/// It is bounded (every list has a limit and says what it left out) and serialisable, so that the same record
/// is a rule's input, a test's fixture and the bug report that a user attaches.
/// A member that is null is <i>unknown</i>, never zero; <see cref="Missing"/> says why.
/// </summary>
public sealed record Capture
{
    /// <summary>The schema that <see cref="CaptureJson"/> reads and writes.</summary>
    public const string SchemaId = "tcpvet/capture/1";

    /// <summary>The schema of this record; <see cref="SchemaId"/>.</summary>
    public string Schema { get; init; } = SchemaId;

    /// <summary>The version of tcpvet that made the record.</summary>
    public required string Version { get; init; }

    /// <summary>The host's name (<c>uname -n</c>).</summary>
    public required string Host { get; init; }

    /// <summary>The kernel's release (<c>uname -r</c>).</summary>
    public required string Kernel { get; init; }

    /// <summary>When the last reading ended, UTC.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Milliseconds between the two readings of counters; 0 when there was only one.</summary>
    [AnyNumber]
    public required long IntervalMs { get; init; }

    /// <summary>When the samples were taken that the trends speak of, in milliseconds after the first; empty when there was one
    /// sample.</summary>
    public IReadOnlyList<long> SamplesMs { get; init; } = [];

    /// <summary>
    /// True when there are connections and fewer samples than growth is told from (<see cref="Trend.OnlyGrows"/>): nobody knows whether
    /// something leaks slowly.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool GrowthUnjudged => SamplesMs.Count < 3
        && Namespaces.Any(netns => netns.Tcp.Total > netns.Tcp[TcpState.Listen] + netns.Tcp[TcpState.TimeWait]);

    /// <summary>Facts about the whole host.</summary>
    public required HostFacts HostFacts { get; init; }

    /// <summary>The network namespaces that were examined; at least one.</summary>
    [AtMost(16_384)]
    public required IReadOnlyList<NetnsCapture> Namespaces { get; init; }

    /// <summary>How many other network namespaces the host has that were not examined; null when that could not be told.</summary>
    public int? OtherNamespaces { get; init; }

    /// <summary>The processes that anything in this record names, by pid.</summary>
    public IReadOnlyList<ProcessFacts> Processes { get; init; } = [];

    /// <summary>Facts that could not be read, with what would make them readable.</summary>
    [AtMost(65_536)]
    public IReadOnlyList<MissingFact> Missing { get; init; } = [];

    /// <summary>The process with a pid, or null when the record does not hold it.</summary>
    public ProcessFacts? Process(int pid) => Processes.FirstOrDefault(process => process.Pid == pid);
}

/// <summary>A fact that could not be read.</summary>
/// <param name="Fact">The fact, one of <see cref="FactNames"/> or a counter's or setting's own name.</param>
/// <param name="Reason">What is lacking, as a person would say it: <c>CAP_NET_ADMIN</c>, <c>Linux 5.7</c>.</param>
/// <param name="Netns">The namespace that it concerns; absent for all.</param>
public sealed record MissingFact(string Fact, string Reason, string? Netns = null);

/// <summary>The names of facts as <see cref="MissingFact"/> uses them.</summary>
public static class FactNames
{
    /// <summary>sock_diag itself: queue limits, drops, timers, tcp_info, memory, cgroup.</summary>
    public const string SockDiag = "sock_diag";

    /// <summary>That every socket was counted once: the kernel's answer was not disturbed.</summary>
    public const string Census = "census";

    /// <summary>Which process owns a socket.</summary>
    public const string Owners = "owners";

    /// <summary>A listener's own drops (INET_DIAG_SKMEMINFO).</summary>
    public const string ListenerDrops = "listener_drops";

    /// <summary>tcp_info of a socket.</summary>
    public const string TcpInfo = "tcp_info";

    /// <summary>The control group of a socket.</summary>
    public const string Cgroup = "cgroup";

    /// <summary>Three samples or more: what only grows.</summary>
    public const string Samples = "samples";

    /// <summary>A second reading: growth and rates.</summary>
    public const string SecondReading = "second_reading";

    /// <summary>Connection tracking's figures.</summary>
    public const string Conntrack = "conntrack";

    /// <summary>The kernel's counters of /proc/net.</summary>
    public const string Counters = "counters";

    /// <summary>A whole network namespace, gone before it was read twice.</summary>
    public const string Netns = "netns";

    /// <summary>Kernel settings.</summary>
    public const string Sysctls = "sysctls";

    /// <summary>What the kernel tells while a check-up waits: failed connects, datagrams without an answer.</summary>
    public const string Events = "events";

    /// <summary>Packets that the kernel throws away while a check-up waits, with its reasons.</summary>
    public const string Drops = "drops";

    /// <summary>The configuration of a server that runs.</summary>
    public const string Configurations = "configurations";
}

/// <summary>The sockets of a namespace as raw sock_diag messages, for replay by <c>list</c>, <c>count</c> and <c>peers</c>.</summary>
public sealed record RecordedSockets
{
    /// <summary>How many sockets a capture may hold, all namespaces together: with them, and all that rules ask for, it stays below
    /// <see cref="CaptureJson.MostBytes"/>.</summary>
    public const int MostSockets = 200_000;

    /// <summary>How many owners are kept; a socket that several processes share has several.</summary>
    public const int MostOwners = 500_000;

    /// <summary>How many sockets are recorded.</summary>
    public required long Count { get; init; }

    /// <summary>How many there were beyond the limit; 0 when the record is whole.</summary>
    public required long LeftOut { get; init; }

    /// <summary>Gzip over concatenated netlink messages of type SOCK_DIAG_BY_FAMILY, TCP, as <c>ss -D</c> writes them.</summary>
    public required byte[] Tcp { get; init; }

    /// <summary>The same for UDP.</summary>
    public required byte[] Udp { get; init; }

    /// <summary>Who owns the recorded sockets.</summary>
    [AtMost(MostOwners)]
    public IReadOnlyList<SocketOwner> Owners { get; init; } = [];
}

/// <summary>A descriptor of a process that refers to a socket.</summary>
/// <param name="Inode">The socket's inode in sockfs.</param>
/// <param name="Pid">The process.</param>
/// <param name="Fd">The descriptor.</param>
public readonly record struct SocketOwner(uint Inode, int Pid, int Fd);
