using System.Runtime.InteropServices;
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

    private delegate void MessageReader(ReadOnlySpan<byte> payload);

    private static void Dump(int request, int answer, int head, MessageReader read)
    {
        using NetlinkSocket socket = NetlinkSocket.OpenRoute();
        uint sequence = socket.NextSequence();
        byte[] message = new byte[NetlinkMessages.HeaderSize + head];
        MemoryMarshal.Write(message, new nlmsghdr
        {
            nlmsg_len = (uint)message.Length,
            nlmsg_type = (ushort)request,
            nlmsg_flags = NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_DUMP,
            nlmsg_seq = sequence,
        });
        socket.Send(message);
        byte[] buffer = new byte[NetlinkSocket.DumpBufferSize];
        while (true)
        {
            int length = socket.Receive(buffer, out _);
            foreach (NetlinkMessage part in new NetlinkMessages(buffer.AsSpan(0, length)))
            {
                if (part.Header.nlmsg_seq != sequence)
                {
                    continue;
                }

                if (part.Header.nlmsg_type is NetlinkConstants.NLMSG_DONE or NetlinkConstants.NLMSG_ERROR)
                {
                    (int errno, string? text) = NetlinkMessages.ReadError(part);
                    if (errno != 0)
                    {
                        throw new KernelException("read neighbours", errno, text);
                    }

                    return;
                }

                if (part.Header.nlmsg_type == answer && part.Payload.Length >= head)
                {
                    read(part.Payload);
                }
            }
        }
    }
}
