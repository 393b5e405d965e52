using TcpVet.Linux;
using TcpVet.Linux.Owners;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Probes.Connections;

namespace TcpVet.Operations.Probe;

/// <summary>Finds the one connection that a command line names: by its two ends, or by a filter that matches one.</summary>
internal static class ConnectionSearch
{
    // Enough to see what the filter has to say more.
    private const int Listed = 5;

    /// <summary>The filter for what was typed: <c>LOCAL PEER</c> are two endpoints, anything else is a filter already.</summary>
    /// <exception cref="RequestException">Nothing was typed.</exception>
    public static Selection Named(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            throw new RequestException("probe: --connection needs LOCAL PEER or a filter that names one connection, for example: tcpvet probe --connection 10.0.0.1:43210 10.0.0.7:443");
        }

        bool ends = words.Count == 2 && IsEnd(words[0]) && IsEnd(words[1]);
        string[] filter = ends ? ["src", words[0], "dst", words[1]] : [.. words];
        return new Selection([Protocol.Tcp], null, TcpStateSet.All - TcpStateSet.Of(TcpState.Listen), TcpStateSet.All, filter);
    }

    /// <summary>The connection; null when there is none.</summary>
    /// <exception cref="RequestException">The filter matches several.</exception>
    public static ConnectionFacts? Find(LiveHost host, PlaceView view, Selection selection)
    {
        Collector found = new();
        selection.In(view).Visit(SocketDetails.TcpInfo, found);
        return found.Count switch
        {
            0 => null,
            1 => WithProcesses(host, found.First[0]),
            _ => throw new RequestException(
                $"probe: the filter names {found.Count} connections, and --connection tells one: {string.Join(", ", found.First.Select(facts => $"{facts.Local} {facts.Peer}"))}{(found.Count > Listed ? ", …" : "")}"),
        };
    }

    private static ConnectionFacts WithProcesses(LiveHost host, ConnectionFacts facts)
    {
        if (facts.Inode == 0)
        {
            return facts;
        }

        InodeSet wanted = new();
        wanted.Add(facts.Inode);
        OwnerTable owners = host.FindOwners(new OwnerOptions { Wanted = wanted });
        ProcessTable processes = new(host.Root);
        List<ProcessRef> holders = [];
        foreach (SocketOwner owner in owners.Of(facts.Inode))
        {
            if (holders.All(known => known.Pid != owner.Pid) && processes.RefOf(owner.Pid) is { } process)
            {
                holders.Add(process);
            }
        }

        return facts with { Processes = holders };
    }

    // 10.0.0.1:443, [2001:db8::1]:443.
    private static bool IsEnd(string word)
    {
        int colon = word.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(word.AsSpan(colon + 1), out _) && InetAddress.TryParse(word.AsSpan(0, colon).Trim("[]"), out _);
    }

    private sealed class Collector : ISocketVisitor
    {
        public int Count { get; private set; }

        public List<ConnectionFacts> First { get; } = [];

        public bool Visit(in SocketView socket)
        {
            // Sockets that are only bound have no other end.
            if (socket.PeerPort != 0)
            {
                Count++;
                if (First.Count < Listed)
                {
                    First.Add(ConnectionFacts.From(in socket));
                }
            }

            return true;
        }
    }
}
