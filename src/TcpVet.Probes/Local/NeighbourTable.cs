using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Model;
using static TcpVet.Linux.Interop.RouteConstants;

namespace TcpVet.Probes.Local;

/// <summary>
/// The neighbours of a network namespace (ARP and neighbour discovery). A packet to an address of another namespace of this host goes to a
/// neighbour that has a hardware address of an interface there: of several namespaces with the same IP address that one is meant.
/// </summary>
public sealed class NeighbourTable
{
    private const int NeighbourHead = 12; // struct ndmsg
    private const int LinkHead = 16; // struct ifinfomsg

    private readonly Dictionary<InetAddress, string> neighbours = [];

    /// <summary>Reads the neighbours of the calling thread's namespace.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static NeighbourTable Read()
    {
        NeighbourTable table = new();
        Dump(RTM_GETNEIGH, RTM_NEWNEIGH, NeighbourHead, table.Take);
        return table;
    }

    /// <summary>The hardware addresses of the calling thread's namespace's interfaces.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static IReadOnlySet<string> OwnAddresses()
    {
        HashSet<string> addresses = [];
        Dump(RTM_GETLINK, RTM_NEWLINK, LinkHead, payload =>
        {
            ReadOnlySpan<byte> address = new NetlinkAttributes(payload[LinkHead..]).Of(IFLA_ADDRESS);
            // Loopback has zeros.
            if (address.ContainsAnyExcept((byte)0))
            {
                addresses.Add(Convert.ToHexString(address));
            }
        });
        return addresses;
    }

    /// <summary>Whether packets to an address may go to interfaces with these hardware addresses: to the neighbour of that address, or
    /// through a gateway.</summary>
    public bool MayBe(InetAddress address, IReadOnlySet<string> hardware) => neighbours.TryGetValue(address, out string? neighbour)
        ? hardware.Contains(neighbour)
        : neighbours.Values.Any(hardware.Contains);

    private void Take(ReadOnlySpan<byte> payload)
    {
        NetlinkAttributes attributes = new(payload[NeighbourHead..]);
        ReadOnlySpan<byte> address = attributes.Of(NDA_DST);
        ReadOnlySpan<byte> hardware = attributes.Of(NDA_LLADDR);
        if (address.Length is 4 or 16 && hardware.ContainsAnyExcept((byte)0))
        {
            neighbours[InetAddress.Read(address.Length == 4 ? AddressFamily.IPv4 : AddressFamily.IPv6, address)] =
                Convert.ToHexString(hardware);
        }
    }

    private static void Dump(int request, int answer, int head, NetlinkReader read)
    {
        using NetlinkSocket socket = NetlinkSocket.OpenRoute();
        socket.Dump("neighbours", request, new byte[head], answer, head, read);
    }
}
