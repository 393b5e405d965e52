using System.Buffers.Binary;
using System.Collections;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Scan;

/// <summary>
/// Counts the ephemeral ports that outgoing connections hold, by local address, destination address and port: the tuple within
/// which a local port can serve only once (net/ipv4/inet_hashtables.c <c>__inet_hash_connect</c>). A 4-tuple is unique, so
/// sockets of a tuple are distinct ports.
/// </summary>
/// <param name="listeners">Connections that came in through a listener hold no port of their own.</param>
/// <param name="low">The lowest ephemeral port.</param>
/// <param name="high">The highest ephemeral port.</param>
public sealed class PortTally(ListenerIndex listeners, int low, int high) : ISocketVisitor
{
    /// <summary>Distinct tuples at the most; a tuple near exhaustion is common enough to be among the first seen.</summary>
    public const int MaxTuples = 65_536;

    private const int KeyWidth = 36;
    private const int Used = 0;
    private const int TimeWait = 1;
    private const int Established = 2;
    private const int Source = 3; // Where the tuple's source is in the tally of sources, counted from 1; 0 where it had no room.
    private readonly TallyTable table = new(KeyWidth, columns: 4, MaxTuples);
    private readonly BitArray held = new(65536);

    /// <summary>Distinct ports of the range that any socket holds.</summary>
    public int Held { get; private set; }

    /// <summary>The ports by local address alone.</summary>
    public SourceTally Sources { get; } = new(low);

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        int port = socket.LocalPort;
        if (port < low || port > high)
        {
            return true;
        }

        if (!held[port])
        {
            held[port] = true;
            Held++;
        }

        if (socket.PeerPort == 0 || listeners.Find(in socket) >= 0)
        {
            return true;
        }

        Span<byte> key = stackalloc byte[KeyWidth];
        InetAddress source = socket.LocalAddress.Unmapped;
        WriteKey(key, source, new(socket.PeerAddress.Unmapped, socket.PeerPort));
        int row = table.Row(key);
        if (row < 0)
        {
            Sources.Add(Sources.NumberOf(source), port, socket.Inode);
            return true;
        }

        Span<int> counts = table.Counts(row);
        // A tuple keeps the number of its source: no second look-up a socket.
        counts[Source] = counts[Used] == 0 ? Sources.NumberOf(source) : counts[Source];
        counts[Used]++;
        counts[TimeWait] += socket.State == TcpState.TimeWait ? 1 : 0;
        counts[Established] += socket.State == TcpState.Established ? 1 : 0;
        Sources.Add(counts[Source], port, socket.Inode);
        return true;
    }

    /// <summary>How many ports each destination holds, for each source of <see cref="Sources"/>.</summary>
    public List<int>[] PortsByDestination()
    {
        List<int>[] ports = [.. Sequence.Range(0, Sources.Count).Select(_ => new List<int>())];
        for (int row = 0; row < table.Rows; row++)
        {
            ReadOnlySpan<int> counts = table.Counts(row);
            if (counts[Source] > 0)
            {
                ports[counts[Source] - 1].Add(counts[Used]);
            }
        }

        return ports;
    }

    /// <summary>The tuples that hold at least so many ports, most first.</summary>
    public List<PortTuple> AtLeast(int ports, int most)
    {
        List<PortTuple> tuples = [];
        for (int row = 0; row < table.Rows; row++)
        {
            if (table.Counts(row)[Used] >= ports)
            {
                tuples.Add(Tuple(row));
            }
        }

        tuples.Sort((a, b) => a.Used != b.Used ? b.Used.CompareTo(a.Used) : a.Destination.CompareTo(b.Destination));
        return tuples.Count > most ? tuples.GetRange(0, most) : tuples;
    }

    /// <summary>TIME_WAIT by destination, where there are many.</summary>
    public List<ClosedTowards> Closed()
    {
        Dictionary<InetEndpoint, long> closed = [];
        for (int row = 0; row < table.Rows; row++)
        {
            if (table.Counts(row)[TimeWait] is > 0 and int some)
            {
                InetEndpoint peer = Tuple(row).Destination;
                closed[peer] = closed.GetValueOrDefault(peer) + some;
            }
        }

        return [.. closed.Where(pair => pair.Value >= ClosedTowards.Least)
            .Select(pair => new ClosedTowards(pair.Key, pair.Value))
            .OrderByDescending(one => one.TimeWait)
            .ThenBy(one => one.Peer)
            .Take(ClosedTowards.Most)];
    }

    /// <summary>How many ports a tuple holds; 0 when it was not seen.</summary>
    public long UsedBy(InetAddress source, InetEndpoint destination)
    {
        Span<byte> key = stackalloc byte[KeyWidth];
        WriteKey(key, source, destination);
        int row = table.Find(key);
        return row < 0 ? 0 : table.Counts(row)[Used];
    }

    private static void WriteKey(Span<byte> key, InetAddress source, InetEndpoint destination)
    {
        key[0] = (byte)source.Family;
        key[1] = (byte)destination.Addr.Family;
        BinaryPrimitives.WriteUInt16LittleEndian(key[2..], destination.Port);
        BinaryPrimitives.WriteUInt128LittleEndian(key[4..], source.Bits);
        BinaryPrimitives.WriteUInt128LittleEndian(key[20..], destination.Addr.Bits);
    }

    private PortTuple Tuple(int row)
    {
        ReadOnlySpan<byte> key = table.Key(row);
        ReadOnlySpan<int> counts = table.Counts(row);
        InetAddress destination = new((AddressFamily)key[1], BinaryPrimitives.ReadUInt128LittleEndian(key[20..]));
        return new PortTuple
        {
            Source = new((AddressFamily)key[0], BinaryPrimitives.ReadUInt128LittleEndian(key[4..])),
            Destination = new(destination, BinaryPrimitives.ReadUInt16LittleEndian(key[2..])),
            Used = counts[Used],
            TimeWait = counts[TimeWait],
            Established = counts[Established],
        };
    }
}
