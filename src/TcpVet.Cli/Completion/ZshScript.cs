using System.CommandLine;
using System.Text;

namespace TcpVet.Cli.Completion;

/// <summary>The completion script for zsh.</summary>
internal static class ZshScript
{
    /// <summary>Makes it.</summary>
    public static string Of(Completions all)
    {
        StringBuilder script = new("#compdef tcpvet\n# zsh completion for tcpvet; made by: tcpvet completion zsh\n_tcpvet() {\n    local -a commands options\n");
        script.Append("    local command word prev=${words[CURRENT-1]}\n    commands=(\n");
        foreach (Command command in all.Commands)
        {
            script.Append($"        '{command.Name}:{Quoted(command.Description)}'\n");
        }

        script.Append("    )\n    for word in ${words[2,CURRENT-1]}; do\n        if (( ${commands[(I)$word:*]} )); then command=$word; break; fi\n    done\n");
        script.Append("    if [[ ${words[CURRENT]} == --*=* ]]; then prev=${words[CURRENT]%%=*}; compset -P 1 '*='; fi\n    case \"$command $prev\" in\n");
        foreach (OptionValues values in all.Values())
        {
            script.Append($"        {values.Pattern}) {Reply(values.Source)}; return ;;\n");
        }

        script.Append("    esac\n    case $command in\n");
        foreach (Command command in all.Commands)
        {
            script.Append($"        {command.Name})\n            options=({string.Join(' ', Described(all, command))})\n            _describe -o option options\n");
            IReadOnlyList<string> words = Completions.WordsOf(command);
            script.Append(words.Count > 0 ? $"            compadd -- {string.Join(' ', words)} ;;\n" : "            _files ;;\n");
        }

        script.Append($"        *)\n            options=({string.Join(' ', Described(all, all.Root))})\n            _describe command commands\n");
        return script.Append("            _describe -o option options ;;\n    esac\n}\n")
            .Append("if [ \"$funcstack[1]\" = _tcpvet ]; then _tcpvet \"$@\"; else compdef _tcpvet tcpvet; fi\n").ToString();
    }

    private static string Reply(ValueSource source) => source.Kind switch
    {
        ValueKind.Word => $"compadd -- {source.Joined}",
        ValueKind.List => $"compset -P '*,'; compadd -S '' -- {source.Joined}",
        ValueKind.Key => $"compadd -S '' -- {source.Joined}",
        ValueKind.Netns => $"compadd -- {source.Joined} /run/netns/*(N:t)",
        _ => "_files",
    };

    private static IEnumerable<string> Described(Completions all, Command command) =>
        all.OptionsOf(command).SelectMany(option => Completions.Spellings(option).Select(name => $"'{name}:{Quoted(option.Description)}'"));

    // Inside single quotes, and ':' ends a word for zsh's _describe.
    private static string Quoted(string? text) =>
        (text ?? "").Replace("'", "", StringComparison.Ordinal).Replace(":", " -", StringComparison.Ordinal);
}
