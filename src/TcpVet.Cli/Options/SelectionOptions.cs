using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;

namespace TcpVet.Cli.Options;

/// <summary>The options that say which sockets a command is about, and where they are.</summary>
internal static class SelectionOptions
{
    /// <summary>Works on a record without naming it each time.</summary>
    public const string FileVariable = "TCPDIAG_FILE";

    /// <summary>Adds the options that select sockets.</summary>
    /// <param name="command">To which command.</param>
    /// <param name="states">Whether <c>-l</c> and <c>-a</c> are among them.</param>
    public static void AddTo(Command command, bool states)
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

    /// <summary>Reads which sockets, and where.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="filter">The filter's argument.</param>
    /// <param name="standard">The TCP states when no option and no filter names any.</param>
    public static SocketRequest Request(ParseResult parse, Argument<string[]> filter, TcpStateSet standard) =>
        new(Selection(parse, filter, standard), Place(parse));

    /// <summary>Reads which sockets.</summary>
    /// <inheritdoc cref="Request" path="/param"/>
    public static Selection Selection(ParseResult parse, Argument<string[]> filter, TcpStateSet standard)
    {
        bool udp = parse.GetValue(CommonOptions.Udp);
        bool tcp = parse.GetValue(CommonOptions.Tcp) || !udp;
        bool all = parse.GetValue(CommonOptions.All);
        bool listening = parse.GetValue(CommonOptions.Listening);
        return new Selection(
            [.. tcp ? [Protocol.Tcp] : Array.Empty<Protocol>(), .. udp ? [Protocol.Udp] : Array.Empty<Protocol>()],
            Family(parse),
            all ? TcpStateSet.All : listening ? TcpStateSet.Of(TcpState.Listen) : standard,
            // A UDP socket that waits for anyone is as near to listening as UDP comes; ss treats it so.
            all ? TcpStateSet.All : listening ? TcpStateSet.Of(TcpState.Close)
                : standard == TcpStateSet.DefaultShown ? TcpStateSet.Of(TcpState.Established) : standard,
            CommonOptions.Words(parse, filter));
    }

    /// <summary>One family, or null for both.</summary>
    public static AddressFamily? Family(ParseResult parse)
    {
        bool v4 = parse.GetValue(CommonOptions.IPv4);
        bool v6 = parse.GetValue(CommonOptions.IPv6);
        return v4 == v6 ? null : v4 ? AddressFamily.IPv4 : AddressFamily.IPv6;
    }

    /// <summary>Where to look.</summary>
    public static PlaceRequest Place(ParseResult parse) => new(parse.GetValue(CommonOptions.Netns), FileOf(parse));

    /// <summary>The file to work on instead of the live kernel; null for none.</summary>
    public static FileInfo? FileOf(ParseResult parse) =>
        parse.GetValue(CommonOptions.From)
        ?? (Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } path ? new FileInfo(path) : null);
}
