using TcpVet.Linux;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>Asks how many sockets are in each state.</summary>
/// <param name="Sockets">Which sockets, and where.</param>
/// <param name="Exact">Whether every socket is walked over, instead of taking some counts from the kernel's own counters.</param>
public sealed record StatesRequest(SocketRequest Sockets, bool Exact);

/// <summary>Sockets by state.</summary>
/// <param name="Origin">Where and when.</param>
/// <param name="Counts">How many sockets are in each state, in the kernel's order.</param>
/// <param name="Udp">Whether UDP sockets alone were counted.</param>
public sealed record StatesAnswer(Origin Origin, IReadOnlyDictionary<TcpState, long> Counts, bool Udp = false)
{
    /// <summary>Whether states that nothing is in were asked for.</summary>
    public bool Whole { get; init; }
}

/// <summary>Counts sockets by state.</summary>
public static class CountStates
{
    // A disturbed walk may have missed sockets: look again, and in the end say so.
    private const int Attempts = 3;

    /// <summary>Counts.</summary>
    /// <param name="host">The live host.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    public static StatesAnswer Run(LiveHost host, StatesRequest request, Notices notices)
    {
        Places places = new(host, notices);
        IReadOnlyList<Place> found = places.Find(request.Sockets.Place);
        Dictionary<TcpState, long> sums = [];
        places.Each(found, place =>
        {
            foreach ((TcpState state, long count) in Count(place, request, notices).Counts)
            {
                sums[state] = sums.GetValueOrDefault(state) + count;
            }
        });
        return new StatesAnswer(Origin.Of(found), sums, request.Sockets.Selection.Protocols is [Protocol.Udp]);
    }

    private static StateCounts Count(Place place, StatesRequest request, Notices notices)
    {
        Selection selection = request.Sockets.Selection;
        bool census = selection.IsEverything && selection.Protocols is [Protocol.Tcp];
        if (census && place is CapturedPlace captured)
        {
            return captured.Facts.Tcp;
        }

        StateCounts? counts = null;
        place.Look(view => counts = (census && !request.Exact ? view.QuickCounts() : null) ?? Walk(view, selection, notices));
        return counts!;
    }

    private static StateCounts Walk(PlaceView view, Selection selection, Notices notices)
    {
        for (int attempt = 1; ; attempt++)
        {
            StateTally tally = new();
            SelectedSockets sockets = selection.In(view);
            DumpOutcome outcome = sockets.Visit(SocketDetails.None, tally, plain: true);
            if (!outcome.Disturbed || attempt == Attempts)
            {
                SocketRemarks.About(notices, view, sockets.Hints, outcome);
                return tally.ToFact();
            }
        }
    }
}
