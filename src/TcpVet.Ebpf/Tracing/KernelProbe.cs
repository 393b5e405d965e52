using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>Asks sock_diag of each traced namespace what the tracepoints do not tell. A namespace that cannot be entered is not asked
/// again.</summary>
/// <param name="host">Finds a namespace that has come since.</param>
/// <param name="namespaces">The namespaces that are traced, as far as they were known when the trace began.</param>
internal sealed class KernelProbe(NetworkNamespaces host, IReadOnlyList<NetworkNamespace> namespaces) : IDisposable
{
    // Under --netns all new namespaces may come; each search for one walks over all processes.
    private const int MostDoors = 1024;
    private const long BetweenSearches = 1000;

    private readonly Dictionary<uint, Door?> doors = [];
    private long searched = long.MinValue / 2;

    /// <summary>See <see cref="SocketProbe"/>.</summary>
    public bool Find(uint netns, InetEndpoint local, InetEndpoint peer, uint device, out FoundSocket? found)
    {
        found = null;
        if (DoorTo(netns) is not { } door)
        {
            return false;
        }

        try
        {
            found = door.Lookup.Find(local, peer, device);
            return true;
        }
        catch (KernelException)
        {
            return false;
        }
    }

    /// <summary>See <see cref="OpeningProbe"/>.</summary>
    public IReadOnlyDictionary<ulong, InetEndpoint> Opening(uint netns)
    {
        Locals locals = new();
        try
        {
            DoorTo(netns)?.Source.Dump(new SocketQuery { Protocol = Protocol.Tcp, States = TcpStateSet.Of(TcpState.SynSent) }, locals);
        }
        catch (KernelException)
        {
            // What was found until then is right.
        }

        return locals.Found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Door? door in doors.Values)
        {
            door?.Lookup.Dispose();
            door?.Source.Dispose();
        }

        doors.Clear();
    }

    private Door? DoorTo(uint netns)
    {
        if (doors.TryGetValue(netns, out Door? door))
        {
            return door;
        }

        NetworkNamespace? place = namespaces.FirstOrDefault(candidate => candidate.Identity.Inode == netns);
        if (place is null && doors.Count < MostDoors)
        {
            if (Environment.TickCount64 - searched < BetweenSearches)
            {
                return null;
            }

            searched = Environment.TickCount64;
            place = host.All().Namespaces.FirstOrDefault(candidate => candidate.Identity.Inode == netns);
        }

        door = place is null ? null : TryOpen(place);
        if (doors.Count < MostDoors)
        {
            doors[netns] = door;
        }

        return door;
    }

    private static Door? TryOpen(NetworkNamespace place)
    {
        try
        {
            return place.Run(() => new Door(SocketLookup.Open(), SockDiagSource.Open()));
        }
        catch (KernelException)
        {
            return null;
        }
    }

    private sealed record Door(SocketLookup Lookup, SockDiagSource Source);

    private sealed class Locals : ISocketVisitor
    {
        public Dictionary<ulong, InetEndpoint> Found { get; } = [];

        public bool Visit(in SocketView socket)
        {
            Found[socket.Cookie] = socket.Local;
            return true;
        }
    }
}
