using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>
/// Who holds a port: every socket with that local port whose address meets the one in question, as the kernel compares them before it
/// answers EADDRINUSE (net/ipv4/inet_connection_sock.c <c>inet_csk_bind_conflict</c>, <c>inet_rcv_saddr_equal</c>; udp.c
/// <c>udp_lib_lport_inuse</c>). </summary>
/// <param name="index">Tells incoming connections from outgoing ones.</param>
/// <param name="range">The ephemeral ports: what no listener took on such a port went out.</param>
/// <param name="proto">TCP or UDP.</param>
/// <param name="local">What a service would bind.</param>
internal sealed class BindSurvey(ListenerIndex index, (int Low, int High) range, Protocol proto, InetEndpoint local) : ISocketVisitor
{
    private const int MaxHolders = 100;

    // A port may be that of 100,000 accepted connections: for these a sample of owners does.
    private const int MaxOwners = 4096;

    private readonly Dictionary<Key, Pile> piles = [];
    private int owners;

    /// <summary>Looks at the sockets of the port.</summary>
    public static BindSurvey Run(SocketSource source, ListenerIndex index, (int Low, int High) range, Protocol proto, InetEndpoint local)
    {
        BindSurvey survey = new(index, range, proto, local);
        source.Dump(new SocketQuery { Protocol = proto, Bytecode = source.TakesBytecode ? PortBytecode.LocalPort(local.Port) : null },
            survey);
        return survey;
    }

    public bool Visit(in SocketView socket)
    {
        if (socket.LocalPort != local.Port || !Meets(socket.LocalAddress, socket.V6Only ?? false))
        {
            return true;
        }

        bool connected = socket.PeerPort != 0;
        bool outgoing = connected
            && local.Port >= range.Low
            && local.Port <= range.High
            && (proto == Protocol.Udp || index.Find(in socket) < 0);
        uint inode = socket.Inode != 0 && owners++ < MaxOwners ? socket.Inode : 0;
        Key key = new(socket.State, socket.Local, outgoing, socket.Uid, inode);
        if (!piles.TryGetValue(key, out Pile? pile))
        {
            piles[key] = pile = new Pile(connected ? socket.Peer : null);
        }

        pile.Count++;
        return true;
    }

    public void AddWanted(InodeSet wanted)
    {
        foreach (Key key in piles.Keys)
        {
            wanted.Add(key.Inode);
        }
    }

    public BindQuestion ToFact(Attribution attribution) => new()
    {
        Proto = proto,
        Local = local,
        Holders = [.. piles
            .Select(pair => (pair.Key, pair.Value, Process: attribution.OwnerOf(pair.Key.Inode).Process))
            .GroupBy(one => (one.Key.State, one.Key.Local, one.Key.Outgoing, one.Key.Uid, one.Process))
            .Select(group => new PortHolder
            {
                State = group.Key.State,
                Local = group.Key.Local,
                Peer = group.First().Value.Peer,
                Outgoing = group.Key.Outgoing,
                Process = group.Key.Process,
                Uid = group.Key.Uid,
                Count = group.Sum(one => one.Value.Count),
            })
            .OrderBy(holder => Rank(holder))
                .ThenByDescending(holder => holder.Count)
                .ThenBy(holder => holder.Local)
                .ThenBy(holder => holder.Process?.Pid)
            .Take(MaxHolders)],
    };

    // SO_REUSEADDR helps against none that listens, and of the others against those least that did not set it: sockets of outgoing
    // connections.
    private static int Rank(PortHolder holder) => holder switch
    {
        { State: TcpState.Listen or TcpState.Close } => 0,
        { State: TcpState.BoundInactive } => 1,
        { State: TcpState.TimeWait } => 4,
        { Outgoing: true } => 2,
        _ => 3,
    };

    // The wildcard of a family meets every address of it; :: meets IPv4 too, unless it is IPV6_V6ONLY; a mapped address is its IPv4 one.
    private bool Meets(InetAddress held, bool heldV6Only)
    {
        InetAddress a = local.Addr.Unmapped;
        InetAddress b = held.Unmapped;
        if (a.Family != b.Family)
        {
            // The service is taken for one without IPV6_V6ONLY (net.ipv6.bindv6only is 0).
            return (a is { Family: AddressFamily.IPv6, IsAny: true }) || (b is { Family: AddressFamily.IPv6, IsAny: true } && !heldV6Only);
        }

        return a == b || a.IsAny || b.IsAny;
    }

    private readonly record struct Key(TcpState State, InetEndpoint Local, bool Outgoing, uint Uid, uint Inode);

    private sealed class Pile(InetEndpoint? peer)
    {
        public InetEndpoint? Peer => peer;

        public long Count { get; set; }
    }
}
