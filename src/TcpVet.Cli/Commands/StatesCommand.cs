using System.CommandLine;
using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet states</c>: count sockets by state.</summary>
internal static class StatesCommand
{
    private static readonly Option<bool> Exact = new("--exact")
    {
        Description = "Walk every socket instead of taking ESTABLISHED and TIME_WAIT from the kernel's own counters",
    };

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter();
        Command command = new("states", "Count sockets by state") { filter, Exact };
        Selection.AddOptions(command, states: true);
        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        Screen screen = StandardOutput.From(parse);
        Selection selection = Selection.From(parse, filter, TcpStateSet.All);
        IReadOnlyList<Place> places = Places.From(parse);
        Dictionary<TcpState, long> sums = [];
        Places.Each(places, place =>
        {
            StateCounts counts = Count(place, selection, parse.GetValue(Exact));
            foreach ((TcpState state, long count) in counts.Counts)
            {
                sums[state] = sums.GetValueOrDefault(state) + count;
            }
        });

        ReportHead head = new(places[0].Host, places[0].TakenAt, Places.Label(places));
        screen.Show(Reports.Sockets.StatesReport.Of(head, sums));
        return ExitStatus.Done;
    }

    private static StateCounts Count(Place place, Selection selection, bool exact)
    {
        bool census = selection.IsEverything && selection.Protocols is [Protocol.Tcp];
        if (census && place is CapturedPlace captured)
        {
            return captured.Facts.Tcp;
        }

        return place.Look(view =>
        {
            StateCounts? fast = census && !exact && view.Source.IsComplete ? Fast(view) : null;
            return fast ?? Walk(view, selection);
        });
    }

    private static StateCounts? Fast(PlaceView view) =>
        view is LiveView ? Census.TryFast(view.Source, LiveView.Sockstat, SockDiagSource.Open) : null;

    private static StateCounts Walk(PlaceView view, Selection selection)
    {
        // A disturbed walk may have missed sockets: look again, and in the end say so.
        for (int attempt = 1; ; attempt++)
        {
            StateTally tally = new();
            SelectedSockets sockets = selection.In(view);
            DumpOutcome outcome = sockets.Visit(SocketDetails.None, tally, plain: true);
            if (!outcome.Disturbed || attempt == 3)
            {
                SocketRemarks.About(view, sockets.Hints, outcome);
                return tally.ToFact();
            }
        }
    }
}
