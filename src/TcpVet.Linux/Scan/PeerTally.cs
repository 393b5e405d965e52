using System.Buffers.Binary;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Scan;

/// <summary>Counts sockets by remote address and state. A v4-mapped peer counts with its IPv4 address.</summary>
/// <param name="maxPeers">How many distinct addresses; the sockets of others are in <see cref="LeftOut"/>.</param>
public sealed class PeerTally(int maxPeers = int.MaxValue) : ISocketVisitor
{
    private const int KeyWidth = 17;
    private readonly TallyTable table = new(KeyWidth, columns: (int)TcpState.BoundInactive + 1, maxPeers);

    /// <summary>Sockets whose peer had no room.</summary>
    public long LeftOut => table.LeftOut;

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        Span<byte> key = stackalloc byte[KeyWidth];
        InetAddress peer = socket.PeerAddress.Unmapped;
        key[0] = (byte)peer.Family;
        BinaryPrimitives.WriteUInt128LittleEndian(key[1..], peer.Bits);
        int row = table.Row(key);
        if (row >= 0)
        {
            int state = (int)socket.State;
            Span<int> counts = table.Counts(row);
            counts[state < counts.Length ? state : 0]++;
        }

        return true;
    }

    /// <summary>The peers with most sockets, most first, then by address.</summary>
    /// <param name="most">How many; the rest is summed in the second value.</param>
    public (List<PeerCounts> Peers, PeerRemainder Beyond) Top(int most = int.MaxValue)
    {
        long[] totals = new long[table.Rows];
        int[] order = new int[table.Rows];
        for (int row = 0; row < table.Rows; row++)
        {
            order[row] = row;
            foreach (int count in table.Counts(row))
            {
                totals[row] += count;
            }
        }

        Array.Sort(order, (a, b) => totals[a] != totals[b] ? totals[b].CompareTo(totals[a]) : Address(a).CompareTo(Address(b)));
        List<PeerCounts> peers = [];
        PeerRemainder rest = new(0, 0, []);
        foreach (int row in order)
        {
            if (peers.Count < most)
            {
                peers.Add(new PeerCounts(Address(row), totals[row], States(row)));
                continue;
            }

            rest = rest.Add(totals[row], States(row));
        }

        return (peers, rest with { Sockets = rest.Sockets + LeftOut });
    }

    private InetAddress Address(int row)
    {
        ReadOnlySpan<byte> key = table.Key(row);
        return new((AddressFamily)key[0], BinaryPrimitives.ReadUInt128LittleEndian(key[1..]));
    }

    private Dictionary<TcpState, long> States(int row)
    {
        Dictionary<TcpState, long> states = [];
        Span<int> counts = table.Counts(row);
        for (int state = 0; state < counts.Length; state++)
        {
            if (counts[state] > 0)
            {
                states[(TcpState)state] = counts[state];
            }
        }

        return states;
    }
}

/// <summary>The peers beyond those that are listed.</summary>
/// <param name="Peers">How many addresses.</param>
/// <param name="Sockets">How many sockets.</param>
/// <param name="States">Their sockets by state.</param>
public sealed record PeerRemainder(long Peers, long Sockets, Dictionary<TcpState, long> States)
{
    /// <summary>This with one more peer.</summary>
    public PeerRemainder Add(long sockets, IReadOnlyDictionary<TcpState, long> states)
    {
        foreach ((TcpState state, long count) in states)
        {
            States[state] = States.GetValueOrDefault(state) + count;
        }

        return this with { Peers = Peers + 1, Sockets = Sockets + sockets };
    }
}
