using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Sockets;

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
        SelectionOptions.AddTo(command, states: true);
        command.SetAction(parse => Run(parse, filter));
        return command;
    }

    private static int Run(ParseResult parse, Argument<string[]> filter)
    {
        Screen screen = StandardOutput.From(parse);
        SocketRequest sockets = SelectionOptions.Request(parse, filter, TcpStateSet.All);
        List<CountKey> keys = [.. parse.GetRequiredValue(By).SelectMany(words => words.Split(',')).Select(Key).Distinct()];
        CountRequest request = new(sockets, keys, parse.GetValue(Top));
        screen.Show(CountReport.Of(CountSockets.Run(HostedInvocation.HostOf(parse), request, Spoken.Notices())));
        return ExitStatus.Done;
    }

    private static CountKey Key(string word)
    {
        string name = word.Trim().ToLowerInvariant();
        return CountKey.All.FirstOrDefault(key => key.Name == name)
            ?? throw new RequestException(
                $"--by: there is no key '{word}'{TextDistance.Question(name, CountKey.All.Select(key => key.Name))}; keys are {KeyNames}");
    }
}
