using System.Globalization;
using System.Text.Json.Serialization;
using TcpVet.Model.Records;

namespace TcpVet.Model;

/// <summary>Which network namespace.</summary>
public sealed record NetnsIdentity
{
    /// <summary>The namespace's inode number in nsfs: its identity while it lives; 0 when it is not known, for want of /proc.</summary>
    public required ulong Inode { get; init; }

    /// <summary>The name under /run/netns, when it has one.</summary>
    public string? Name { get; init; }

    /// <summary>The lowest pid that lives in it, when one does.</summary>
    public int? Pid { get; init; }

    /// <summary>True for the namespace that tcpvet was started in.</summary>
    public bool Own { get; init; }

    /// <summary>A word for people and scripts: the name, or <c>net:[inode]</c> as /proc/PID/ns/net shows it.</summary>
    [JsonIgnore]
    public string Label => Name ?? (Inode == 0 ? "net:[unknown]" : $"net:[{Inode}]");
}

/// <summary>What was observed in one network namespace.</summary>
public sealed record NetnsCapture
{
    /// <summary>Which namespace.</summary>
    public required NetnsIdentity Netns { get; init; }

    /// <summary>TCP sockets by state.</summary>
    public required StateCounts Tcp { get; init; }

    /// <summary>UDP sockets: <see cref="TcpState.Established"/> is connected, <see cref="TcpState.Close"/> is not.</summary>
    public required StateCounts Udp { get; init; }

    /// <summary>TCP sockets by state at the first reading; null when there was one reading.</summary>
    public StateCounts? TcpFirst { get; init; }

    /// <summary>Listening TCP sockets and bound, unconnected UDP sockets.</summary>
    [AtMost(20_000)]
    public required IReadOnlyList<ListenerFacts> Listeners { get; init; }

    /// <summary>Listeners that were beyond the limit of <see cref="Listeners"/>.</summary>
    public long ListenersLeftOut { get; init; }

    /// <summary>Remote addresses with most sockets, most first.</summary>
    public IReadOnlyList<PeerCounts> Peers { get; init; } = [];

    /// <summary>Sockets of remote addresses beyond <see cref="Peers"/>.</summary>
    public long PeersLeftOut { get; init; }

    /// <summary>Sockets in states that are worth a look, grouped by who holds them and towards whom.</summary>
    public IReadOnlyList<SocketGroup> Groups { get; init; } = [];

    /// <summary>Sockets in such states that were beyond the limit and are in no group.</summary>
    public long GroupsLeftOut { get; init; }

    /// <summary>Destinations that hold most local ports, most first; outgoing connections only.</summary>
    public IReadOnlyList<PortTuple> PortTuples { get; init; } = [];

    /// <summary>Destinations towards which this side closed many connections within a minute, most first; null when unknown.</summary>
    public IReadOnlyList<ClosedTowards>? Closed { get; init; }

    /// <summary>Distinct ephemeral ports held by anything in this namespace, and the range.</summary>
    public PortBudget? PortBudget { get; init; }

    /// <summary>What a look at established connections' activity found; null when tcp_info could not be read.</summary>
    public IdleSurvey? Idle { get; init; }

    /// <summary>Established connections by holder and destination; null when tcp_info could not be read.</summary>
    public ConnectionSurvey? Connections { get; init; }

    /// <summary>Connections that the client believes in and the server does not, of which both ends were seen; null when they were not
    /// looked for.</summary>
    public IReadOnlyList<HalfEstablishedGroup>? HalfEstablished { get; init; }

    /// <summary>What leaves no socket behind; null when nobody listened, and <see cref="Capture.Missing"/> says why.</summary>
    public HeardFacts? Heard { get; init; }

    /// <summary>Packets that the kernel threw away meanwhile; null when nobody listened: <see cref="Capture.Missing"/> says why.</summary>
    public DroppedFacts? Dropped { get; init; }

    /// <summary>Whole stories of connections (<c>--trace</c>); null when nobody asked for them.</summary>
    public TraceFacts? Trace { get; init; }

    /// <summary>Listeners that were closed between the readings; null when there was one reading.</summary>
    [AtMost(20_000)]
    public IReadOnlyList<ClosedListener>? ListenersClosed { get; init; }

    /// <summary>Local ports by source address, most first; null when unknown.</summary>
    public IReadOnlyList<SourcePorts>? SourcePorts { get; init; }

    /// <summary>Who holds the ports that were asked about; empty when none were.</summary>
    public IReadOnlyList<BindQuestion> BindQuestions { get; init; } = [];

    /// <summary>Figures over the samples of the capture; empty when it has fewer than two.</summary>
    public IReadOnlyList<Trend> Trends { get; init; } = [];

    /// <summary>The kernel's counters, <c>TcpExt.ListenOverflows</c>, read twice; a counter that this kernel lacks is absent.</summary>
    public IReadOnlyDictionary<string, Reading> Counters { get; init; } = new Dictionary<string, Reading>();

    /// <summary>/proc/net/sockstat and sockstat6, <c>TCP.tw</c>, at the last reading. <c>orphan</c>, <c>alloc</c> and <c>mem</c> are of the
    /// whole host.</summary>
    public IReadOnlyDictionary<string, long> Sockstat { get; init; } = new Dictionary<string, long>();

