using System.CommandLine;
using TcpVet.Cli.Commands;
using TcpVet.Linux;
using TcpVet.Model;
using TcpVet.Operations.Explain;
using TcpVet.Operations.Look;

namespace TcpVet.Cli.Habits;

/// <summary>
/// What people type before they know the commands: a line of another tool, a state, a port, an address, a process, an error text. A real
/// command always wins; a word that is nothing is refused as the parser refuses it.
/// </summary>
internal static class FrontDoor
{
    // Words that only a filter begins with: the command before it was forgotten.
    private static readonly string[] FilterWords =
    [
        "state", "exclude", "src", "dst", "sport", "dport", "port", "host", "dev", "process", "user", "idle", "age", "recvq", "sendq",
        "not", "(",
    ];

    /// <summary>Turns what was typed into words that the parser knows.</summary>
    /// <param name="args">What was typed.</param>
    /// <param name="host">Knows the processes.</param>
    /// <param name="say">Takes the equivalent of another tool's line, once.</param>
    /// <exception cref="RequestException">
    /// It is known what was meant, and it is not done: the message names the command that does it.
    /// </exception>
    public static string[] Enter(string[] args, LiveHost host, Action<string> say)
    {
        RootCommand root = CommandTree.Create();
        int at = FirstWord(root, args);
        if (at < 0 || root.Subcommands.Any(command => command.Name == args[at]))
        {
            return args;
        }

        string word = args[at];
        if (at == 0 && OfTool(word, args[1..]) is { } habit)
        {
            return Spoken(habit, args, say);
        }

        if (FilterWords.Contains(word))
        {
            string filter = string.Join(' ', args[at..]);
            throw new RequestException(
                $"'{word}' begins a filter: did you mean 'tcpvet list {filter}'? 'tcpvet states' and 'tcpvet peers' take it too");
        }

        string? command = WordReader.Knows(word, host) ? LookCommand.Name
            : IsExplained(args[at..]) ? "explain"
            : IsOfRecord(root, args, word) ? LookCommand.Name : null;
        return command is null ? args : [.. args[..at], command, .. args[at..]];
    }

    private static Habit? OfTool(string word, string[] rest) => word switch
    {
        "ss" => SsLine.Translate(rest),
        "netstat" => NetstatLine.Translate(rest),
        "lsof" => LsofLine.Translate(rest),
        _ => OtherTools.Translate(word, rest),
    };

    private static string[] Spoken(Habit habit, string[] args, Action<string> say)
    {
        if (habit.Words is not ["--version"] && habit.Words[^1] != "--help")
        {
            say($"the same as: {habit.Line}");
        }

        foreach (string missing in habit.LeftOut)
        {
            say(missing);
        }

        return [.. habit.Words];
    }

    // Which processes a record holds shows when it is read.
    private static bool IsOfRecord(RootCommand root, string[] args, string word) =>
        (args.Any(arg => arg == "--from" || arg.StartsWith("--from=", StringComparison.Ordinal))
            || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(SelectionOptions.FileVariable)))
        && TextDistance.Question(word, root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name)).Length == 0;

    // The words of an error message, or one word that has a page.
    private static bool IsExplained(string[] words)
    {
        string[] plain = [.. words.TakeWhile(word => !word.StartsWith('-'))];
        try
        {
            return ExplainWords.Find(plain) is { Subject: ExplainSubject.Words };
        }
        catch (RequestException)
        {
            return false;
        }
    }

    // Options of the check-up may stand before the word, with their values.
    private static int FirstWord(RootCommand root, string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--")
            {
                return -1;
            }

            if (!args[i].StartsWith('-') || args[i].Length == 1)
            {
                return i;
            }

            Option? option = root.Options.FirstOrDefault(known => known.Name == args[i] || known.Aliases.Contains(args[i]));
            i += option is not null && option.ValueType != typeof(bool) && option.Arity.MinimumNumberOfValues > 0 ? 1 : 0;
        }

        return -1;
    }
}
