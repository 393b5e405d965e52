using System.CommandLine;
using System.CommandLine.Parsing;
using TcpVet.Cli.Lab;
using TcpVet.Lab;
using TcpVet.Lab.Scenarios;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet lab</c>: makes a pathology in a private network namespace, to look at or to test alerts with.</summary>
internal static class LabCommand
{
    private static readonly Argument<string?> Name = new("SCENARIO") { Arity = ArgumentArity.ZeroOrOne, Description = "Which one; without it, all are listed" };

    private static readonly Argument<string[]> Words = new("COMMAND")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "After --: a command to run inside, once the scenario can be seen; its exit status is passed on",
    };

    private static readonly Option<int?> Count = CommonOptions.PositiveNumber("--count", "How many connections, or whatever the scenario makes");

    private static readonly Option<TimeSpan?> Hold = CommonOptions.Duration("--hold", "End by itself after this time (default: at Ctrl-C)");

    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "Run COMMAND at once, not when the scenario can be seen" };

    public static Command Create()
    {
        Command command = new("lab", "Make a pathology in a private network namespace, to look at or to test alerts with");
        command.Add(Name);
        command.Add(Words);
        command.Add(Count);
        command.Add(Hold);
        command.Add(NoWait);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        if (NameOf(parse) is not { } name)
        {
            RefuseWithoutScenario(parse);
            screen.Show(ScenarioList.Of(ScenarioCatalog.All));
            return ExitStatus.Done;
        }

        Scenario scenario = ScenarioCatalog.Find(name) ?? throw new RequestException($"unknown scenario '{name}'{Near(name)}; 'tcpvet lab' lists them");
        if (screen.Format is not (OutputFormat.Table or OutputFormat.Wide))
        {
            throw new RequestException("lab: -o is for the list of scenarios; a scenario tells people what it made");
        }

        int count = CountFor(scenario, parse.GetValue(Count));
        string[] words = CommandWords(parse);
        if (words.Length == 0 && parse.GetValue(NoWait))
        {
            throw new RequestException("lab: --no-wait is for a COMMAND, and none stands behind '--'");
        }

        if (words.Length > 0 && parse.GetValue(Hold) is not null)
        {
            throw new RequestException("lab: --hold says how long to wait, and a COMMAND ends it: give one of them");
        }

        string program = Environment.ProcessPath ?? throw new ObservationException("lab: cannot find the program's own file; is /proc mounted?");
        string? path = words.Length > 0 ? CommandPath.Find(words[0], Path.GetDirectoryName(program)!) : null;
        if (scenario.CannotShow() is { } reason)
        {
            throw new ObservationException($"{scenario.Name} cannot be shown here: {reason}");
        }

        if (!Privilege.CanMakeNamespaces())
        {
            Privilege.BecomeRootOfUserNamespace(program, Environment.GetCommandLineArgs()[1..]);
        }

        using LabSession session = new(screen, scenario, count, program);
        return path is null ? session.Wait(parse.GetValue(Hold)) : session.Execute(path, words, wait: !parse.GetValue(NoWait));
    }

    // What stands behind -- is the command, even where no scenario stands before it.
    private static string? NameOf(ParseResult parse)
    {
        if (parse.GetValue(Name) is not { } name)
        {
            return null;
        }

        return parse.Tokens.FirstOrDefault(token =>
            token.Type is TokenType.Argument or TokenType.DoubleDash) is { Type: TokenType.DoubleDash }
            ? throw new RequestException("lab: no SCENARIO stands before '--'; 'tcpvet lab' lists them")
            : name;
    }

    // Whoever comes from a finding types its code.
    private static string Near(string name)
    {
        string[] shows =
            [.. ScenarioCatalog.All.Where(one => one.Expected.Concat(one.Aside).Contains(name, StringComparer.OrdinalIgnoreCase))
                .OrderBy(one => one.IsHealthy)
                .Select(one => one.Name)
                .Take(3)];
        return shows.Length > 0 ? $", did you mean {string.Join(" or ", shows)}?" : TextDistance.Question(name, ScenarioCatalog.All.Select(one => one.Name));
    }

    private static void RefuseWithoutScenario(ParseResult parse)
    {
        if (((Option[])[Count, Hold, NoWait]).FirstOrDefault(option => parse.GetResult(option) is { Implicit: false }) is { } option)
        {
            throw new RequestException($"lab: {option.Name} needs a SCENARIO; 'tcpvet lab' lists them");
        }
    }

    // Only what stands behind -- is the user's command: else a mistyped option would be run.
    private static string[] CommandWords(ParseResult parse)
    {
        string[] words = parse.GetValue(Words) ?? [];
        bool dashes = parse.Tokens.Any(token => token.Type == TokenType.DoubleDash);
        if (dashes && words.Length == 0)
        {
            // An empty variable of a script: to wait until Ctrl-C would be a surprise.
            throw new RequestException("lab: no COMMAND stands behind '--'");
        }

        if (words.Length > 0 && !dashes)
        {
            throw new RequestException(words.FirstOrDefault(word => word.StartsWith('-')) is { } option
                ? Mistake.UnknownOption(option, parse.CommandResult.Command)
                : $"'{words[0]}' is one word too many; a command to run inside stands behind '--'");
        }

        return words;
    }

    private static int CountFor(Scenario scenario, int? asked) => (scenario.Count, asked) switch
    {
        (null, null) => 0,
        (null, _) => throw new RequestException($"--count: {scenario.Name} has no number to choose"),
        ({ } range, null) => range.Default,
        ({ } range, { } count) when !range.Holds(count) => throw new RequestException($"--count: {scenario.Name} makes {range.Low} to {range.High} {range.Of}, not {count}"),
        (_, { } count) => count,
    };
}
