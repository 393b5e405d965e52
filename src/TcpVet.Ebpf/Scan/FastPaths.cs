using System.Buffers.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Ebpf.Scan;

/// <summary>
/// When sockets and their owners are found by iterators in the kernel (eBPF) instead of over netlink and /proc: where it is allowed and
/// there are so many that it pays. The answers are the same.
/// </summary>
public static class FastPaths
{
    /// <summary>Set in the environment to <c>always</c> or <c>never</c>, this overrules what would pay: to compare, and for tests.</summary>
    public const string Variable = "TCPVET_ITERATORS";

    // Loading costs some 20 to 30 ms, most of it for reading the kernel's BTF. A socket is a quarter to half a microsecond cheaper than
    // over netlink, a descriptor two microseconds cheaper than through /proc (docs/decisions/0014-iterators-where-they-pay.md).
    private const long ManySockets = 100_000;
    private const long ManyFiles = 15_000;

    private static readonly string? Forced = Environment.GetEnvironmentVariable(Variable);

    /// <summary>A source of TCP sockets for those who look at nothing but family, state, ends and interface.</summary>
    /// <param name="sockets">How many there are, roughly.</param>
    /// <param name="other">The ordinary source; remains the caller's.</param>
    /// <returns>Null where the ordinary source is to be used.</returns>
    public static TcpScan? OverSockets(long sockets, SocketSource other) => Pays(sockets, ManySockets) ? TcpScan.TryOpen(other) : null;

    /// <summary>Has <see cref="OwnerTable.Build"/> ask the kernel where it pays.</summary>
    public static void Install() =>
        OwnerTable.Shortcut = static (options, cancellation) => Pays(OpenFiles(), ManyFiles) ? DescriptorScan.TryBuild(options, cancellation) : null;

    private static bool Pays(long number, long many) => Forced switch
    {
        "always" => true,
        "never" => false,
        _ => number > many,
    };

    // proc(5): allocated handles, of the whole host; descriptors that share one count once.
    private static long OpenFiles()
    {
        try
        {
            return ProcFsRoot.Default.Read("sys/fs/file-nr") is { } text && Utf8Parser.TryParse(text, out long files, out _) ? files : 0;
        }
        catch (KernelException)
        {
            return 0;
        }
    }
}
