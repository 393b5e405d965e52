using TcpVet.Linux;
using TcpVet.Linux.Readings;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>Asks for listening sockets.</summary>
/// <param name="Place">Where.</param>
/// <param name="Tcp">Whether TCP sockets are told.</param>
/// <param name="Udp">Whether UDP sockets are told.</param>
/// <param name="Family">One family, or null for both.</param>
/// <param name="Resolve">Whether addresses and ports are looked up by name.</param>
public sealed record ListenersRequest(PlaceRequest Place, bool Tcp, bool Udp, AddressFamily? Family, bool Resolve);

/// <summary>Listening sockets: accept queue and limit, their own drops, owner, connections by state.</summary>
/// <param name="Origin">Where and when.</param>
/// <param name="Listeners">Place by place, by protocol and address.</param>
/// <param name="ManyPlaces">Whether several namespaces were looked at.</param>
public sealed record ListenersAnswer(Origin Origin, IReadOnlyList<Listener> Listeners, bool ManyPlaces);

/// <summary>One listening socket.</summary>
/// <param name="Netns">The namespace that it is in.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="Host">The name of its address, as a name server said it; null when it has none, or nobody asked.</param>
/// <param name="Service">The name of its port; null when it has none, or nobody asked.</param>
public sealed record Listener(string Netns, ListenerFacts Facts, string? Host, string? Service);

/// <summary>Reads listening sockets with their connections.</summary>
public static class SurveyListeners
{
    private static readonly Comparer<ListenerFacts> ByProtocolAndAddress = Comparer<ListenerFacts>.Create(
        static (a, b) => a.Proto != b.Proto ? ((int)a.Proto).CompareTo((int)b.Proto) : a.Local.CompareTo(b.Local));

    /// <summary>Reads them.</summary>
    /// <param name="host">The live host.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    public static ListenersAnswer Run(LiveHost host, ListenersRequest request, Notices notices)
    {
        Places places = new(host, notices);
        IReadOnlyList<Place> found = places.Find(request.Place);
        NameResolver? names = request.Resolve ? NameResolver.OfHost() : null;
        List<Listener> listeners = [];
        places.Each(found, place =>
        {
            IEnumerable<ListenerFacts> wanted = Read(place, request, notices)
                .Where(listener => listener.Proto == Protocol.Tcp ? request.Tcp : request.Udp)
                .Where(listener => request.Family is null || listener.Local.Addr.Family == request.Family)
                .Order(ByProtocolAndAddress);
            foreach (ListenerFacts listener in wanted)
            {
                string? host = names is not null && names.TryResolve(listener.Local.Addr, out string name) ? name : null;
                listeners.Add(new Listener(place.Label, listener, host, names?.ServiceName(listener.Proto, listener.Local.Port)));
            }
        });
        return new ListenersAnswer(Origin.Of(found), listeners, found.Count > 1);
    }

    private static IReadOnlyList<ListenerFacts> Read(Place place, ListenersRequest request, Notices notices)
    {
        if (place is CapturedPlace captured)
        {
            return captured.Facts.Listeners;
        }

        IReadOnlyList<ListenerFacts> read = [];
        place.Look(view =>
        {
            read = ListenerSurvey.Take(view.Source, view.CgroupPath, () => view.Owners, view.ProcessName, request.Udp);
            SocketRemarks.About(notices, view, [], default);
        });
        return read;
    }
}
