using System.CommandLine;
using System.Text;

namespace TcpVet.Cli.Completion;

/// <summary>The completion script for bash.</summary>
internal static class BashScript
{
    // bash cuts words at '=' too: --by=state is three of them.
    private const string Start = """
        # bash completion for tcpvet; made by: tcpvet completion bash
        _tcpvet_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
        _tcpvet_list() {
            local before=
            [[ $cur == *,* ]] && before=${cur%,*},
            COMPREPLY=($(compgen -P "$before" -W "$1" -- "${cur##*,}"))
            compopt -o nospace 2>/dev/null || :
        }
        _tcpvet_keys() { _tcpvet_words "$1"; compopt -o nospace 2>/dev/null || :; }
        _tcpvet_netns() { _tcpvet_words "$1 $(command ls /run/netns /var/run/netns 2>/dev/null | command grep -v :)"; }
        _tcpvet() {
            local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= word
            if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
            for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                case $word in

        """;

    /// <summary>Makes it.</summary>
    public static string Of(Completions all)
    {
        StringBuilder script = new(Start);
        script.Append($"            {string.Join('|', all.Commands.Select(sub => sub.Name))}) command=$word; break ;;\n        esac\n    done\n");
        // What stands behind -- is the user's command and its words: files, which -o default knows better.
        script.Append("    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n        if [[ $command == lab && $word == -- ]]; then\n");
        script.Append("            COMPREPLY=(); [[ $prev == -- ]] && COMPREPLY=($(compgen -c -- \"$cur\")); return\n        fi\n    done\n");
        script.Append("    case \"$command $prev\" in\n");
        foreach (OptionValues values in all.Values())
        {
            script.Append($"        {values.Pattern}) {Reply(values.Source)}; return ;;\n");
        }

        script.Append("    esac\n    case $command in\n");
        foreach (Command command in all.Commands)
        {
            IEnumerable<string> words = Completions.WordsOf(command).Concat(all.OptionsOf(command).SelectMany(Completions.Spellings));
            script.Append($"        {command.Name}) _tcpvet_words '{string.Join(' ', words)}' ;;\n");
        }

        IEnumerable<string> top = all.Commands.Select(sub => sub.Name).Concat(all.OptionsOf(all.Root).SelectMany(Completions.Spellings));
        return script.Append($"        *) _tcpvet_words '{string.Join(' ', top)}' ;;\n    esac\n}}\ncomplete -o default -F _tcpvet tcpvet\n").ToString();
    }

    private static string Reply(ValueSource source) => source.Kind switch
    {
        ValueKind.Word => $"_tcpvet_words '{source.Joined}'",
        ValueKind.List => $"_tcpvet_list '{source.Joined}'",
        ValueKind.Key => $"_tcpvet_keys '{source.Joined}'",
        ValueKind.Netns => $"_tcpvet_netns '{source.Joined}'",
        _ => "COMPREPLY=($(compgen -f -- \"$cur\"))",
    };
}
