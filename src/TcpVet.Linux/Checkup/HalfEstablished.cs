using System.Runtime.InteropServices;
using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Checkup;

/// <summary>
/// Looks for the clients of requests (SYN_RECV) among the established connections of the examined namespaces. It asks the kernel for
/// the services' ports only, and asks nothing when there is no request or none whose client can be local.
/// </summary>
internal sealed class HalfEstablished : ISocketVisitor
{
    // Requests beyond these are not looked at: with more, it is a flood, whose clients are elsewhere.
    private const int MaxRequests = 65_536;
    private const int MaxPorts = 16;
    private const int MaxGroups = 256;

    private readonly Dictionary<(InetEndpoint Service, InetEndpoint Client), InetEndpoint> requests = [];
    private readonly List<Client> clients = [];

    /// <summary>Notes the requests of a reading.</summary>
    /// <param name="suspects">Sockets in rare states.</param>
    /// <param name="index">Their services.</param>
    public void AddRequests(IEnumerable<SuspectTally.Suspect> suspects, ListenerIndex index)
    {
        foreach (SuspectTally.Suspect suspect in suspects)
        {
            if (suspect.State == TcpState.SynRecv && requests.Count < MaxRequests)
            {
                InetEndpoint service = suspect.Service >= 0 ? index.Services[suspect.Service].Local : suspect.Local;
                requests[(Unmapped(suspect.Local), Unmapped(suspect.Peer))] = service;
            }
        }
    }

    /// <summary>Whether any request's client passes.</summary>
    public bool HasClient(Func<InetAddress, bool> mayBeLocal) => requests.Keys.Any(ends => mayBeLocal(ends.Client.Addr));

    /// <summary>Looks through a namespace's established connections.</summary>
    /// <param name="source">The sockets.</param>
    /// <param name="mayBeLocal">Whether outgoing connections of this namespace can have that address.</param>
    public void Search(SocketSource source, Func<InetAddress, bool> mayBeLocal)
    {
        ushort[] ports = [.. requests.Keys.Where(ends => mayBeLocal(ends.Client.Addr)).Select(ends => ends.Service.Port).Distinct().Take(MaxPorts)];
        TcpStateSet established = TcpStateSet.Of(TcpState.Established);
        if (ports.Length > 0 && !source.TakesBytecode)
        {
            source.Dump(new SocketQuery { States = established }, this);
            return;
        }

        foreach (ushort port in ports)
        {
            source.Dump(new SocketQuery { States = established, Bytecode = PortBytecode.PeerPort(port) }, this);
        }
    }

    public bool Visit(in SocketView socket)
    {
        if (requests.TryGetValue((Unmapped(socket.Peer), Unmapped(socket.Local)), out InetEndpoint service))
        {
            clients.Add(new Client(service, socket.LocalAddress.Unmapped, socket.Inode, socket.SendQ > 0));
        }

        return true;
    }

    public void AddWanted(InodeSet wanted) => clients.ForEach(client => wanted.Add(client.Inode));

    /// <summary>The groups, most first.</summary>
    public List<HalfEstablishedGroup> ToFacts(Attribution attribution)
    {
        Dictionary<(InetEndpoint, InetAddress), List<Client>> groups = [];
        foreach (Client client in clients)
        {
            ref List<Client>? group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (client.Service, client.Address), out _);
            (group ??= []).Add(client);
        }

        return [.. groups.Values.OrderByDescending(group => group.Count).ThenBy(group => group[0].Service).ThenBy(group => group[0].Address).Take(MaxGroups)
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

    private readonly record struct Client(InetEndpoint Service, InetAddress Address, uint Inode, bool HasData);
}
