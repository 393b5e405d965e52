using TcpVet.Linux.Owners;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>
/// A second look at the few destinations that hold many local ports: how many now, and who holds them. The kernel is asked for these
/// destinations only, so that the look costs little on a host with a million sockets.
/// </summary>
internal sealed class HotTuples : ISocketVisitor
{
    private const int SampledOwners = 64;
    private readonly List<Tuple> tuples;
    private readonly PortTally now;

    private HotTuples(List<PortTuple> tuples, PortTally now)
    {
        this.tuples = [.. tuples.Select(fact => new Tuple(fact))];
        this.now = now;
    }

    public static HotTuples Read(SocketSource source, List<PortTuple> tuples, ListenerIndex index, (int Low, int High) range)
    {
        HotTuples hot = new(tuples, new PortTally(index, range.Low, range.High));
        if (!source.TakesBytecode)
        {
            // Without a filter one walk shows all of them, and a second one would count them twice.
            if (tuples.Count > 0)
            {
                source.Dump(new SocketQuery(), hot);
            }

            return hot;
        }

        foreach (ushort port in tuples.Select(tuple => tuple.Destination.Port).Distinct())
        {
            source.Dump(new SocketQuery { Bytecode = PortBytecode.PeerPort(port) }, hot);
        }

        return hot;
    }

    public bool Visit(in SocketView socket)
    {
        foreach (Tuple tuple in tuples)
        {
            if (socket.PeerPort == tuple.Fact.Destination.Port && socket.PeerAddress.Unmapped == tuple.Fact.Destination.Addr
                && socket.LocalAddress.Unmapped == tuple.Fact.Source)
            {
                now.Visit(in socket);
                if (socket.Inode != 0 && tuple.Inodes.Count < SampledOwners)
                {
                    tuple.Inodes.Add(socket.Inode);
                }

                break;
            }
        }

        return true;
    }

    public void AddWanted(InodeSet wanted)
    {
        foreach (uint inode in tuples.SelectMany(tuple => tuple.Inodes))
        {
            wanted.Add(inode);
        }
    }

    public List<PortTuple> ToFacts(PortTally? before, Attribution attribution)
    {
        // Counted anew: what the first walk saw may have closed, and others have come.
        Dictionary<(InetAddress, InetEndpoint), PortTuple> counted =
            now.AtLeast(1, int.MaxValue).ToDictionary(tuple => (tuple.Source, tuple.Destination));
        return [.. tuples.Select(tuple =>
            (counted.GetValueOrDefault((tuple.Fact.Source, tuple.Fact.Destination))
                ?? tuple.Fact with { Used = 0, TimeWait = 0, Established = 0 }) with
                {
                    UsedFirst = before?.UsedBy(tuple.Fact.Source, tuple.Fact.Destination),
                    Process = attribution.MostFrequent(tuple.Inodes),
                })];
    }

    private sealed record Tuple(PortTuple Fact)
    {
        public List<uint> Inodes { get; } = [];
    }
}
