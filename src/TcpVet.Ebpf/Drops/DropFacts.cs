using System.Text;
using TcpVet.Ebpf.Interop;
using TcpVet.Model;

namespace TcpVet.Ebpf.Drops;

/// <summary>Turns what drops.bpf.c counts into the words of the model.</summary>
internal static class DropFacts
{
    /// <summary>Reads an entry of the table.</summary>
    /// <param name="key">What was counted by.</param>
    /// <param name="drop">What was counted.</param>
    /// <param name="peers">Whether addresses are told apart.</param>
    /// <param name="isRest">Whether it is of the table without ports.</param>
    public static DropCount Read(in tcpvet_drop_key key, in tcpvet_drop drop, bool peers, bool isRest)
    {
        AddressFamily? family = key.family is (byte)AddressFamily.IPv4 or (byte)AddressFamily.IPv6 ? (AddressFamily)key.family : null;
        DropEnds? sample = family is { } known
            ? new DropEnds(
                new InetEndpoint(InetAddress.Read(known, drop.local), drop.local_port),
                new InetEndpoint(InetAddress.Read(known, drop.peer), drop.peer_port))
            : null;
        return new DropCount
        {
            Key = new DropKey(key.reason, key.netns, key.@interface, Way(key.way), family, key.ethertype, key.protocol, key.local_port)
            {
                Inode = key.inode,
                IsGroup = key.group != 0,
                IsOpening = key.opening != 0,
                Location = key.location,
                Ends = peers && !isRest ? sample : null,
                IsRest = isRest,
            },
            Packets = drop.packets,
            Bytes = drop.bytes,
            First = drop.first,
            Last = drop.last,
            Location = drop.location,
            Sample = sample,
            Cgroup = drop.cgroup,
            Uid = key.inode != 0 ? drop.uid : null,
            Sender = drop.pid != 0 ? new ProcessRef((int)drop.pid, Text(drop.comm)) : null,
            OutInterface = drop.out_interface,
            InterfaceName = Text(drop.device),
        };
    }

    private static DropWay Way(RecordWay way) => way switch
    {
        RecordWay.TCPVET_WAY_IN => DropWay.In,
        RecordWay.TCPVET_WAY_OUT => DropWay.Out,
        RecordWay.TCPVET_WAY_FORWARD => DropWay.Forward,
        _ => DropWay.Unknown,
    };

    private static string Text(CommBytes name)
    {
        ReadOnlySpan<byte> bytes = name;
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
