using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Sockets;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet peers</c>: count by remote address, with a column for each state.</summary>
internal static class PeersCommand
{
    private static readonly Option<int?> Top = CommonOptions.PositiveNumber("--top", "Show the N largest and sum the rest in ~other");

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter();
        Command command = new("peers", "Count sockets by remote address, with a column for each state") { filter, Top };
        SelectionOptions.AddTo(command, states: false);
        command.Add(CommonOptions.Resolve);
        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        Screen screen = StandardOutput.From(parse);
        SocketRequest sockets = SelectionOptions.Request(parse, filter, TcpStateSet.All - TcpStateSet.Of(TcpState.Listen));
        PeersRequest request = new(sockets, parse.GetValue(Top), parse.GetValue(CommonOptions.Resolve));
        screen.Show(PeersReport.Of(CountPeers.Run(HostedInvocation.HostOf(parse), request, Spoken.Notices())));
        return ExitStatus.Done;
    }
}
