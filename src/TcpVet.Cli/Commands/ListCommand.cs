using System.CommandLine;
using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet list</c>: the sockets themselves.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter();
        Command command = new("list", "List the sockets themselves (connected ones; -l, -a or a state filter for the rest)") { filter };
        Selection.AddOptions(command, states: true);
        foreach (Option option in (Option[])[CommonOptions.Processes, CommonOptions.Extended, CommonOptions.Info, CommonOptions.Memory, CommonOptions.OneLine, CommonOptions.Resolve])
        {
            command.Add(option);
        }

        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        Screen screen = StandardOutput.From(parse);
        Selection selection = Selection.From(parse, filter, TcpStateSet.DefaultShown);
        IReadOnlyList<Place> places = Places.From(parse);
        bool wide = screen.Format == OutputFormat.Wide;
        SocketColumns columns = new(
            parse.GetValue(CommonOptions.Processes) || wide, parse.GetValue(CommonOptions.Extended) || wide,
            parse.GetValue(CommonOptions.Info), parse.GetValue(CommonOptions.Memory));
        ISocketWriter writer = Writer(screen, columns, selection, places, parse.GetValue(CommonOptions.OneLine) || wide);
        NameResolver? names = parse.GetValue(CommonOptions.Resolve) ? NameResolver.OfHost() : null;
        Places.Each(places, place =>
        {
            place.Look(view =>
            {
                view.Names = names;
                // First the filter: a mistake in it should not wait for the search through /proc.
                SelectedSockets sockets = selection.In(view);
                if (columns.Processes)
                {
                    _ = view.Owners;
                }

                DumpOutcome outcome = SocketPipeline.Run(view, sockets, columns.Details, writer);
                SocketRemarks.About(view, sockets.Hints, outcome);
                return outcome;
            });
        });

        writer.End();
        screen.Out.Flush();
        return ExitStatus.Done;
    }

    private static ISocketWriter Writer(Screen screen, SocketColumns columns, Selection selection, IReadOnlyList<Place> places, bool oneLine)
    {
        switch (screen.Format)
        {
            case OutputFormat.Json:
                return new SocketJson(screen.Out, columns, JsonText.Opening("list", new ReportHead(places[0].Host, places[0].TakenAt, Places.Label(places))));
            case OutputFormat.Jsonl:
                return new SocketJson(screen.Out, columns, document: null);
            case OutputFormat.Csv:
                return new SocketCsv(screen.Out, columns, screen.Header);
            default:
                return new SocketTable(screen.Out, columns, new SocketTable.Layout(screen.Header, selection.Protocols.Count > 1, places.Count > 1, oneLine));
        }
    }
}
