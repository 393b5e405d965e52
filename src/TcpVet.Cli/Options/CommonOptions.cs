using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Settings;

namespace TcpVet.Cli.Options;

/// <summary>The options that several commands share, under the names that users of ss know.</summary>
internal static class CommonOptions
{
    /// <summary>The forms that every command has.</summary>
    public const string Formats = "table, wide, json, jsonl or csv";

    public static Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = $"How to write the result: {Formats}",
        HelpName = "FORMAT",
        Recursive = true,
        CustomParser = result =>
            Enum.TryParse(result.Tokens[0].Value, ignoreCase: true, out OutputFormat format)
                && !char.IsAsciiDigit(result.Tokens[0].Value[0])
            ? format
            : Fail<OutputFormat>(result, $"--output: expected {Formats}, found '{result.Tokens[0].Value}'{Timers(result)}"),
    };

    public static Option<bool> NoHeader { get; } = new("--no-header", "-H") { Description = "Leave out the line of heads", Recursive = true };

    public static Option<bool> NoColor { get; } = new("--no-color") { Description = "Never use colour (as the environment variable NO_COLOR)", Recursive = true };

    public static Option<bool> Resolve { get; } = new("--resolve", "-r") { Description = "Write host and service names instead of numbers" };

    public static Option<bool> Numeric { get; } = new("--numeric", "-n") { Description = "Write numbers (the default)" };

    public static Option<bool> IPv4 { get; } = new("--ipv4", "-4") { Description = "IPv4 sockets only" };

    public static Option<bool> IPv6 { get; } = new("--ipv6", "-6") { Description = "IPv6 sockets only" };

    public static Option<bool> Tcp { get; } = new("--tcp", "-t") { Description = "TCP sockets (the default)" };

    public static Option<bool> Udp { get; } = new("--udp", "-u") { Description = "UDP sockets" };

    public static Option<bool> Listening { get; } = new("--listening", "-l") { Description = "Listening sockets only" };

    public static Option<bool> All { get; } = new("--all", "-a") { Description = "Sockets in every state" };

    public static Option<bool> Processes { get; } = new("--processes", "-p") { Description = "Show the processes that hold a socket" };

    public static Option<bool> Extended { get; } = new("--extended", "-e") { Description = "Show timer (-o of ss), user, inode, cookie, cgroup and mark" };

    public static Option<bool> Info { get; } = new("--info", "-i") { Description = "Show tcp_info" };

    public static Option<bool> Memory { get; } = new("--memory", "-m") { Description = "Show socket memory" };

    public static Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "On a terminal too: all evidence, causes and remedies" };

    public static Option<bool> OneLine { get; } = new("--oneline", "-O") { Description = "Write each socket on one line" };

    public static Option<string> Netns { get; } = new("--netns", "-N")
    {
        Description = "Look into another network namespace: its name, a path, a process id, or all",
        HelpName = "NAME|PATH|PID|all",
    };

    public static Option<FileInfo> From { get; } = new("--from")
    {
        Description = "Work on a recorded capture, or on what ss -D FILE wrote, instead of the live kernel",
        HelpName = "FILE",
    };

    public static Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask" };

    /// <summary>The filter's words; every command has its own argument, for its own help.</summary>
    public static Argument<string[]> Filter(string description = "Which sockets, in ss's filter language: state time-wait '( dport = :443 or dst 10.0.0.0/8 )'") =>
        new("FILTER") { Arity = ArgumentArity.ZeroOrMore, Description = description };

    /// <summary>An option that takes a duration. Its default is told in words: the library would print a TimeSpan.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result => DurationText.TryParse(result.Tokens[0].Value, out TimeSpan duration)
            ? duration
            : Fail<TimeSpan?>(result, $"{name}: expected a duration such as 500ms, 2s, 5m, 2h or plain seconds, found '{result.Tokens[0].Value}'"),
    };

    /// <summary>An option that takes a whole number from 1.</summary>
    public static Option<int?> PositiveNumber(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => int.TryParse(result.Tokens[0].Value, out int number) && number > 0
            ? number
            : Fail<int?>(result, $"{name}: expected a whole number from 1, found '{result.Tokens[0].Value}'"),
    };

    /// <summary>The level from which a finding makes the exit status 1.</summary>
    public static Option<FailLevel> FailOn { get; } =
        FailLevelOption("Exit with status 1 when a finding is at or above a level: info, warning or critical (default: never)");

    /// <summary><c>--fail-on</c> with a description of its own, which tells the default.</summary>
    public static Option<FailLevel> FailLevelOption(string description) => new("--fail-on")
    {
        Description = description,
        HelpName = "LEVEL",
        CustomParser = result => SettingsFile.Level(result.Tokens[0].Value)
            ?? Fail<FailLevel>(result, $"--fail-on: expected never, info, warning or critical, found '{result.Tokens[0].Value}'"),
    };

    /// <summary>The words of a filter or a list of words, unless one of them was meant as an option.</summary>
    /// <exception cref="RequestException">A word looks like an option.</exception>
    public static string[] Words(ParseResult parse, Argument<string[]> argument)
    {
        string[] words = parse.GetValue(argument) ?? [];
        return words.FirstOrDefault(word => word.StartsWith('-') && word.Length > 1) is { } option
            ? throw new RequestException(Mistake.UnknownOption(option, parse.CommandResult.Command))
            : words;
    }

    /// <summary>What somebody should know who typed <c>-o</c> as for ss; empty where sockets are not listed.</summary>
    public static string TimersAreExtended(Command command) =>
        command.Options.Contains(Extended) ? "; -o is the form of the output here: ss's timers are -e" : "";

    private static string Timers(System.CommandLine.Parsing.ArgumentResult result) =>
        result.Parent?.Parent is System.CommandLine.Parsing.CommandResult command ? TimersAreExtended(command.Command) : "";

    private static T? Fail<T>(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
