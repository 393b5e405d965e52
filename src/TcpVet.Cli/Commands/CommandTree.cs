using System.CommandLine;
using TcpVet.Cli.Output;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary>All commands. The root is the check-up.</summary>
internal static class CommandTree
{
    /// <summary>Parses a command line.</summary>
    /// <exception cref="UsageException">It is wrong.</exception>
    public static ParseResult Parse(string[] args)
    {
        RootCommand root = Create();
        ParseResult parse = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors.Count > 0 && parse.Action is null or { ClearsParseErrors: false })
        {
            throw new UsageException(Explain(parse));
        }

        return parse;
    }

    public static RootCommand Create()
    {
        RootCommand root = new("Examines the TCP and UDP connections of this host and says what is wrong and why.\n\nWithout a command: tcpvet checkup.");
        for (int i = root.Directives.Count - 1; i >= 0; i--)
        {
            root.Directives.RemoveAt(i);
        }

        root.Add(CommonOptions.Output);
        root.Add(CommonOptions.NoHeader);
        root.Add(CommonOptions.NoColor);
        CheckupCommand.AddTo(root);
        root.Add(CheckupCommand.Create());
        root.Add(StatesCommand.Create());
        root.Add(CountCommand.Create());
        root.Add(PeersCommand.Create());
        root.Add(ListenersCommand.Create());
        root.Add(ListCommand.Create());
        root.Add(CloseCommand.Create());
        root.Add(CaptureCommand.Create());
        root.Add(ExplainCommand.Create());
        root.Add(CompletionCommand.Create());
        HelpExamples.Attach(root);
        return root;
    }

    private static string Explain(ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        string? unmatched = parse.UnmatchedTokens is [string first, ..] ? first : null;
        if (unmatched is null)
        {
            return FirstLine(parse.Errors[0].Message);
        }

        string safe = SafeText.Escape(unmatched);
        if (unmatched.StartsWith('-'))
        {
            return $"unknown option '{safe}'{Suggest(unmatched, OptionNames(command))}; 'tcpvet {CommandWords(command)}--help' lists the options";
        }

        return command is RootCommand root
            ? $"unknown command '{safe}'{Suggest(unmatched, root.Subcommands.Select(sub => sub.Name))}; 'tcpvet --help' lists the commands"
            : $"'{safe}' is one word too many; 'tcpvet {CommandWords(command)}--help' shows the usage";
    }

    /// <summary>The words of a filter or a list of words, unless one of them was meant as an option.</summary>
    /// <exception cref="UsageException">A word looks like an option.</exception>
    public static string[] Words(ParseResult parse, Argument<string[]> argument)
    {
        string[] words = parse.GetValue(argument) ?? [];
        if (words.FirstOrDefault(word => word.StartsWith('-') && word.Length > 1) is { } option)
        {
            Command command = parse.CommandResult.Command;
            throw new UsageException($"unknown option '{SafeText.Escape(option)}'{Suggest(option, OptionNames(command))}; 'tcpvet {CommandWords(command)}--help' lists the options");
        }

        return words;
    }

    public static string Suggest(string word, IEnumerable<string> names)
    {
        IReadOnlyList<string> near = TextDistance.Nearest(word.ToLowerInvariant(), names, name => name.ToLowerInvariant(), most: 3);
        return near.Count == 0 ? "" : $", did you mean {string.Join(" or ", near)}?";
    }

    private static IEnumerable<string> OptionNames(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)))
            .SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal));

    private static string CommandWords(Command command) => command is RootCommand ? "" : $"{command.Name} ";

    private static string FirstLine(string message) => SafeText.Escape(message.Split('\n', 2)[0].TrimEnd('.', '\r'));
}
