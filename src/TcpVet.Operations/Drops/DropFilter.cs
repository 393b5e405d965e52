using System.Runtime.InteropServices;
using TcpVet.Ebpf.Drops;
using TcpVet.Linux.Filters;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Drops;

/// <summary>
/// The filter of thrown away packets: ss's language over their ends, interface, user and process. Of a forwarded packet the destination
/// takes the place of the local end.
/// </summary>
public sealed class DropFilter
{
    private readonly SocketFilter filter;
    private readonly AddressFamily? family;
    private readonly Protocol? protocol;
    private readonly FilterContext context;
    private ProcessRef? process;

    private DropFilter(SocketFilter filter, AddressFamily? family, Protocol? protocol)
    {
        this.filter = filter;
        this.family = family;
        this.protocol = protocol;
        context = new FilterContext { Owners = Owns };
    }

    /// <summary>What the user should know about the filter's spelling.</summary>
    public IReadOnlyList<string> Hints => filter.Hints;

    /// <summary>Whether addresses and the peer's port have to be told apart.</summary>
    public bool NeedsEnds => filter.Expression is not null;

    /// <summary>Reads a filter, in the namespace that it is for: interfaces have other indexes elsewhere.</summary>
    /// <param name="root">Where the host's proc is mounted, for the names that a filter may use.</param>
    /// <param name="words">The filter in ss's language, word by word; none for every packet.</param>
    /// <param name="family">The one family; null for both.</param>
    /// <param name="protocol">The one protocol; null for all.</param>
    /// <exception cref="FilterException">It is wrong.</exception>
    /// <exception cref="RequestException">It asks for what a thrown away packet does not tell.</exception>
    public static DropFilter Parse(ProcFsRoot root, IReadOnlyList<string> words, AddressFamily? family, Protocol? protocol)
    {
        SocketFilter filter = words.Count == 0 ? SocketFilter.None
            : FilterParser.Parse(words, FilterNames.FromHost(root, protocol != Protocol.Udp, protocol != Protocol.Tcp, family));
        if (filter.States is not null)
        {
            throw new RequestException("a thrown away packet has no state: filter by src, dst, sport, dport, dev, process or user");
        }

        FilterNeeds needs = filter.Expression?.Needs ?? FilterNeeds.None;
        return (needs & ~FilterNeeds.Owners) == 0
            ? new DropFilter(filter, family, protocol)
            : throw new RequestException("dropped packets cannot be filtered by idle, age, recvq, sendq, fwmark, cgroup or autobound: they do not tell it");
    }

    /// <summary>Whether packets were asked for.</summary>
    /// <param name="count">The packets.</param>
    /// <param name="owner">Whose they were; null when unknown.</param>
    public bool Matches(DropCount count, ProcessRef? owner)
    {
        DropKey key = count.Key;
        if ((family is { } asked && key.Family != asked)
            || (protocol is { } wanted && DropJudgement.Transport(key) != wanted)
            || (filter.Family is { } implied && key.Family != implied))
        {
            return false;
        }

        if (filter.Expression is not { } expression)
        {
            return true;
        }

        // Those that found no room have no ends: nobody knows whether they were asked for.
        if (key.Ends is not { } ends)
        {
            return false;
        }

        process = owner;
        inet_diag_msg message = Message(key, ends, count.Uid);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref message, 1));
        return SocketView.TryRead(DropJudgement.Transport(key) ?? Protocol.Tcp, bytes, out SocketView view)
            && expression.Evaluate(in view, context) == Truth.True;
    }

    private Truth Owns(uint inode, ProcessPattern pattern) =>
        process is null ? Truth.Unknown : pattern.Matches(process.Pid, process.Name) ? Truth.True : Truth.False;

    private static inet_diag_msg Message(in DropKey key, in DropEnds ends, uint? uid)
    {
        inet_diag_sockid id = new()
        {
            idiag_sport = BigEndianUInt16.From(ends.Local.Port),
            idiag_dport = BigEndianUInt16.From(ends.Peer.Port),
            idiag_if = key.Interface,
        };
        ends.Local.Addr.Write(id.idiag_src);
        ends.Peer.Addr.Write(id.idiag_dst);
        return new inet_diag_msg
        {
            idiag_family = (byte)ends.Local.Addr.Family,
            idiag_state = (byte)TcpState.Established,
            idiag_uid = uid ?? uint.MaxValue,
            // Without an inode a socket of sock_diag has no process for certain; of this one it may be known all the same.
            idiag_inode = key.Inode == 0 ? uint.MaxValue : key.Inode,
            id = id,
        };
    }
}
