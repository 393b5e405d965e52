using System.CommandLine;
using System.Text;

namespace TcpVet.Cli.Completion;

/// <summary>The completion script for fish.</summary>
internal static class FishScript
{
    private const string Start = """
        # fish completion for tcpvet; made by: tcpvet completion fish
        function __tcpvet_list
            set -l before (string replace -r -- '^--[a-z-]+=' '' (commandline -ct) | string match -r -- '.*,')
            for word in $argv
                printf '%s\n' "$before$word"
            end
        end
        function __tcpvet_netns
            printf '%s\n' $argv
            for path in /run/netns/*
                string replace -r -- '.*/' '' $path
            end
        end

        """;

    /// <summary>Makes it.</summary>
    public static string Of(Completions all)
    {
        StringBuilder script = new(Start);
        string names = string.Join(' ', all.Commands.Select(sub => sub.Name));
        foreach (Command command in all.Commands)
        {
            script.Append($"complete -c tcpvet -n 'not __fish_seen_subcommand_from {names}' -f -a {command.Name} -d '{Quoted(command.Description)}'\n");
        }

        foreach (Command command in all.Commands.Prepend<Command>(all.Root))
        {
            string condition = command == all.Root ? $"not __fish_seen_subcommand_from {names}" : $"__fish_seen_subcommand_from {command.Name}";
            foreach (Option option in all.OptionsOf(command))
            {
                string spellings = string.Join(' ', Completions.Spellings(option)
                    .Select(name => name.StartsWith("--", StringComparison.Ordinal) ? $"-l {name[2..]}" : $"-s '{name[1..]}'"));
                script.Append($"complete -c tcpvet -n '{condition}' {spellings}{Value(command, option)} -d '{Quoted(option.Description)}'\n");
            }

            if (Completions.WordsOf(command) is { Count: > 0 } words)
            {
                script.Append($"complete -c tcpvet -n '{condition}' -f -a '{string.Join(' ', words)}'\n");
            }
        }

        return script.ToString();
    }

    private static string Value(Command command, Option option) => Completions.SourceOf(command, option) switch
    {
        null => "",
        { Kind: ValueKind.Word or ValueKind.Key } source => $" -x -a '{source.Joined}'",
        { Kind: ValueKind.List } source => $" -x -a '(__tcpvet_list {source.Joined})'",
        { Kind: ValueKind.Netns } source => $" -x -a '(__tcpvet_netns {source.Joined})'",
        _ => " -r",
    };

    // Inside single quotes.
    private static string Quoted(string? text) => (text ?? "").Replace("'", "", StringComparison.Ordinal);
}
