using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Probes.Firewalls;
using TcpVet.Probes.Results;
using TcpVet.Probes.Sockets;

namespace TcpVet.Probes.Local;

/// <summary>A network namespace of this host that has addresses that are asked, looked at before and after the asking.</summary>
public sealed class LocalNamespace
{
    // On a host with many like networks the search is not worth its time.
    private const int MostPlaces = 32;

    private readonly LiveHost host;
    private readonly NetworkNamespace netns;
    private readonly HashSet<(Protocol Protocol, ushort Port)> ports;
    private readonly IReadOnlySet<string> hardware;
    private NamespaceLook before;
    private NamespaceLook? after;
    private FirewallJudge? firewall;
    private string? firewallGap;

    private LocalNamespace(LiveHost host, NetworkNamespace netns, IReadOnlyList<ProbeQuestion> questions)
    {
        this.host = host;
        this.netns = netns;
        Addresses = questions.Select(question => question.Peer.Addr).ToHashSet();
        ports = [.. questions.Select(question => (question.Protocol, question.Peer.Port))];
        (before, hardware) = netns.Run(() => (NamespaceLook.Take(host, ports), NeighbourTable.OwnAddresses()));
    }

    /// <summary>The namespace's name.</summary>
    public string Label => netns.Label;

    /// <summary>Whether it is the one that is asked from.</summary>
    public bool IsOwn => netns.Identity.Own;

    /// <summary>Which of the asked addresses it has.</summary>
    public IReadOnlySet<InetAddress> Addresses { get; }

    /// <summary>The look before the asking.</summary>
    public NamespaceLook Before => before;

    /// <summary>The look afterwards, with processes; taken at the first call.</summary>
    public NamespaceLook After => after ??= netns.Run(() => NamespaceLook.Take(host, ports).WithProcesses(host));

    /// <summary>The rule of the namespace's nftables that stops the packets of a probe; null when none is known to.</summary>
    /// <param name="result">What the network said of it.</param>
    /// <param name="gap">Why the rules could not be read; null when they were.</param>
    public FirewallWord? RuleThatStops(ProbeResult result, out string? gap)
    {
        if (firewall is null && firewallGap is null)
        {
            ReadFirewall();
        }

        gap = firewallGap;
        InetEndpoint peer = result.Peer!.Value;
        InetEndpoint from = result.Local
            ?? new InetEndpoint(peer.Addr.Family == AddressFamily.IPv4 ? InetAddress.AnyIPv4 : InetAddress.AnyIPv6, 0);
        return firewall?.RuleThatStops(new ProbePacket(result.Protocol, from, peer, IsOwn));
    }

    /// <summary>Looks again, before another asking.</summary>
    /// <exception cref="KernelException">The namespace has gone.</exception>
    public void LookAgain()
    {
        before = netns.Run(() => NamespaceLook.Take(host, ports));
        after = null;
    }

    /// <summary>Finds the namespaces that have the asked addresses, the calling thread's first.</summary>
    /// <remarks>Several may have the same one, as private networks of containers repeat: <see cref="HolderOf"/> tells which was
    /// reached.</remarks>
    /// <param name="host">The host.</param>
    /// <param name="questions">What is asked.</param>
    public static IReadOnlyList<LocalNamespace> Find(LiveHost host, IReadOnlyList<ProbeQuestion> questions)
    {
        List<LocalNamespace> found = [];
        Lookup<InetAddress, ProbeQuestion> byAddress = questions.ToLookup(question => question.Peer.Addr);
        List<InetAddress> foreign = [.. byAddress.Select(group => group.Key).Where(address => !OwnAddress.Has(address))];
        List<ProbeQuestion> own = [.. questions.Where(question => !foreign.Contains(question.Peer.Addr))];
        if (own.Count > 0)
        {
            found.Add(new LocalNamespace(host, host.Namespaces.Own(), own));
        }

        foreign.RemoveAll(address => address.IsMulticast);
        if (foreign.Count > 0)
        {
            found.AddRange(Others(host, byAddress, foreign));
        }

        return found;
    }

