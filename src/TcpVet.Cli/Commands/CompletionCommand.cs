using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using TcpVet.Model;
using TcpVet.Operations.Sockets;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet completion bash|zsh|fish</c>: prints a completion script made from the commands themselves.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = new("SHELL") { Description = "bash, zsh or fish" };

    public static Command Create()
    {
        Command command = new("completion", "Print a completion script for bash, zsh or fish") { Shell };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        using Utf8Output output = StandardOutput.Open();
        output.Text(Script((RootCommand)parse.RootCommandResult.Command, parse.GetRequiredValue(Shell))).Flush();
        return ExitStatus.Done;
    }

    /// <summary>The script for a shell.</summary>
    /// <exception cref="RequestException">There is none for this shell.</exception>
    public static string Script(RootCommand root, string shell) => shell switch
    {
        "bash" => Bash(root),
        "zsh" => Zsh(root),
        "fish" => Fish(root),
        string other => throw new RequestException($"completion: expected bash, zsh or fish, found '{other}'"),
    };

    // The options of all its commands, for one that has some: the scripts tell commands apart by one word.
    private static IEnumerable<Option> OptionsOf(Command command, RootCommand root) =>
        command.Options.Concat(command == root
            ? []
            : command.Subcommands.SelectMany(sub => sub.Options).Concat(root.Options.Where(option => option.Recursive)))
            .Where(option => !option.Hidden).DistinctBy(option => option.Name);

    private static IEnumerable<Command> Commands(RootCommand root) => root.Subcommands.Where(command => !command.Hidden);

    private static IEnumerable<string> Spellings(Option option) =>
        option.Aliases.Prepend(option.Name).Where(name => name.StartsWith('-')).Distinct();

    private static IEnumerable<string> Families => Rules.Catalog.RuleFamilies.All.Select(family => family.Prefix);

    /// <summary>The words that an option or a filter takes.</summary>
    private static string[] ValuesOf(Option option) => option.Name switch
    {
        "--output" => ["table", "wide", "json", "jsonl", "csv"],
        "--by" => [.. CountKey.All.Select(key => key.Name)],
        "--fail-on" => ["never", "info", "warning", "critical"],
        "--netns" => ["all"],
        "--only" or "--ignore" or "--for" => [.. Rules.Catalog.RuleCatalog.All.SelectMany(rule => (string[])[rule.Code, rule.Name]), .. Families],
        "--set" => [.. Rules.Catalog.RuleCatalog.All.SelectMany(rule => rule.Thresholds).Select(threshold => $"{threshold.Key}=")],
        "--as" => [.. ConfigurationKindNames.All],
        _ => [],
    };

    private static string[] WordsOf(Command command) => command.Name switch
    {
        "completion" => ["bash", "zsh", "fish"],
        "lab" => [.. TcpVet.Lab.Scenarios.ScenarioCatalog.All.Select(scenario => scenario.Name)],
        "tune" => [.. command.Subcommands.Select(sub => sub.Name)],
        "explain" => [.. TcpStateNames.All.Select(state => state.Name()), .. Rules.Catalog.RuleCatalog.All.Select(rule => rule.Code), "symptoms"],
        _ when command.Arguments.Any(argument => argument.Name == "FILTER") =>
            ["state", "exclude", "src", "dst", "sport", "dport", "dev", "fwmark", "cgroup", "autobound", "process", "user", "idle", "age", "recvq", "sendq", "and", "or", "not",
                .. TcpStateNames.All.Select(state => state.Name().ToLowerInvariant().Replace('_', '-')), "connected", "synchronized", "bucket", "big", "all"],
        _ => [],
    };

    private static bool TakesValue(Option option) =>
        option.ValueType != typeof(bool)
            && option.Arity.MinimumNumberOfValues > 0
            && option is not HelpOption
            && option is not VersionOption;

    private static string Bash(RootCommand root)
    {
        StringBuilder script = new("# bash completion for tcpvet; made by: tcpvet completion bash\n_tcpvet() {\n");
        script.Append("    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= word\n");
        script.Append("    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n        case $word in\n");
        script.Append($"            {string.Join('|', Commands(root).Select(sub => sub.Name))}) command=$word; break ;;\n        esac\n    done\n");
        // What stands behind -- is the user's command and its words: files, which -o default knows better.
        script.Append("    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n        if [[ $command == lab && $word == -- ]]; then\n");
        script.Append("            COMPREPLY=(); [[ $prev == -- ]] && COMPREPLY=($(compgen -c -- \"$cur\")); return\n        fi\n    done\n    case $prev in\n");
        script.Append("        -o|--output) [[ $command == lint && sarif == \"$cur\"* ]] && COMPREPLY=(sarif) && return ;;&\n");
        foreach (Option option in AllOptions(root).Where(TakesValue))
        {
            string reply = ValuesOf(option) is { Length: > 0 } values ? $"COMPREPLY=($(compgen -W '{string.Join(' ', values)}' -- \"$cur\"))" : "COMPREPLY=($(compgen -f -- \"$cur\"))";
            script.Append($"        {string.Join('|', Spellings(option))}) {reply}; return ;;\n");
        }

        script.Append("    esac\n    case $command in\n");
        foreach (Command command in Commands(root))
        {
            IEnumerable<string> words = WordsOf(command).Concat(OptionsOf(command, root).SelectMany(Spellings));
            script.Append($"        {command.Name}) COMPREPLY=($(compgen -W '{string.Join(' ', words)}' -- \"$cur\")) ;;\n");
        }

        IEnumerable<string> top = Commands(root).Select(sub => sub.Name).Concat(OptionsOf(root, root).SelectMany(Spellings));
        return script.Append($"        *) COMPREPLY=($(compgen -W '{string.Join(' ', top)}' -- \"$cur\")) ;;\n    esac\n}}\ncomplete -o default -F _tcpvet tcpvet\n").ToString();
    }

    private static string Zsh(RootCommand root)
    {
        StringBuilder script = new("#compdef tcpvet\n# zsh completion for tcpvet; made by: tcpvet completion zsh\n_tcpvet() {\n    local -a commands options\n    local command word\n    commands=(\n");
        foreach (Command command in Commands(root))
        {
            script.Append($"        '{command.Name}:{Quoted(command.Description)}'\n");
        }

        script.Append("    )\n    for word in ${words[2,CURRENT-1]}; do\n        if (( ${commands[(I)$word:*]} )); then command=$word; break; fi\n    done\n    case ${words[CURRENT-1]} in\n");
        script.Append("        -o|--output) [[ $command == lint ]] && compadd -- sarif ;|\n");
        foreach (Option option in AllOptions(root).Where(TakesValue))
        {
            string reply = ValuesOf(option) is { Length: > 0 } values ? $"compadd -- {string.Join(' ', values)}" : "_files";
            script.Append($"        {string.Join('|', Spellings(option))}) {reply}; return ;;\n");
        }

        script.Append("    esac\n    case $command in\n");
        foreach (Command command in Commands(root))
        {
            script.Append($"        {command.Name})\n            options=({string.Join(' ', Described(command, root))})\n            _describe -o option options\n");
            script.Append(WordsOf(command) is { Length: > 0 } words ? $"            compadd -- {string.Join(' ', words)} ;;\n" : "            _files ;;\n");
        }

        return script.Append($"        *)\n            options=({string.Join(' ', Described(root, root))})\n            _describe command commands\n            _describe -o option options ;;\n    esac\n}}\n")
            .Append("if [ \"$funcstack[1]\" = _tcpvet ]; then _tcpvet \"$@\"; else compdef _tcpvet tcpvet; fi\n").ToString();
    }

    private static string Fish(RootCommand root)
    {
        StringBuilder script = new("# fish completion for tcpvet; made by: tcpvet completion fish\n");
        string names = string.Join(' ', Commands(root).Select(sub => sub.Name));
        foreach (Command command in Commands(root))
        {
            script.Append($"complete -c tcpvet -n 'not __fish_seen_subcommand_from {names}' -f -a {command.Name} -d '{Quoted(command.Description)}'\n");
        }

        foreach (Command command in (Command[])[root, .. Commands(root)])
        {
            string condition = command == root ? $"not __fish_seen_subcommand_from {names}" : $"__fish_seen_subcommand_from {command.Name}";
            foreach (Option option in OptionsOf(command, root))
            {
                string spellings =
                    string.Join(' ', Spellings(option).Select(name => name.StartsWith("--", StringComparison.Ordinal) ? $"-l {name[2..]}" : $"-s {name[1..]}"));
                string value = !TakesValue(option) ? "" : ValuesOf(option) is { Length: > 0 } values ? $" -x -a '{string.Join(' ', values)}{(command.Name == LintCommand.Name && option == CommonOptions.Output ? " sarif" : "")}'" : " -r";
                script.Append($"complete -c tcpvet -n '{condition}' {spellings}{value} -d '{Quoted(option.Description)}'\n");
            }

            if (WordsOf(command) is { Length: > 0 } words)
            {
                script.Append($"complete -c tcpvet -n '{condition}' -f -a '{string.Join(' ', words)}'\n");
            }
        }

        return script.ToString();
    }

    private static IEnumerable<Option> AllOptions(RootCommand root) =>
        Commands(root).Prepend<Command>(root).SelectMany(command => OptionsOf(command, root)).Distinct();

    private static IEnumerable<string> Described(Command command, RootCommand root) =>
        OptionsOf(command, root).SelectMany(option => Spellings(option).Select(name => $"'{name}:{Quoted(option.Description)}'"));

    // Inside single quotes, and ':' ends a word for zsh's _describe.
    private static string Quoted(string? text) =>
        (text ?? "").Replace("'", "", StringComparison.Ordinal).Replace(":", " -", StringComparison.Ordinal);
}
