using System.CommandLine;
using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet peers</c>: count by remote address, with a column for each state.</summary>
internal static class PeersCommand
{
    private static readonly Option<int?> Top = CommonOptions.PositiveNumber("--top", "Show the N largest and sum the rest in ~other");

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter();
        Command command = new("peers", "Count sockets by remote address, with a column for each state") { filter, Top };
        Selection.AddOptions(command, states: false);
        command.Add(CommonOptions.Resolve);
        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        Screen screen = StandardOutput.From(parse);
        Selection selection = Selection.From(parse, filter, TcpStateSet.All - TcpStateSet.Of(TcpState.Listen));
        IReadOnlyList<Place> places = Places.From(parse);
        NameResolver? names = parse.GetValue(CommonOptions.Resolve) ? new NameResolver((_, _) => null) : null;
        PeerTally tally = new();
        Places.Each(places, place =>
        {
            place.Look(view =>
            {
                SelectedSockets sockets = selection.In(view);
                DumpOutcome outcome = sockets.Visit(SocketDetails.None, new ConnectedSockets(tally), plain: true);
                SocketRemarks.About(view, sockets.Hints, outcome);
                return outcome;
            });
        });

        (List<PeerCounts> peers, PeerRemainder beyond) = tally.Top(parse.GetValue(Top) ?? int.MaxValue);
        ReportHead head = new(places[0].Host, places[0].TakenAt, Places.Label(places));
        PeersReport.Write(screen.Out, screen.Format, screen.Header, head, peers, beyond, address => names is not null && names.TryResolve(address, out string name) ? name : address.ToString());
        screen.Out.Flush();
        return ExitStatus.Done;
    }

    /// <summary>Passes over sockets that are bound and not connected: they have no peer.</summary>
    private sealed class ConnectedSockets(ISocketVisitor inner) : ISocketVisitor
    {
        public bool Visit(in SocketView socket) => socket.PeerPort == 0 || inner.Visit(in socket);
    }
}
