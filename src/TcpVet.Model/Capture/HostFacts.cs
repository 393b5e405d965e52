using TcpVet.Model.Records;

namespace TcpVet.Model;

/// <summary>Facts about the whole host, not one namespace.</summary>
public sealed record HostFacts
{
    /// <summary>Seconds since boot; null when unreadable.</summary>
    public double? UptimeSeconds { get; init; }

    /// <summary>Online processors.</summary>
    public int? Cpus { get; init; }

    /// <summary>The page size in bytes, the unit of tcp_mem and of sockstat's <c>mem</c>.</summary>
    public int? PageSize { get; init; }

    /// <summary>The host's memory in bytes (/proc/meminfo MemTotal); null when unreadable.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Open file handles of the system and their limit (fs.file-nr); null when unreadable.</summary>
    public long? FilesOpen { get; init; }

    /// <summary>fs.file-max.</summary>
    [AnyNumber]
    public long? FilesMax { get; init; }

    /// <summary>
    /// The modules of congestion controls and queueing disciplines that the running kernel has or can load, <c>tcp_bbr</c>, <c>sch_fq</c>:
    /// built in, or a file. Empty when it takes no modules and does not tell what is built in; null when unknown or not looked for.
    /// </summary>
    public IReadOnlyList<string>? Modules { get; init; }

    /// <summary>How many processes could not be searched for sockets (privilege, hidepid); null when owners were not asked for.</summary>
    public int? UnreadableProcesses { get; init; }

    /// <summary>softnet_stat summed over processors: packets that the backlog queue dropped, first and last reading.</summary>
    public Reading? SoftnetDropped { get; init; }

    /// <summary>softnet_stat summed over processors: times the budget was used up (time_squeeze).</summary>
    public Reading? SoftnetSqueezed { get; init; }
}

/// <summary>A running total read twice.</summary>
/// <param name="First">At the first reading; equal to <paramref name="Last"/> when there was only one.</param>
/// <param name="Last">At the last reading.</param>
public readonly record struct Reading(
    [property: AnyNumber] long First,
    [property: AnyNumber] long Last)
{
    /// <summary>What was added between the readings; negative when the total was reset.</summary>
    public long Delta => Last - First;
}

/// <summary>A process that owns sockets of the record.</summary>
public sealed record ProcessFacts
{
    /// <summary>The process id as tcpvet sees it.</summary>
    public required int Pid { get; init; }

    /// <summary><c>comm</c>; hostile text.</summary>
    public required string Name { get; init; }

    /// <summary>The command line with single spaces, shortened to 200 characters; hostile text, null when unreadable.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The path of the program file; null when unreadable.</summary>
    public string? Executable { get; init; }

    /// <summary>The effective user id.</summary>
    public uint? Uid { get; init; }

    /// <summary>The cgroup-v2 path; null when unreadable.</summary>
    public string? Cgroup { get; init; }

    /// <summary>The unit, container or pod that the cgroup path names; null when it names none.</summary>
    public string? Unit { get; init; }

    /// <summary>Open descriptors; null when unreadable.</summary>
    public int? OpenFiles { get; init; }

    /// <summary>How many of them are sockets; null when unreadable.</summary>
    public int? OpenSockets { get; init; }

    /// <summary>The soft RLIMIT_NOFILE; null when unreadable, <see cref="long.MaxValue"/> for unlimited.</summary>
    [AnyNumber]
    public long? FilesLimit { get; init; }

    /// <summary>
    /// TCP descriptors whose socket is in no dump: reset, timed out or destroyed, never closed by the process, first and last reading
    /// (equal when there was one, or more than 20,000 sockets). One that was made and neither bound nor connected looks the same; before
    /// Linux 6.8 one that is bound and idle does too. Of the first 20,000 descriptors. With more than 20,000 sockets on the host a count
    /// below 50 may have connections in it that were opened during the look. Null when it was not looked for: the process has fewer than 50
    /// descriptors, lives in another namespace, may not be read, or sock_diag is missing.
    /// </summary>
    public Reading? HiddenSockets { get; init; }

    /// <summary>What runs it, as its program file or mapped libraries tell: <c>java</c>, <c>python</c>, <c>node</c>, <c>dotnet</c>,
    /// <c>go</c>, <c>php</c>, <c>ruby</c>; null when unknown.</summary>
    public string? Runtime { get; init; }

    /// <summary>Seconds since it started; null when unreadable.</summary>
    public double? AgeSeconds { get; init; }

    /// <summary>True when it is stopped, by a signal or a debugger: state <c>T</c> or <c>t</c> of its first thread (proc_pid_stat(5)); null
    /// when unreadable.</summary>
    public bool? Stopped { get; init; }
}
