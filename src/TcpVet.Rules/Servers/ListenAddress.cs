using System.Globalization;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers;

/// <summary>Addresses as servers write them: <c>80</c>, <c>*:80</c>, <c>127.0.0.1:80</c>, <c>[::1]:80</c>.</summary>
internal static class ListenAddress
{
    /// <summary>Reads address and port.</summary>
    /// <param name="text">As written; without a colon it is a port, an address with <paramref name="defaultPort"/>, or a name.</param>
    /// <param name="defaultPort">For an address without a port; null when it has to have one.</param>
    /// <returns>Null for names, UNIX sockets, ranges of ports and everything else that is no address.</returns>
    public static InetEndpoint? Parse(string text, ushort? defaultPort = null)
    {
        if (Port(text) is { } port)
        {
            return new InetEndpoint(InetAddress.Parse("0.0.0.0"), port);
        }

        int colon = text.LastIndexOf(':');
        bool bare = colon < 0 || text.EndsWith(']');
        string host = bare ? text : text[..colon];
        ushort? given = bare ? defaultPort : Port(text[(colon + 1)..]);
        return given is { } known && Address(host) is { } address ? new InetEndpoint(address, known) : null;
    }

    /// <summary>The TCP listener of this namespace at an address; null when there is none or the address is none.</summary>
    public static ListenerFacts? Listener(RuleInput input, InetEndpoint? endpoint) =>
        endpoint is { } known ? input.ListenerAt(known) : null;

    /// <summary>What the kernel says of the listener at an address; empty when there is none.</summary>
    public static IReadOnlyList<Evidence> Facts(RuleInput input, InetEndpoint? endpoint) => Facts(Listener(input, endpoint), input);

    private static IReadOnlyList<Evidence> Facts(ListenerFacts? listener, RuleInput input) => listener is null ? [] :
    [
        new("limit of the queue in force", listener.Limit is { } limit ? Figure.Of(limit) : "unknown", "sock_diag: idiag_wqueue"),
        new("connections turned away since it was made", ListenerDrops.TurnedAway(input.Netns, listener) is { } drops ? Figure.Of(drops) : "unknown", "sock_diag: sk_drops; TcpExt.ListenDrops"),
    ];

    private static InetAddress? Address(string host)
    {
        string plain = host is "*" or "" ? "0.0.0.0" : host == "localhost" ? "127.0.0.1" : host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        return InetAddress.TryParse(plain, out InetAddress address) ? address : null;
    }

    private static ushort? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0 ? port : null;
}
