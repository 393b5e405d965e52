using System.CommandLine;
using System.CommandLine.Parsing;
using TcpVet.Model;

namespace TcpVet.Cli.Options;

/// <summary>What is wrong with a command line, in one line: what, where, what was probably meant.
/// The text is raw; the program's edge makes it fit for a terminal.</summary>
internal static class Mistake
{
    /// <summary>Puts the first error of the parser into words.</summary>
    public static string Explain(ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        if (parse.UnmatchedTokens is not [string unmatched, ..])
        {
            return Missing(parse) ?? parse.Errors[0].Message.TrimEnd('.');
        }

        if (unmatched.StartsWith('-'))
        {
            return UnknownOption(unmatched, command);
        }

        return command.Subcommands.Count > 0
            ? $"unknown command '{CommandWords(command)}{unmatched}'{TextDistance.Question(unmatched, command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name))}; 'tcpvet {CommandWords(command)}--help' lists the commands"
            : $"'{unmatched}' is one word too many; 'tcpvet {CommandWords(command)}--help' shows the usage";
    }

    /// <summary>Refuses a bundle of options with a letter that is none: else the rest of it would be taken for a filter.</summary>
    /// <exception cref="RequestException">A letter of a bundle is no option.</exception>
    public static void RefuseBundle(ParseResult parse, string[] args)
    {
        Command command = parse.CommandResult.Command;
        foreach (string word in args.TakeWhile(word => word != "--").Where(word => word.Length > 2
            && word[0] == '-'
            && char.IsAsciiLetterOrDigit(word[1])))
        {
            string letters = word[1..];
            Option? first = Short(command, letters[0]);
            if (first is null || first.ValueType != typeof(bool))
            {
                continue;
            }

            foreach (char letter in letters)
            {
                if (Short(command, letter) is not { } option)
                {
                    throw new RequestException($"unknown option '-{letter}' in '{word}'; 'tcpvet {CommandWords(command)}--help' lists the options");
                }

                if (option.ValueType != typeof(bool))
                {
                    break;
                }
            }
        }
    }

    /// <summary>The line about an option that the command does not have.</summary>
    public static string UnknownOption(string word, Command command)
    {
        // Fingers that know ss type its options right behind the program's name.
        string meant = command is RootCommand root && IsBundleOfList(root, word) ? $", did you mean tcpvet list {word}?" : TextDistance.Question(word, OptionNames(command));
        return $"unknown option '{word}'{meant}; 'tcpvet {CommandWords(command)}--help' lists the options";
    }

    private static string? Missing(ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        string usage = $"; 'tcpvet {CommandWords(command)}--help' shows the usage";
        if (parse.Errors[0].SymbolResult is OptionResult { Tokens.Count: 0 } valueless)
        {
            string timers = valueless.Option == CommonOptions.Output ? CommonOptions.TimersAreExtended(command) : "";
            return $"{valueless.Option.Name}: {valueless.Option.HelpName ?? "a value"} is missing{timers}{usage}";
        }

        if (parse.Errors[0].SymbolResult is OptionResult { Tokens.Count: > 1 } repeated && repeated.Option.Arity.MaximumNumberOfValues == 1)
        {
            return $"{repeated.Option.Name}: given {repeated.Tokens.Count} times, it takes one {repeated.Option.HelpName ?? "value"}";
        }

        if (command.Options.FirstOrDefault(option => option.Required && parse.GetResult(option) is null) is { } required)
        {
            return $"{command.Name}: {required.Name} {required.HelpName} is missing{usage}";
        }

        Argument? empty =
            command.Arguments.FirstOrDefault(argument =>
                argument.Arity.MinimumNumberOfValues > 0 && parse.GetResult(argument) is null or { Tokens.Count: 0 });
        return empty is null ? null : $"{command.Name}: {empty.Name} is missing{usage}";
    }

    private static bool IsBundleOfList(RootCommand root, string word) =>
        root.Subcommands.FirstOrDefault(command => command.Name == "list") is { } list
        && word.Length > 1 && word[1] != '-' && word[1..].All(letter => Short(list, letter) is not null);

    private static Option? Short(Command command, char letter) => OptionsOf(command).FirstOrDefault(option => option.Aliases.Contains($"-{letter}"));

    private static IEnumerable<string> OptionNames(Command command) =>
        OptionsOf(command)
            .SelectMany(option => option.Aliases.Append(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal));

    private static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));

    private static string CommandWords(Command command) =>
        command is RootCommand ? "" : $"{(command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? CommandWords(parent) : "")}{command.Name} ";
}
