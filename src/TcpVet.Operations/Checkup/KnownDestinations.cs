using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Probes.Firewalls;
using TcpVet.Probes.Local;
using TcpVet.Probes.Sockets;

namespace TcpVet.Operations.Checkup;

/// <summary>
/// Joins a destination that could not be reached with what this host knows of it: which of its namespaces has the address, who is bound to
/// the port there, which rule stops the packets.
/// </summary>
internal sealed class KnownDestinations
{
    // Each costs a look at the listeners of a namespace, and at its rules; on a host with many like networks the search is not worth its
    // time.
    private const int MostDestinations = 16;
    private const int MostPlaces = 32;
    private const int MostHolders = 8;

    private readonly LiveHost host;
    private readonly Lazy<IReadOnlyList<NetworkNamespace>> places;
    private readonly Dictionary<(ulong Netns, Protocol Proto, ushort Port), NamespaceLook?> looks = [];
    private readonly Dictionary<ulong, (FirewallJudge? Judge, string? Gap)> firewalls = [];

    private KnownDestinations(LiveHost host)
    {
        this.host = host;
        places = new(() => [.. host.Namespaces.All().Namespaces.Take(MostPlaces)]);
    }

    /// <summary>The capture with what is known of the destinations that failed most.</summary>
    public static Capture AddTo(Capture capture, LiveHost host)
    {
        if (!capture.Namespaces.Any(netns => netns.Heard?.Failures.Any(IsWorthALook) == true))
        {
            return capture;
        }

        KnownDestinations known = new(host);
        return capture with { Namespaces = [.. capture.Namespaces.Select(known.Join)] };
    }

    // Who was given up before the SYN was repeated may merely be slow.
    private static bool IsWorthALook(ConnectFailure failure) => failure.Reason switch
    {
        FailureReason.Other or FailureReason.NoPort => false,
        FailureReason.GivenUp => failure.Repeated > 0,
        _ => true,
    };

    private NetnsCapture Join(NetnsCapture netns)
    {
        if (netns.Heard is not { } heard)
        {
            return netns;
        }

        Dictionary<(Protocol, InetEndpoint), DestinationFacts?> made = [];
        return netns with
        {
            Heard = heard with { Failures = [.. heard.Failures.Select(failure => IsWorthALook(failure) ? Join(failure) : failure)] },
        };

        ConnectFailure Join(ConnectFailure failure)
        {
            (Protocol, InetEndpoint) key = (failure.Proto, failure.Peer);
            if (!made.TryGetValue(key, out DestinationFacts? facts) && made.Count < MostDestinations)
            {
                made.Add(key, facts = FactsOf(netns.Netns, failure));
            }

            return failure with { Destination = facts };
        }
    }

    private DestinationFacts? FactsOf(NetnsIdentity from, ConnectFailure failure)
    {
        try
        {
            return PlaceOf(from.Inode) is not { } own ? null
                : HolderOf(own, failure.Peer.Addr) is { } place ? Facts(place, own, failure) : new DestinationFacts();
        }
        catch (KernelException)
        {
            // A namespace has gone, or may not be entered.
            return null;
        }
    }

    private DestinationFacts Facts(NetworkNamespace place, NetworkNamespace own, ConnectFailure failure)
    {
        bool here = place.Identity.Inode == own.Identity.Inode;
        List<DestinationHolder> bound = Bound(place, failure, named: false);
        (FirewallJudge? judge, string? gap) = FirewallOf(place);
        InetEndpoint from = new(failure.Source.Family == failure.Peer.Addr.Family ? failure.Source
            : failure.Peer.Addr.Family == AddressFamily.IPv4 ? InetAddress.AnyIPv4 : InetAddress.AnyIPv6, 0);
        FirewallWord? rule = judge?.RuleThatStops(new ProbePacket(failure.Proto, from, failure.Peer, here));
        return new DestinationFacts
        {
            Netns = place.Identity,
            Here = here,
            Bound = bound,
            Elsewhere = bound.Any(holder => holder.Takes) ? [] : Elsewhere(place, failure),
            Others = here || bound.Count > 0 ? [] : Others(place, failure),
            Rule = rule?.Words,
            RuleStops = rule?.Drops ?? false,
            RulesUnread = gap,
        };
    }

