using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux;

/// <summary>
/// How the sockets of a host and their owners are walked: over netlink and through /proc. The iterators of TcpVet.Ebpf are a faster way
/// with the same answers.
/// </summary>
/// <param name="root">Where proc(5) is mounted.</param>
public class HostWalk(ProcFsRoot root)
{
    /// <summary>Where proc(5) is mounted.</summary>
    protected ProcFsRoot Root => root;

    /// <summary>A faster source of TCP sockets for those who look at nothing but family, state, ends and interface, in any order.</summary>
    /// <param name="sockets">How many there are, roughly.</param>
    /// <param name="other">The ordinary source of the same namespace; remains the caller's.</param>
    /// <returns>Null where the ordinary source is to be used.</returns>
    public virtual SocketSource? OverSockets(long sockets, SocketSource other) => null;

    /// <summary>Finds the descriptors of all processes that hold sockets.</summary>
    /// <param name="options">What to look for.</param>
    /// <param name="cancellation">Ends the walk with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="Interop.KernelException">/proc itself cannot be listed.</exception>
    public virtual OwnerTable FindOwners(OwnerOptions options, CancellationToken cancellation) =>
        OwnerTable.Walk(root, options, cancellation);
}