    private static List<LocalNamespace> Others(LiveHost host, Lookup<InetAddress, ProbeQuestion> byAddress, List<InetAddress> foreign)
    {
        List<LocalNamespace> found = [];
        foreach (NetworkNamespace netns in host.Namespaces.All().Namespaces.Where(netns => !netns.Identity.Own))
        {
            List<InetAddress> held = Held(netns, foreign);
            if (held.Count > 0 && Look(host, netns, [.. held.SelectMany(address => byAddress[address])]) is { } place)
            {
                found.Add(place);
            }

            if (found.Count == MostPlaces)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>
    /// The namespace that an address belongs to: the own one, or the one that is on the other end of the link, which the neighbour's
    /// hardware address tells; null when that cannot be told.
    /// </summary>
    /// <param name="places">The namespaces that were looked at.</param>
    /// <param name="address">The address that was asked.</param>
    /// <param name="packets">How many packets were sent to it.</param>
    /// <param name="neighbours">The neighbours of the namespace that was asked from, after the asking.</param>
    public static LocalNamespace? HolderOf(IReadOnlyList<LocalNamespace> places, InetAddress address, long packets,
        NeighbourTable neighbours)
    {
        List<LocalNamespace> holders =
            [.. places.Where(place => place.Addresses.Contains(address) && (place.IsOwn || neighbours.MayBe(address, place.hardware)))];
        if (holders.Count > 1 && !holders[0].IsOwn)
        {
            holders.RemoveAll(place => place.Received(address.Family) < packets);
        }

        return holders.Count == 1 || (holders.Count > 0 && holders[0].IsOwn) ? holders[0] : null;
    }

    /// <summary>How many packets of a family arrived in the namespace during the asking, whoever sent them (Ip.InReceives, RFC
    /// 4293).</summary>
    public long Received(AddressFamily family)
    {
        string name = family == AddressFamily.IPv4 ? "Ip.InReceives" : "Ip6.InReceives";
        return After.Counters.GetValueOrDefault(name) - Before.Counters.GetValueOrDefault(name);
    }

    // The file names the tables that the old iptables has; only root may read it, and a kernel without them has no such file.
    private bool LegacyTables() => HasText($"{ProcFsRoot.Net}/ip_tables_names") || HasText($"{ProcFsRoot.Net}/ip6_tables_names");

    private bool HasText(string path)
    {
        try
        {
            return host.Root.Read(path) is { Length: > 0 };
        }
        catch (KernelException)
        {
            return false;
        }
    }

    private void ReadFirewall()
    {
        try
        {
            (NftTables tables, bool legacy) = netns.Run(() => (NftSource.Read(), LegacyTables()));
            firewall = new FirewallJudge(tables);
            firewallGap = legacy ? $"there are rules of the old iptables{(IsOwn ? "" : $" in network namespace {Label}")}, which are not read here: iptables-legacy -nvL shows which counts" : null;
        }
        catch (KernelException exception) when (exception.Errno is Errno.EPROTONOSUPPORT or Errno.ENOENT or Errno.EOPNOTSUPP)
        {
            // A kernel without nftables has no rules in it.
            firewall = new FirewallJudge(new NftTables([], [], new Dictionary<(byte, string, string), IReadOnlyList<NftElement>>()));
        }
        catch (KernelException exception)
        {
            firewallGap = $"whether a firewall rule{(IsOwn ? "" : $" in network namespace {Label}")} stops it could not be read: {(exception.Errno == Errno.EPERM ? "CAP_NET_ADMIN is needed" : exception.Message)}";
        }
    }

    // Whoever may not enter a namespace knows nothing of it: the answers of the network stand by themselves.
    private static List<InetAddress> Held(NetworkNamespace netns, List<InetAddress> addresses)
    {
        try
        {
            return netns.Run(() => addresses.FindAll(address => !address.IsLoopback && OwnAddress.Has(address)));
        }
        catch (KernelException)
        {
            return [];
        }
    }

    private static LocalNamespace? Look(LiveHost host, NetworkNamespace netns, IReadOnlyList<ProbeQuestion> questions)
    {
        try
        {
            return new LocalNamespace(host, netns, questions);
        }
        catch (KernelException)
        {
            return null;
        }
    }
}
