namespace TcpVet.Tuning.Planning;

/// <summary>The network namespace that a plan or an entry of the journal is about, told apart from a later one with the same inode or
/// pid.</summary>
public sealed record TargetIdentity
{
    /// <summary>The inode of the namespace; given to another one after it has gone.</summary>
    public required ulong Inode { get; init; }

    /// <summary>The kernel's number of the namespace (SO_NETNS_COOKIE), never given again while the host is up; null before Linux
    /// 5.14.</summary>
    public ulong? Cookie { get; init; }

    /// <summary>Its name under /run/netns, when it has one.</summary>
    public string? Name { get; init; }

    /// <summary>A process that lived in it.</summary>
    public int? Pid { get; init; }

    /// <summary>When that process started, in clock ticks after boot (proc_pid_stat(5), starttime); null when unknown.</summary>
    public long? PidStart { get; init; }

    /// <summary>True for the host's first namespace, which alone has the settings of the whole host.</summary>
    public bool Initial { get; init; }

    /// <summary>A word for people.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Label => Name ?? $"net:[{Inode}]";

    /// <summary>True for the same namespace, as far as it can be told.</summary>
    public bool Is(TargetIdentity other) => Inode == other.Inode && (Cookie is null || other.Cookie is null || Cookie == other.Cookie);
}
