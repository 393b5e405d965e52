using System.Runtime.InteropServices;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>An established connection whose other end still is a request (SYN_RECV).</summary>
/// <param name="Service">The service that it asks.</param>
/// <param name="Address">Its own address.</param>
/// <param name="Inode">Its socket; 0 without a process.</param>
/// <param name="HasData">Whether it has data to send that nobody acknowledges.</param>
internal readonly record struct HalfEstablishedClient(InetEndpoint Service, InetAddress Address, uint Inode, bool HasData);

/// <summary>
/// Looks for the clients of requests (SYN_RECV) among the established connections of the examined namespaces. It asks the kernel for
/// the services' ports only, and asks nothing when there is no request or none whose client can be local.
/// </summary>
internal sealed class HalfEstablishedSearch
{
    // Requests beyond these are not looked at: with more, it is a flood, whose clients are elsewhere.
    private const int MaxRequests = 65_536;
    private const int MaxPorts = 16;
    private const int MaxGroups = 256;

    private readonly Dictionary<(InetEndpoint Service, InetEndpoint Client), InetEndpoint> requests;

    private HalfEstablishedSearch(Dictionary<(InetEndpoint Service, InetEndpoint Client), InetEndpoint> requests) =>
        this.requests = requests;

    /// <summary>The search for the clients of a reading's requests.</summary>
    /// <param name="suspects">Sockets in rare states.</param>
    /// <param name="index">Their services.</param>
    public static HalfEstablishedSearch Of(IEnumerable<SuspectTally.Suspect> suspects, ListenerIndex index)
    {
        Dictionary<(InetEndpoint Service, InetEndpoint Client), InetEndpoint> requests = [];
        foreach (SuspectTally.Suspect suspect in suspects)
        {
            if (suspect.State == TcpState.SynRecv && requests.Count < MaxRequests)
            {
                InetEndpoint service = suspect.Service >= 0 ? index.Services[suspect.Service].Local : suspect.Local;
                requests[(Unmapped(suspect.Local), Unmapped(suspect.Peer))] = service;
            }
        }

        return new HalfEstablishedSearch(requests);
    }

    /// <summary>Whether any request's client passes.</summary>
    public bool HasClient(Func<InetAddress, bool> mayBeLocal) => requests.Keys.Any(ends => mayBeLocal(ends.Client.Addr));

    /// <summary>Looks through a namespace's established connections.</summary>
    /// <param name="source">The sockets.</param>
    /// <param name="mayBeLocal">Whether outgoing connections of this namespace can have that address.</param>
    public List<HalfEstablishedClient> Run(SocketSource source, Func<InetAddress, bool> mayBeLocal)
    {
        Finder finder = new(requests);
        ushort[] ports =
            [.. requests.Keys.Where(ends => mayBeLocal(ends.Client.Addr)).Select(ends => ends.Service.Port).Distinct().Take(MaxPorts)];
        TcpStateSet established = TcpStateSet.Of(TcpState.Established);
        if (ports.Length > 0 && !source.TakesBytecode)
        {
            source.Dump(new SocketQuery { States = established }, finder);
            return finder.Found;
        }

        foreach (ushort port in ports)
        {
            source.Dump(new SocketQuery { States = established, Bytecode = PortBytecode.PeerPort(port) }, finder);
        }

        return finder.Found;
    }

    /// <summary>Groups of clients, most first.</summary>
    public static List<HalfEstablishedGroup> ToFacts(IEnumerable<HalfEstablishedClient> clients, Attribution attribution)
    {
        Dictionary<(InetEndpoint, InetAddress), List<HalfEstablishedClient>> groups = [];
        foreach (HalfEstablishedClient client in clients)
        {
            ref List<HalfEstablishedClient>? group =
                ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (client.Service, client.Address), out _);
            (group ??= []).Add(client);
        }

        return [.. groups.Values.OrderByDescending(group => group.Count)
            .ThenBy(group => group[0].Service)
            .ThenBy(group => group[0].Address)
            .Take(MaxGroups)
                .Select(group => new HalfEstablishedGroup
                {
                    Service = group[0].Service,
                    Client = group[0].Address,
                    Process = attribution.MostFrequent(group.Select(client => client.Inode)),
                    Count = group.Count,
                    WithData = group.Count(client => client.HasData),
                })];
    }

    private static InetEndpoint Unmapped(InetEndpoint end) => new(end.Addr.Unmapped, end.Port);

    /// <summary>Keeps the connections that are the other end of a request.</summary>
    private sealed class Finder(Dictionary<(InetEndpoint Service, InetEndpoint Client), InetEndpoint> requests) : ISocketVisitor
    {
        public List<HalfEstablishedClient> Found { get; } = [];

        public bool Visit(in SocketView socket)
        {
            if (requests.TryGetValue((Unmapped(socket.Peer), Unmapped(socket.Local)), out InetEndpoint service))
            {
                Found.Add(new HalfEstablishedClient(service, socket.LocalAddress.Unmapped, socket.Inode, socket.SendQ > 0));
            }

            return true;
        }
    }
}
