using TcpVet.Linux;
using TcpVet.Linux.SockDiag;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>Asks for the sockets themselves.</summary>
/// <param name="Sockets">Which sockets, and where.</param>
/// <param name="Columns">What of each.</param>
/// <param name="Resolve">Whether addresses and ports are looked up by name.</param>
public sealed record ListRequest(SocketRequest Sockets, SocketColumns Columns, bool Resolve);

/// <summary>What is known of a listing before its first socket.</summary>
/// <param name="Origin">Where and when.</param>
/// <param name="ManyProtocols">Whether TCP and UDP were asked for.</param>
/// <param name="ManyPlaces">Whether several namespaces are looked at.</param>
public sealed record SocketListing(Origin Origin, bool ManyProtocols, bool ManyPlaces);

/// <summary>Takes the sockets of a listing one by one: there may be a million, and none of them is kept.</summary>
public interface ISocketConsumer
{
    /// <summary>Takes what is known before the first socket.</summary>
    void Begin(SocketListing listing);

    /// <summary>
    /// Takes one socket, whose bytes are gone when the call returns. Calls may come from different threads, never two at a time.
    /// </summary>
    void Take(in SocketView socket, ISocketContext context);

    /// <summary>Takes the end: there are no more sockets.</summary>
    void End();
}

/// <summary>Hands out the sockets themselves.</summary>
public static class ListSockets
{
    /// <summary>Hands them out.</summary>
    /// <param name="host">The live host.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="consumer">Who takes them.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    public static void Run(LiveHost host, ListRequest request, ISocketConsumer consumer, Notices notices)
    {
        Selection selection = request.Sockets.Selection;
        Places places = new(host, notices);
        IReadOnlyList<Place> found = places.Find(request.Sockets.Place);
        NameResolver? names = request.Resolve ? NameResolver.OfHost() : null;
        consumer.Begin(new SocketListing(Origin.Of(found), selection.Protocols.Count > 1, found.Count > 1));
        places.Each(found, place => place.Look(view =>
        {
            view.Names = names;
            // First the filter: a mistake in it should not wait for the search through /proc.
            SelectedSockets sockets = selection.In(view);
            if (request.Columns.Processes)
            {
                _ = view.Owners;
            }

            DumpOutcome outcome = SocketPipeline.Run(view, sockets, request.Columns.Details, consumer);
            SocketRemarks.About(notices, view, sockets.Hints, outcome);
        }));
        consumer.End();
    }
}
