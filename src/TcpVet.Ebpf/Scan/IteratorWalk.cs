using System.Buffers.Text;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Ebpf.Scan;

/// <summary>
/// Has iterators in the kernel (eBPF) find sockets and their owners instead of netlink and /proc: where it is allowed and there are so many
/// that it pays. The answers are the same.
/// </summary>
/// <param name="root">Where proc(5) is mounted.</param>
/// <param name="forced"><c>always</c> or <c>never</c> overrules what would pay, to compare and for tests; null or anything else does
/// not.</param>
public sealed class IteratorWalk(ProcFsRoot root, string? forced) : HostWalk(root)
{
    /// <summary>The environment variable that a program takes the second argument from.</summary>
    public const string Variable = "TCPVET_ITERATORS";

    // Loading costs some 20 to 30 ms, most of it for reading the kernel's BTF. A socket is a quarter to half a microsecond cheaper than
    // over netlink, a descriptor two microseconds cheaper than through /proc (docs/decisions/0014-iterators-where-they-pay.md).
    private const long ManySockets = 100_000;
    private const long ManyFiles = 15_000;

    /// <inheritdoc/>
    public override SocketSource? OverSockets(long sockets, SocketSource other) =>
        Pays(sockets, ManySockets) ? TcpScan.TryOpen(other) : null;

    /// <inheritdoc/>
    public override OwnerTable FindOwners(OwnerOptions options, CancellationToken cancellation) =>
        (Pays(OpenFiles(), ManyFiles) ? DescriptorScan.TryBuild(Root, options, cancellation) : null)
            ?? base.FindOwners(options, cancellation);

    private bool Pays(long number, long many) => forced switch
    {
        "always" => true,
        "never" => false,
        _ => number > many,
    };

    // proc(5): allocated handles, of the whole host; descriptors that share one count once.
    private long OpenFiles()
    {
        try
        {
            return Root.Read("sys/fs/file-nr") is { } text && Utf8Parser.TryParse(text, out long files, out _) ? files : 0;
        }
        catch (KernelException)
        {
            return 0;
        }
    }
}
