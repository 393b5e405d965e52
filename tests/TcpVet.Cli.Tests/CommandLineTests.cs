using System.Diagnostics;
using TcpVet.Cli.Commands;
using TcpVet.Cli.Options;
using TcpVet.Model;
using TcpVet.Rules.Judging;

namespace TcpVet.Cli.Tests;

/// <summary>Command lines that parse, and those that are refused with one line.</summary>
public sealed class CommandLineTests
{
    public static TheoryData<string> Commands =>
        [.. CommandTree.Create()
            .Subcommands.Where(command => !command.Hidden)
            .SelectMany(command => command.Subcommands.Prepend(command))
            .Select(HelpExamples.NameOf)
            .Prepend("tcpvet")];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_of_the_help_parses(string command)
    {
        Assert.NotEmpty(HelpExamples.Of(command));
        foreach (string example in HelpExamples.Of(command))
        {
            string words = example.Replace("source <(", "", StringComparison.Ordinal).TrimEnd(')').Split(" > ")[0];
            int start = words.IndexOf("tcpvet", StringComparison.Ordinal);
            Assert.Empty(CommandTree.Parse(Shell(words[(start + "tcpvet".Length)..])).Errors);
        }
    }

    // A finding's command is pasted at three in the morning.
    [Fact]
    public void Every_command_that_a_finding_names_parses()
    {
        HashSet<string> commands = [.. Directory.EnumerateFiles(Path.Combine(Root(), "tests/TcpVet.Rules.Tests/Captures"), "*.json", SearchOption.AllDirectories)
            .SelectMany(file => CaptureJudge.Diagnose(CaptureJson.Read(File.ReadAllBytes(file))).Findings)
            .SelectMany(finding => finding.Remedies)
            .Select(remedy => remedy.Command)
            .OfType<string>()
            .Where(command => command.StartsWith("tcpvet ", StringComparison.Ordinal))];

        Assert.True(commands.Count > 20);
        Assert.All(commands, command => Assert.Empty(CommandTree.Parse(Shell(command["tcpvet".Length..])).Errors));
    }

    [Theory]
    [InlineData("list -tan")]
    [InlineData("list -tulp")]
    [InlineData("list -aeim -ojson")]
    [InlineData("list -HO dst ! 10.0.0.1")]
    [InlineData("list ( sport = :80 or sport != :443 ) and not dst 10.0.0.0/8")]
    [InlineData("list -- -x")]
    [InlineData("states -o=csv --no-color")]
    [InlineData("lint - --as sysctl --kernel 2.6.32 -o sarif")]
    [InlineData("lint --live -N all --only TV7 --ignore TV615 --fail-on critical")]
    [InlineData("checkup --watch")]
    [InlineData("--watch 5s --samples 3")]
    [InlineData("checkup --watch --only TV1 --only TV2,TV301 --set TV101.min_count=3 --set TV102.min_count=3 --bind 80 --bind udp:53")]
    public void Habits_of_ss_parse(string line) => Assert.Empty(CommandTree.Parse(line.Split(' ')).Errors);

    // The framework's own refusal of an empty path is an exception that looks like a fault of this program.
    [Theory]
    [InlineData("capture", "")]
    [InlineData("tune", "log", "--state-dir", "")]
    [InlineData("tune", "plan", "--file", "")]
    [InlineData("tune", "rollback", "--state-dir", "")]
    [InlineData("checkup", "--config", "")]
    [InlineData("checkup", "--ignore-file", "")]
    public void An_empty_name_of_a_file_is_refused_with_a_word(params string[] words) => Assert.Throws<RequestException>(
        () => CommandTree.Parse(words).Invoke(HostedInvocation.OnThisHost()));

