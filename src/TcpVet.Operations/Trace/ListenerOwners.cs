using TcpVet.Ebpf.Tracing;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Trace;

/// <summary>
/// Gives a connection that came in, and that nobody was seen to use, the process that holds its listener: no tracepoint tells of accept(2),
/// and a peer that resets at once leaves nothing else to go by. It is marked as such.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="namespaces">The namespaces that are traced, as far as they are known.</param>
/// <param name="next">Gets everything.</param>
internal sealed class ListenerOwners(LiveHost host, IReadOnlyList<NetworkNamespace> namespaces, ITraceListener next) : ITraceListener
{
    // A look walks the listeners and all descriptors; a listener that is new is found at the next one.
    private const long BetweenLooksMs = 1000;

    private readonly Dictionary<uint, Looked> looked = [];

    public void OnTransition(in Transition transition) => next.OnTransition(in transition);

    public void OnReset(in ConnectionReset reset) => next.OnReset(in reset);

    public void OnLife(ConnectionLife life) =>
        next.OnLife(life is { Process: null, Direction: Direction.In } && HolderOf(life.Netns, life.Local) is { } holder
            ? life with { Process = holder, IsListeners = true } : life);

    private ProcessRef? HolderOf(uint netns, InetEndpoint local)
    {
        if (!looked.TryGetValue(netns, out Looked? known)
            || (known.At(local) is null && Environment.TickCount64 - known.When >= BetweenLooksMs))
        {
            looked[netns] = known = Look(netns);
        }

        return known.At(local);
    }

    private Looked Look(uint netns)
    {
        Listeners listeners = new();
        try
        {
            namespaces.FirstOrDefault(place => place.Identity.Inode == netns)?.Run(() =>
            {
                using SockDiagSource source = SockDiagSource.Open();
                source.Dump(new SocketQuery { Protocol = Protocol.Tcp, States = TcpStateSet.Of(TcpState.Listen) }, listeners);
            });
            return new Looked(Environment.TickCount64, listeners.Found.Count == 0 ? [] : WithHolders(listeners));
        }
        catch (KernelException)
        {
            // Then nobody is named.
            return new Looked(Environment.TickCount64, []);
        }
    }

    private Dictionary<InetEndpoint, ProcessRef> WithHolders(Listeners listeners)
    {
        InodeSet wanted = new();
        foreach ((InetEndpoint _, uint inode) in listeners.Found)
        {
            wanted.Add(inode);
        }

        OwnerTable owners = host.FindOwners(new OwnerOptions { Wanted = wanted });
        ProcessTable names = new(host.Root);
        Dictionary<InetEndpoint, ProcessRef> holders = [];
        foreach ((InetEndpoint local, uint inode) in listeners.Found)
        {
            foreach (SocketOwner owner in owners.Of(inode))
            {
                // Of workers that share a listener, the first: any of them may have taken it.
                if (names.RefOf(owner.Pid) is { } process && holders.TryAdd(local, process))
                {
                    break;
                }
            }
        }

        return holders;
    }

    private sealed record Looked(long When, Dictionary<InetEndpoint, ProcessRef> Holders)
    {
        /// <summary>Who listens at an address, or at all of them.</summary>
        public ProcessRef? At(InetEndpoint local) => Holders.GetValueOrDefault(new InetEndpoint(local.Addr.Unmapped, local.Port))
            ?? Holders.GetValueOrDefault(new InetEndpoint(InetAddress.AnyIPv4, local.Port))
            ?? Holders.GetValueOrDefault(new InetEndpoint(InetAddress.AnyIPv6, local.Port));
    }

    private sealed class Listeners : ISocketVisitor
    {
        public List<(InetEndpoint Local, uint Inode)> Found { get; } = [];

        public bool Visit(in SocketView socket)
        {
            Found.Add((new InetEndpoint(socket.Local.Addr.Unmapped, socket.Local.Port), socket.Inode));
            return true;
        }
    }
}