    /// <summary>Kernel settings of this namespace as text, <c>net.ipv4.tcp_tw_reuse</c> → <c>2</c>; absent on this kernel means absent
    /// here.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings that were looked for because a configuration names them, and that this kernel or namespace lacks;
    /// sorted.</summary>
    public IReadOnlyList<string> AbsentSysctls { get; init; } = [];

    /// <summary>Configurations of servers and of the kernel that concern this namespace: those that were given, and those that its
    /// processes read.</summary>
    public IReadOnlyList<Configuration> Configurations { get; init; } = [];

    /// <summary>Connection tracking; null when the module is not loaded or not readable.</summary>
    public ConntrackFacts? Conntrack { get; init; }

    /// <summary>The sockets themselves, when the record was asked to hold them.</summary>
    public RecordedSockets? Sockets { get; init; }

    /// <summary>What a counter gained between the readings; null when it or the second reading is unknown.</summary>
    public long? Delta(string counter) => Counters.TryGetValue(counter, out Reading reading) ? reading.Delta : null;

    /// <summary>A setting that is one whole number; null when absent or something else.</summary>
    public long? Setting(string name) =>
        Sysctls.TryGetValue(name, out string? text)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value : null;
}

/// <summary>Connection tracking's figures.</summary>
/// <param name="Count">Entries now (nf_conntrack_count).</param>
/// <param name="Max">The limit (nf_conntrack_max).</param>
public sealed record ConntrackFacts(long Count, long Max)
{
    /// <summary>New connections dropped because the table was full, read twice (/proc/net/stat/nf_conntrack <c>drop</c>); null when
    /// unknown.</summary>
    public Reading? Dropped { get; init; }

    /// <summary>Entries evicted to make room, read twice (<c>early_drop</c>); null when unknown.</summary>
    public Reading? EarlyDropped { get; init; }

    /// <summary>Entries that could not be inserted, read twice (<c>insert_failed</c>); null when unknown.</summary>
    public Reading? InsertFailed { get; init; }
}

/// <summary>Sockets counted by state.</summary>
public sealed record StateCounts
{
    /// <summary>One count a state, in the kernel's order, zeros too; SYN_RECV includes request sockets.</summary>
    public required IReadOnlyDictionary<TcpState, long> Counts { get; init; }

    /// <summary>True when every socket was walked; false when ESTABLISHED and TIME_WAIT come from the kernel's own counters.</summary>
    public bool Exact { get; init; }

    /// <summary>All sockets.</summary>
    [JsonIgnore]
    public long Total => Counts.Values.Sum();

    /// <summary>The count of one state.</summary>
    [JsonIgnore]
    public long this[TcpState state] => Counts.GetValueOrDefault(state);

    /// <summary>Makes counts from an array indexed by the state's number; request sockets join SYN_RECV.</summary>
    public static StateCounts From(ReadOnlySpan<long> byState, bool exact)
    {
        Dictionary<TcpState, long> counts = [];
        foreach (TcpState state in TcpStateNames.All)
        {
            counts[state] = state == TcpState.NewSynRecv ? 0 : byState[(int)state];
        }

        counts[TcpState.SynRecv] += byState[(int)TcpState.NewSynRecv];
        return new StateCounts { Counts = counts, Exact = exact };
    }
}

/// <summary>Sockets of one remote address by state.</summary>
/// <param name="Peer">The remote address.</param>
/// <param name="Total">All its sockets.</param>
/// <param name="States">Its sockets by state; zeros are left out.</param>
public sealed record PeerCounts(InetAddress Peer, long Total, IReadOnlyDictionary<TcpState, long> States);

/// <summary>How many local ports outgoing connections to one destination hold.</summary>
public sealed record PortTuple
{
    /// <summary>The local address.</summary>
    public required InetAddress Source { get; init; }

    /// <summary>The destination.</summary>
    public required InetEndpoint Destination { get; init; }

    /// <summary>Local ports inside the ephemeral range that connections to it hold, all states, reusable TIME_WAIT included.</summary>
    public required long Used { get; init; }

    /// <summary>The same at the first reading; null when unknown.</summary>
    public long? UsedFirst { get; init; }

    /// <summary>How many of them are TIME_WAIT.</summary>
    public required long TimeWait { get; init; }

    /// <summary>How many of them are ESTABLISHED.</summary>
    public required long Established { get; init; }

    /// <summary>The process that holds most of them; null when unknown.</summary>
    public ProcessRef? Process { get; init; }
}

/// <summary>TIME_WAIT of outgoing connections towards one destination: this side closed first, within the last 60 s.</summary>
/// <param name="Peer">The destination.</param>
/// <param name="TimeWait">How many; at least <see cref="Least"/>.</param>
public sealed record ClosedTowards(InetEndpoint Peer, long TimeWait)
{
    /// <summary>Destinations with fewer are left out.</summary>
    public const int Least = 60;

    /// <summary>Destinations at the most.</summary>
    public const int Most = 64;
}

/// <summary>The ephemeral ports of a namespace.</summary>
/// <param name="Low">The lowest port (ip_local_port_range).</param>
/// <param name="High">The highest port.</param>
/// <param name="Reserved">How many ports of the range ip_local_reserved_ports takes out.</param>
/// <param name="Held">Distinct ports of the range that any socket holds.</param>
public sealed record PortBudget(int Low, int High, int Reserved, int Held)
{
    /// <summary>Ports that one destination can use.</summary>
    [JsonIgnore]
    public int Limit => Math.Max(0, High - Low + 1 - Reserved);
}
