using TcpVet.Linux;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>Asks how many sockets each remote address has.</summary>
/// <param name="Sockets">Which sockets, and where.</param>
/// <param name="Top">How many addresses; the rest is summed up. Null for all.</param>
/// <param name="Resolve">Whether addresses are looked up by name.</param>
public sealed record PeersRequest(SocketRequest Sockets, int? Top, bool Resolve);

/// <summary>Sockets by remote address.</summary>
/// <param name="Origin">Where and when.</param>
/// <param name="Peers">The addresses, those with most sockets first, then by address.</param>
/// <param name="Beyond">What <see cref="PeersRequest.Top"/> left out.</param>
/// <param name="Names">The names of addresses, as name servers said them: raw text. Null when nobody asked.</param>
public sealed record PeersAnswer(
    Origin Origin, IReadOnlyList<PeerCounts> Peers, PeerRemainder Beyond, IReadOnlyDictionary<InetAddress, string>? Names);

/// <summary>Counts sockets by remote address.</summary>
public static class CountPeers
{
    /// <summary>Counts.</summary>
    /// <param name="host">The live host.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    public static PeersAnswer Run(LiveHost host, PeersRequest request, Notices notices)
    {
        Places places = new(host, notices);
        IReadOnlyList<Place> found = places.Find(request.Sockets.Place);
        PeerTally tally = new();
        ConnectedSockets connected = new(tally);
        places.Each(found, place => place.Look(view =>
        {
            SelectedSockets sockets = request.Sockets.Selection.In(view);
            DumpOutcome outcome = sockets.Visit(SocketDetails.None, connected, plain: true);
            SocketRemarks.About(notices, view, sockets.Hints, outcome);
        }));

        (List<PeerCounts> peers, PeerRemainder beyond) = tally.Top(request.Top ?? int.MaxValue);
        return new PeersAnswer(Origin.Of(found), peers, beyond, request.Resolve ? Names(peers) : null);
    }

    private static Dictionary<InetAddress, string> Names(List<PeerCounts> peers)
    {
        NameResolver resolver = new(static (_, _) => null);
        Dictionary<InetAddress, string> names = [];
        foreach (PeerCounts peer in peers)
        {
            if (resolver.TryResolve(peer.Peer, out string name))
            {
                names[peer.Peer] = name;
            }
        }

        return names;
    }

    /// <summary>Passes over sockets that are bound and not connected: they have no peer.</summary>
    private sealed class ConnectedSockets(PeerTally tally) : ISocketVisitor
    {
        public bool Visit(in SocketView socket) => socket.PeerPort == 0 || tally.Visit(in socket);
    }
}
