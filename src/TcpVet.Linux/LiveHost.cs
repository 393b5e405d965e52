using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux;

/// <summary>
/// The host that the program runs on: its /proc, its network namespaces, and how its sockets and their owners are found. It is made once,
/// where the program starts, and passed on.
/// </summary>
public sealed class LiveHost
{
    private readonly HostWalk walk;

    /// <summary>A host with a proc(5) of its own.</summary>
    /// <param name="root">Where it is mounted.</param>
    /// <param name="walk">How sockets and owners are walked; null for the ordinary way.</param>
    public LiveHost(ProcFsRoot root, HostWalk? walk = null)
    {
        Root = root;
        Namespaces = new NetworkNamespaces(root, ["/run/netns", "/var/run/netns"]);
        this.walk = walk ?? new HostWalk(root);
    }

    /// <summary>Where proc(5) is mounted.</summary>
    public ProcFsRoot Root { get; }

    /// <summary>The network namespaces: by process, and by the names that ip-netns(8) keeps.</summary>
    public NetworkNamespaces Namespaces { get; }

    /// <summary>Every process that /proc shows; none where there is no /proc.</summary>
    public IReadOnlyList<int> Processes()
    {
        try
        {
            return ProcessList.Of(Root);
        }
        catch (Interop.KernelException)
        {
            return [];
        }
    }

    /// <summary>Opens the sockets of the calling thread's network namespace.</summary>
    public KernelSource OpenSockets() => KernelSource.Open(Root);

    /// <inheritdoc cref="HostWalk.OverSockets"/>
    public SocketSource? OverSockets(long sockets, SocketSource other) => walk.OverSockets(sockets, other);

    /// <summary>Finds the descriptors of all processes that hold sockets.</summary>
    /// <param name="options">What to look for; everything when null.</param>
    /// <param name="cancellation">Ends the walk with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="Interop.KernelException">/proc itself cannot be listed.</exception>
    public OwnerTable FindOwners(OwnerOptions? options = null, CancellationToken cancellation = default) =>
        walk.FindOwners(options ?? new OwnerOptions(), cancellation);
}
