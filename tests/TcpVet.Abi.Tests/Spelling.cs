using System.Collections.Frozen;
using TcpVet.Linux.Interop;

namespace TcpVet.Abi.Tests;

/// <summary>Where C spells a name differently from C#, and what old headers lack.</summary>
internal static class Spelling
{
    /// <summary>
    /// Names that a supported distribution's headers may not have yet, with the kernel that brought them. Debian 12
    /// ships the headers of Linux 6.1. They are checked wherever the headers know them.
    /// </summary>
    public static FrozenDictionary<string, string> SinceKernel { get; } = new Dictionary<string, string>
    {
        ["BPF_TCP_BOUND_INACTIVE"] = "6.8",
        ["tcpi_rcv_wnd"] = "6.2",
        ["tcpi_rehash"] = "6.2",
        ["tcpi_total_rto"] = "6.7",
        ["tcpi_total_rto_recoveries"] = "6.7",
        ["tcpi_total_rto_time"] = "6.7",
    }.ToFrozenDictionary();

    /// <summary>Structures that bear a name of their own, with what must hold in C of their size, <c>{0}</c>.</summary>
    public static FrozenDictionary<string, string> OwnTypes { get; } = new Dictionary<string, string>
    {
        [nameof(AddressBytes)] = "sizeof(((struct inet_diag_sockid *)0)->idiag_src) == {0}",
        [nameof(BigEndianUInt16)] = "sizeof(__be16) == {0}",
        ["CommBytes"] = "sizeof(((struct tcpvet_socket *)0)->comm) == {0}",
        ["DropsPadding"] = "sizeof(((struct tcpvet_drops_config *)0)->padding) == {0}",
        ["ReasonBits"] = "sizeof(((struct tcpvet_drops_config *)0)->ignored) == {0}",
        ["ScanCounts"] = "sizeof(((struct tcpvet_scan *)0)->counts) == {0}",
        ["StepStates"] = "sizeof(((struct tcpvet_life *)0)->state) == {0}",
        ["StepTimes"] = "sizeof(((struct tcpvet_life *)0)->ns) == {0}",
        ["SignalSet"] = "sizeof(sigset_t) <= {0}",
        ["SpawnActions"] = "sizeof(posix_spawn_file_actions_t) <= {0}",
        ["SpawnAttributes"] = "sizeof(posix_spawnattr_t) <= {0}",
    }.ToFrozenDictionary();

    /// <summary>Structures of an Interop namespace that never cross into the kernel or the C library.</summary>
    public static FrozenSet<string> OwnValues { get; } = FrozenSet.Create("FileIdentity");

    /// <summary>Constants of the kernel that no header for user space has.</summary>
    public static FrozenSet<string> KernelPrivate { get; } = FrozenSet.Create("FILEID_KERNFS");

    /// <summary>Fields that stand in for the array of any length at a structure's end, as <c>structure.field</c>, with the array's
    /// name.</summary>
    public static FrozenDictionary<string, string> FlexibleArrays { get; } = new Dictionary<string, string>
    {
        ["kernfs_file_handle.id"] = "f_handle",
    }.ToFrozenDictionary();

    /// <summary>C's name of a structure where it is not <c>struct NAME</c>.</summary>
    private static readonly FrozenDictionary<string, string> Structures = new Dictionary<string, string>
    {
        ["kernfs_file_handle"] = "struct file_handle",
        ["statfs_t"] = "struct statfs",
        ["statx_t"] = "struct statx",
    }.ToFrozenDictionary();

    /// <summary>C's spelling of a field, as <c>structure.field</c>, where it differs.</summary>
    private static readonly FrozenDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["inet_diag_sockid.idiag_cookie0"] = "idiag_cookie[0]",
        ["inet_diag_sockid.idiag_cookie1"] = "idiag_cookie[1]",
    }.ToFrozenDictionary();

    /// <summary>How C names a structure.</summary>
    public static string Structure(string name) => Structures.GetValueOrDefault(name, $"struct {name}");

    /// <summary>How C names a field.</summary>
    public static string Field(string structure, string field) => Fields.GetValueOrDefault($"{structure}.{field}", field);
}