    private NetworkNamespace? PlaceOf(ulong inode) =>
        host.Namespaces.Own() is { } own && own.Identity.Inode == inode ? own
            : places.Value.FirstOrDefault(place => place.Identity.Inode == inode);

    // The own one first; of several with the same address, the one that is a neighbour.
    private NetworkNamespace? HolderOf(NetworkNamespace own, InetAddress address)
    {
        if (own.Run(() => OwnAddress.Has(address)))
        {
            return own;
        }

        List<NetworkNamespace> holders =
            [.. places.Value.Where(place => place.Identity.Inode != own.Identity.Inode && Tried(place, () => OwnAddress.Has(address)))];
        if (holders.Count == 0)
        {
            return null;
        }

        NeighbourTable neighbours = own.Run(NeighbourTable.Read);
        return holders.Where(place => Tried(place, () => neighbours.MayBe(address, NeighbourTable.OwnAddresses()))).ToArray() is [{ } only]
            ? only : null;
    }

    private List<DestinationHolder> Elsewhere(NetworkNamespace there, ConnectFailure failure) =>
        [.. places.Value.Where(place => place.Identity.Inode != there.Identity.Inode)
            .SelectMany(place => Bound(place, failure, named: true))
            .Take(MostHolders)];

    private List<DestinationHolder> Others(NetworkNamespace place, ConnectFailure failure) =>
        failure.Proto != Protocol.Tcp ? [] : [.. Bound(place, failure, named: false, port: 0).Where(holder => holder.Takes)];

    private List<DestinationHolder> Bound(NetworkNamespace place, ConnectFailure failure, bool named, ushort? port = null)
    {
        ushort asked = port ?? failure.Peer.Port;
        (ulong, Protocol, ushort) key = (place.Identity.Inode, failure.Proto, asked);
        if (!looks.TryGetValue(key, out NamespaceLook? look))
        {
            HashSet<(Protocol, ushort)> ports = [(failure.Proto, asked)];
            looks.Add(key, look = Look(place, ports));
        }

        return [.. (look?.Sockets ?? []).Take(MostHolders).Select(socket => new DestinationHolder
        {
            Local = socket.Local,
            Takes = socket.Takes(failure.Peer.Addr),
            Processes = socket.Processes,
            Netns = named ? place.Label : null,
        })];
    }

    private NamespaceLook? Look(NetworkNamespace place, HashSet<(Protocol, ushort)> port)
    {
        try
        {
            return place.Run(() => NamespaceLook.Take(host, port).WithProcesses(host));
        }
        catch (KernelException)
        {
            return null;
        }
    }

    private (FirewallJudge? Judge, string? Gap) FirewallOf(NetworkNamespace place)
    {
        if (!firewalls.TryGetValue(place.Identity.Inode, out (FirewallJudge? Judge, string? Gap) known))
        {
            firewalls.Add(place.Identity.Inode, known = ReadFirewall(place));
        }

        return known;
    }

    private static (FirewallJudge? Judge, string? Gap) ReadFirewall(NetworkNamespace place)
    {
        try
        {
            return (new FirewallJudge(place.Run(NftSource.Read)), null);
        }
        catch (KernelException exception) when (exception.Errno is Errno.EPROTONOSUPPORT or Errno.ENOENT or Errno.EOPNOTSUPP)
        {
            // A kernel without nftables has no rules in it.
            return (null, null);
        }
        catch (KernelException exception)
        {
            return (null, exception.Message);
        }
    }

    private static bool Tried(NetworkNamespace place, Func<bool> ask)
    {
        try
        {
            return place.Run(ask);
        }
        catch (KernelException)
        {
            return false;
        }
    }
}