    [Theory]
    [InlineData("stats", "did you mean states?")]
    [InlineData("-tan", "did you mean tcpvet list -tan?")]
    [InlineData("list -tax", "unknown option '-x' in '-tax'")]
    [InlineData("checkup --intervall 2s", "did you mean --interval?")]
    [InlineData("states -o xml", "found 'xml'")]
    [InlineData("count", "--by")]
    [InlineData("capture", "FILE is missing")]
    [InlineData("checkup --interval soon", "found 'soon'")]
    [InlineData("checkup --watch 0.5", "--watch: a round takes a second at least")]
    [InlineData("checkup --samples -1", "--samples")]
    [InlineData("states -o sarif", "found 'sarif', which lint alone writes")]
    [InlineData("lint --as ngnix x", "found 'ngnix', did you mean nginx?")]
    [InlineData("lint --kernel new x", "expected a version such as 3.10 or 6.12, found 'new'")]
    [InlineData("lint --fail-on bad x", "--fail-on: expected never, info, warning or critical")]
    [InlineData("tune rolback", "did you mean rollback?")]
    [InlineData("tune apply --withn 2m", "did you mean --within?; 'tcpvet tune apply --help'")]
    [InlineData("tune rollback first", "expected the number of an entry, found 'first'")]
    [InlineData("tune apply --within soon", "--within: expected a duration")]
    public void A_mistake_is_one_line(string line, string says)
    {
        RequestException refusal = Assert.Throws<RequestException>(() => CommandTree.Parse(line.Split(' ')));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    // Made while the class is: what it is made of must be there already.
    [Fact]
    public void The_help_of_lint_names_every_kind() =>
        Assert.All(ConfigurationKindNames.All, kind => Assert.Contains(kind, LintOptions.As.Description!, StringComparison.Ordinal));

    [Fact]
    public void A_filter_of_ten_thousand_characters_parses()
    {
        string filter = string.Join(" or ", Enumerable.Range(1, 700).Select(port => $"sport = :{port}"));
        Assert.True(filter.Length > 10_000);
        Assert.Empty(CommandTree.Parse(["list", filter]).Errors);
        Assert.Empty(CommandTree.Parse(["list", .. filter.Split(' ')]).Errors);
    }

    [Theory]
    [InlineData("tcpvet li", "lint list listeners")]
    [InlineData("tcpvet lint --as h", "haproxy httpd")]
    [InlineData("tcpvet lint -o s", "sarif")]
    [InlineData("tcpvet states -o s", "")]
    [InlineData("tcpvet states -o js", "json jsonl")]
    [InlineData("tcpvet lab close-wait-l", "close-wait-leak")]
    [InlineData("tcpvet lab close-wait-leak -- compg", "compgen")]
    [InlineData("tcpvet lab close-wait-leak -- ls clos", "")]
    [InlineData("tcpvet completion b", "bash")]
    [InlineData("tcpvet checkup --only accept-queue-f", "accept-queue-full")]
    [InlineData("tcpvet checkup --ignore TV3", "TV3 TV301 TV302 TV303 TV304")]
    [InlineData("tcpvet checkup --watch --bi", "--bind")]
    [InlineData("tcpvet tune r", "rollback")]
    [InlineData("tcpvet tune apply --with", "--within")]
    [InlineData("tcpvet tune plan --for accept-queue-f", "accept-queue-full")]
    [InlineData("tcpvet explain TV10", "TV101 TV102 TV103 TV104 TV105 TV106 TV107 TV108 TV109")]
    [InlineData("tcpvet explain net.core.somax", "net.core.somaxconn")]
    [InlineData("tcpvet explain TcpExt.ListenO", "TcpExt.ListenOverflows")]
    [InlineData("tcpvet probe --as nt", "ntp")]
    [InlineData("tcpvet count --by st", "state")]
    [InlineData("tcpvet count --by state,lp", "state,lport")]
    [InlineData("tcpvet count --by state,lport,pr", "state,lport,process state,lport,proto")]
    [InlineData("tcpvet count --by = state,us", "state,user")]
    [InlineData("tcpvet checkup --only TV101,accept-queue-f", "TV101,accept-queue-full")]
    [InlineData("tcpvet checkup --set TV101.many", "TV101.many_count=")]
    [InlineData("tcpvet list -N al", "all")]
    [InlineData("tcpvet list po", "port")]
    public void Bash_completes(string typed, string expected)
    {
        string[] words = typed.Split(' ');
        string script = $"""
            source /dev/stdin
            COMP_WORDS=({typed}); COMP_CWORD={words.Length - 1}; _tcpvet; printf '%s\n' "${"{"}COMPREPLY[@]{"}"}" | sort | xargs
            """;
        (int status, string output) = Run("bash", ["--norc", "-c", script], Completion("bash"));
        Assert.Equal((0, expected), (status, output.Trim()));
    }

    // What a reader of zsh sees behind the tab: the shell itself runs in a pseudo terminal of its module zpty.
    [Theory]
    [InlineData("tcpvet lint --as h", "haproxy httpd")]
    [InlineData("tcpvet probe --as nt", "ntp")]
    [InlineData("tcpvet count --by state,lp", "lport")]
    [InlineData("tcpvet count --by=state,lp", "lport")]
    [InlineData("tcpvet checkup --set TV101.many", "TV101.many_count=")]
    [InlineData("tcpvet explain net.core.somax", "net.core.somaxconn")]
    [InlineData("tcpvet list -N al", "all")]
    [InlineData("tcpvet list po", "port")]
    [InlineData("tcpvet lab close-wait-l", "close-wait-leak")]
    [InlineData("tcpvet lint -o s", "sarif")]
    public void Zsh_completes(string typed, string expected)
    {
        Assert.SkipUnless(IsInstalled("zsh"), "zsh is not installed");
        string folder = Directory.CreateTempSubdirectory("tcpvet-zsh-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "_tcpvet"), Completion("zsh"));
            string script = $$"""
                zmodload zsh/zpty
                zpty shell zsh -f -i
                zpty -w shell 'PS1= PROMPT= RPROMPT=; unsetopt zle_bracketed_paste; stty columns 200; fpath=({{folder}} $fpath); autoload -Uz compinit; compinit -D -u; zstyle ":completion:*" list-prompt ""; '
                zpty -w shell 'compadd() { local -a hits; builtin compadd -A hits "$@"; builtin compadd "$@"; print -rl -- $hits > {{folder}}/hits.$#hits.$RANDOM }'
                zpty -w shell 'print REA''DY'
                zpty -r shell text '*READY*'
                zpty -n -w shell $'{{typed}}\t'
                for i in {1..100}; do sleep 0.05; found=({{folder}}/hits.*(N)); (( $#found )) && break; done
                sleep 0.2
                zpty -d shell
                cat {{folder}}/hits.*(N)
                """;
            (_, string output) = Run("zsh", ["-f", "/dev/stdin"], script);
            IEnumerable<string> hits = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(expected.Split(' '), hits.Distinct().Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("tcpvet lint --as h", "haproxy httpd")]
    [InlineData("tcpvet probe --as nt", "ntp")]
    [InlineData("tcpvet count --by state,lp", "state,lport")]
    [InlineData("tcpvet count --by=state,lp", "--by=state,lport")]
    [InlineData("tcpvet checkup --only TV101,accept-queue-f", "TV101,accept-queue-full")]
    [InlineData("tcpvet checkup --set TV101.many", "TV101.many_count=")]
    [InlineData("tcpvet explain net.core.somax", "net.core.somaxconn")]
    [InlineData("tcpvet list -N al", "all")]
    [InlineData("tcpvet list po", "port")]
    [InlineData("tcpvet lab close-wait-l", "close-wait-leak")]
    [InlineData("tcpvet lint -o s", "sarif")]
    public void Fish_completes(string typed, string expected)
    {
        Assert.SkipUnless(IsInstalled("fish"), "fish is not installed");
        (int status, string output) = Run("fish", ["--no-config", "-c", $"source -; complete -C '{typed}'"], Completion("fish"));
        IEnumerable<string> words = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]);
        Assert.Equal((0, expected), (status, string.Join(' ', words.Order(StringComparer.Ordinal))));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Completion_script_is_sound(string shell)
    {
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed");
        (int status, string output) = Run(shell, ["-n", "/dev/stdin"], Completion(shell));
        Assert.Equal((0, ""), (status, output));
    }

    private static bool IsInstalled(string shell) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, shell)));

    private static string Completion(string shell) => CompletionCommand.Script(CommandTree.Create(), shell);

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "tests", "TcpVet.Rules.Tests")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("the repository");
        }

        return folder;
    }

    // Quoted words as a shell takes them apart; the examples quote with ' alone.
    private static string[] Shell(string line) =>
        [.. line.Split('\'').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static (int Status, string Output) Run(string program, string[] arguments, string input)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(
                program, arguments)
            { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)), $"{program} did not end");
        return (process.ExitCode, output.Result + errors.Result);
    }
}
