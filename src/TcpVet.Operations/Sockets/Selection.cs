using TcpVet.Linux.Filters;
using TcpVet.Model;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Sockets;

/// <summary>Which sockets are asked for: protocols, family, states, filter.</summary>
/// <param name="Protocols">TCP, UDP or both, in this order.</param>
/// <param name="Family">One family, or null for both.</param>
/// <param name="TcpStates">TCP states without a state filter.</param>
/// <param name="UdpStates">UDP states without a state filter.</param>
/// <param name="Words">The filter in ss's language, as it was typed; none for no filter.</param>
public sealed record Selection(
    IReadOnlyList<Protocol> Protocols, AddressFamily? Family, TcpStateSet TcpStates, TcpStateSet UdpStates, IReadOnlyList<string> Words)
{
    /// <summary>True when nothing narrows the sockets down.</summary>
    public bool IsEverything => Words.Count == 0 && Family is null && TcpStates == TcpStateSet.All;

    /// <summary>Prepares the selection for one place, whose interfaces and control groups the filter may name.</summary>
    /// <exception cref="FilterException">The filter is wrong.</exception>
    public SelectedSockets In(PlaceView view) => new(this, view, Words.Count == 0 ? null : FilterParser.Parse(
        Words, FilterNames.FromHost(view.NamesFrom, Protocols.Contains(Protocol.Tcp), Protocols.Contains(Protocol.Udp), Family)));
}

/// <summary>Sockets of some places: what the questions about sockets have in common.</summary>
/// <param name="Selection">Which sockets.</param>
/// <param name="Place">Where.</param>
public sealed record SocketRequest(Selection Selection, PlaceRequest Place);
