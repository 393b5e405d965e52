using System.CommandLine;
using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet count --by K[,K…]</c>: count by any keys.</summary>
internal static class CountCommand
{
    private static readonly string KeyNames = string.Join(", ", CountKey.All.Select(key => key.Name));

    private static readonly Option<string[]> By = new("--by")
    {
        Description = $"What to count by, one or several of: {KeyNames}",
        HelpName = "KEY[,KEY...]",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<int?> Top = CommonOptions.PositiveNumber("--top", "Show the N largest and sum the rest in ~other");

    public static Command Create()
    {
        Argument<string[]> filter = CommonOptions.Filter();
        Command command = new("count", "Count sockets by any keys") { filter, By, Top };
        Selection.AddOptions(command, states: true);
        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        Screen screen = StandardOutput.From(parse);
        Selection selection = Selection.From(parse, filter, TcpStateSet.All);
        List<CountKey> keys = [.. parse.GetRequiredValue(By).SelectMany(words => words.Split(',')).Select(Key).Distinct()];
        IReadOnlyList<Place> places = Places.From(parse);
        CountContext context = new();
        CountTally tally = new(keys, context);
        bool plain = keys.TrueForAll(key => key.IsPlain);
        bool services = keys.Exists(key => key.Name == "service");
        Places.Each(places, place =>
        {
            place.Look(view =>
            {
                ListenerIndex? listeners = services ? Listeners(view) : null;
                context.Enter(view, listeners);
                SelectedSockets sockets = selection.In(view);
                DumpOutcome outcome = sockets.Visit(SocketDetails.None, tally, plain: plain);
                SocketRemarks.About(view, sockets.Hints, outcome);
                return outcome;
            });
        });

        ReportHead head = new(places[0].Host, places[0].TakenAt, Places.Label(places));
        CountReport.Write(screen.Out, screen.Format, screen.Header, head, [.. keys.Select(key => key.Name)], tally.Rows(parse.GetValue(Top) ?? int.MaxValue));
        screen.Out.Flush();
        return ExitStatus.Done;
    }

    private static ListenerIndex Listeners(PlaceView view)
    {
        ListenerIndex index = new();
        view.Source.Dump(new SocketQuery { States = TcpStateSet.Of(TcpState.Listen) }, index);
        return index;
    }

    private static CountKey Key(string word)
    {
        string name = word.Trim().ToLowerInvariant();
        return CountKey.All.FirstOrDefault(key => key.Name == name)
            ?? throw new RequestException($"--by: there is no key '{word}'{TextDistance.Question(name, CountKey.All.Select(key => key.Name))}; keys are {KeyNames}");
    }
}
