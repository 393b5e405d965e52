using System.CommandLine;
using TcpVet.Cli.Commands;
using TcpVet.Linux.Filters;
using TcpVet.Model;

namespace TcpVet.Cli.Input;

/// <summary>Which sockets a command line asks for: protocols, family, states, filter.</summary>
/// <param name="Protocols">TCP, UDP or both, in this order.</param>
/// <param name="Family">One family, or null for both.</param>
/// <param name="TcpStates">TCP states without a state filter.</param>
/// <param name="UdpStates">UDP states without a state filter.</param>
/// <param name="Words">The filter as it was typed.</param>
internal sealed record Selection(
    IReadOnlyList<Protocol> Protocols, AddressFamily? Family, TcpStateSet TcpStates, TcpStateSet UdpStates, IReadOnlyList<string> Words)
{
    /// <summary>True when nothing narrows the sockets down.</summary>
    public bool IsEverything => Words.Count == 0 && Family is null && TcpStates == TcpStateSet.All;

    /// <summary>The options that select sockets.</summary>
    public static void AddOptions(Command command, bool states)
    {
        command.Add(CommonOptions.Tcp);
        command.Add(CommonOptions.Udp);
        command.Add(CommonOptions.IPv4);
        command.Add(CommonOptions.IPv6);
        if (states)
        {
            command.Add(CommonOptions.Listening);
            command.Add(CommonOptions.All);
        }

        command.Add(CommonOptions.Netns);
        command.Add(CommonOptions.From);
        command.Add(CommonOptions.Numeric);
    }

    /// <summary>Reads the options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="filter">The filter's argument.</param>
    /// <param name="standard">The TCP states when no option and no filter names any.</param>
    public static Selection From(ParseResult parse, Argument<string[]> filter, TcpStateSet standard)
    {
        bool udp = parse.GetValue(CommonOptions.Udp);
        bool tcp = parse.GetValue(CommonOptions.Tcp) || !udp;
        bool v4 = parse.GetValue(CommonOptions.IPv4);
        bool v6 = parse.GetValue(CommonOptions.IPv6);
        bool all = parse.GetValue(CommonOptions.All);
        bool listening = parse.GetValue(CommonOptions.Listening);
        return new Selection(
            [.. tcp ? [Protocol.Tcp] : Array.Empty<Protocol>(), .. udp ? [Protocol.Udp] : Array.Empty<Protocol>()],
            v4 == v6 ? null : v4 ? AddressFamily.IPv4 : AddressFamily.IPv6,
            all ? TcpStateSet.All : listening ? TcpStateSet.Of(TcpState.Listen) : standard,
            // A UDP socket that waits for anyone is as near to listening as UDP comes; ss treats it so.
            all ? TcpStateSet.All : listening ? TcpStateSet.Of(TcpState.Close) : standard == TcpStateSet.DefaultShown ? TcpStateSet.Of(TcpState.Established) : standard,
            CommandTree.Words(parse, filter));
    }

    /// <summary>Prepares the selection for one place, whose interfaces and control groups the filter may name.</summary>
    /// <exception cref="FilterException">The filter is wrong.</exception>
    public SelectedSockets In(PlaceView view) => new(this, view, Words.Count == 0 ? null : FilterParser.Parse(
        Words, FilterNames.FromHost(Protocols.Contains(Protocol.Tcp), Protocols.Contains(Protocol.Udp), Family)));
}
