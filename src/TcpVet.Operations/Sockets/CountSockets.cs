using TcpVet.Linux;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>Asks how many sockets there are by some keys.</summary>
/// <param name="Sockets">Which sockets, and where.</param>
/// <param name="Keys">What to count by, at least one.</param>
/// <param name="Top">How many rows; the rest is summed up. Null for all.</param>
public sealed record CountRequest(SocketRequest Sockets, IReadOnlyList<CountKey> Keys, int? Top);

/// <summary>Counts sockets by any keys.</summary>
public static class CountSockets
{
    /// <summary>Counts.</summary>
    /// <param name="host">The live host.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    public static CountAnswer Run(LiveHost host, CountRequest request, Notices notices)
    {
        Places places = new(host, notices);
        IReadOnlyList<Place> found = places.Find(request.Sockets.Place);
        CountContext context = new();
        CountTally tally = new(request.Keys, context);
        bool plain = request.Keys.All(key => key.IsPlain);
        bool listeners = request.Keys.Any(key => key.NeedsListeners);
        places.Each(found, place => place.Look(view =>
        {
            context.Enter(view, listeners ? Listeners(view) : null);
            SelectedSockets sockets = request.Sockets.Selection.In(view);
            DumpOutcome outcome = sockets.Visit(SocketDetails.None, tally, plain: plain);
            SocketRemarks.About(notices, view, sockets.Hints, outcome);
        }));
        bool udp = request.Sockets.Selection.Protocols is [Protocol.Udp];
        return new CountAnswer(Origin.Of(found), [.. request.Keys.Select(key => key.Name)], tally.Rows(request.Top ?? int.MaxValue), udp);
    }

    private static ListenerIndex Listeners(PlaceView view)
    {
        ListenerIndex index = new();
        view.Source.Dump(new SocketQuery { States = TcpStateSet.Of(TcpState.Listen) }, index);
        return index;
    }
}
