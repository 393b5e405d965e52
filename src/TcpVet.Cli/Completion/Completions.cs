using System.CommandLine;
using System.CommandLine.Help;
using TcpVet.Cli.Commands;
using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Explain;
using TcpVet.Operations.Sockets;
using TcpVet.Probes.Udp.Payloads;
using TcpVet.Rules.Catalog;

namespace TcpVet.Cli.Completion;

/// <summary>How the value of an option is completed.</summary>
/// <param name="Kind">From where it comes.</param>
/// <param name="Words">The words; empty for files.</param>
internal sealed record ValueSource(ValueKind Kind, IReadOnlyList<string> Words)
{
    /// <summary>The words as a shell's list.</summary>
    public string Joined { get; } = string.Join(' ', Words);

    /// <summary>A file or a folder.</summary>
    public static ValueSource File { get; } = new(ValueKind.File, []);
}

/// <summary>From where the value of an option comes.</summary>
internal enum ValueKind
{
    /// <summary>A file or a folder.</summary>
    File,

    /// <summary>One word.</summary>
    Word,

    /// <summary>Words with commas between them: <c>--by state,lport</c>.</summary>
    List,

    /// <summary>A key before its <c>=</c>: <c>--set TV101.min_count=</c>.</summary>
    Key,

    /// <summary>A network namespace: the names under /run/netns, and the words.</summary>
    Netns,
}

/// <summary>
/// What the shells are told: the commands, their options, and the words that these take. Made of the commands themselves.
/// </summary>
/// <param name="root">The commands.</param>
internal sealed class Completions(RootCommand root)
{
    /// <summary>The commands that people see.</summary>
    public IReadOnlyList<Command> Commands { get; } = [.. root.Subcommands.Where(command => !command.Hidden)];

    /// <summary>The check-up that needs no command.</summary>
    public RootCommand Root => root;

    /// <summary>
    /// The options of a command and of all its commands, for one that has some: the scripts tell commands apart by one word.
    /// </summary>
    public IReadOnlyList<Option> OptionsOf(Command command) =>
        [.. command.Options.Concat(command == root ? [] : Inherited(command))
            .Where(option => !option.Hidden).DistinctBy(option => option.Name)];

    /// <summary>How an option is written.</summary>
    public static IReadOnlyList<string> Spellings(Option option) =>
        [.. option.Aliases.Prepend(option.Name).Where(name => name.StartsWith('-')).Distinct()];

    /// <summary>Where the value of an option comes from; null for a switch.</summary>
    public static ValueSource? SourceOf(Command command, Option option) => !TakesValue(option) ? null : option.Name switch
    {
        "--output" => new(ValueKind.Word, [.. OutputWords, .. command.Name == LintCommand.Name ? ["sarif"] : Array.Empty<string>()]),
        "--by" => new(ValueKind.List, [.. CountKey.All.Select(key => key.Name)]),
        "--fail-on" => new(ValueKind.Word, ["never", "info", "warning", "critical"]),
        "--netns" => new(ValueKind.Netns, ["all"]),
        "--only" or "--ignore" or "--for" => new(ValueKind.List, RuleWords),
        "--set" => new(ValueKind.Key, [.. RuleCatalog.All.SelectMany(rule => rule.Thresholds).Select(threshold => $"{threshold.Key}=")]),
        "--as" => new(ValueKind.Word, command.Name == "probe" ? UdpProtocols : ConfigurationKindNames.All),
        _ => ValueSource.File,
    };

    /// <summary>The options with values, each with the commands where its value comes from the same source.</summary>
    public IEnumerable<OptionValues> Values()
    {
        Dictionary<string, List<OptionValues>> byName = new(StringComparer.Ordinal);
        foreach (Command command in Commands.Prepend<Command>(root))
        {
            foreach (Option option in OptionsOf(command))
            {
                if (SourceOf(command, option) is { } source)
                {
                    byName.TryAdd(option.Name, []);
                    Add(byName[option.Name], command, option, source);
                }
            }
        }

        foreach (List<OptionValues> each in byName.Values)
        {
            foreach (OptionValues values in each)
            {
                yield return values with { Alone = each.Count == 1 };
            }
        }
    }

    /// <summary>The words that stand behind a command.</summary>
    public static IReadOnlyList<string> WordsOf(Command command) => command.Name switch
    {
        "completion" => ["bash", "zsh", "fish"],
        "lab" => [.. TcpVet.Lab.Scenarios.ScenarioCatalog.All.Select(scenario => scenario.Name)],
        "tune" => [.. command.Subcommands.Select(sub => sub.Name)],
        "explain" => [.. Explainer.Titles.Where(IsOneWord), .. RuleCatalog.All.Select(rule => rule.Code), .. ExplainWords.Indexes],
        _ when command.Arguments.Any(argument => argument.Name == "FILTER") => FilterWords,
        _ => [],
    };

    private static IReadOnlyList<string> OutputWords { get; } = ["table", "wide", "json", "jsonl", "csv"];

    private static IReadOnlyList<string> RuleWords { get; } =
    [
        .. RuleCatalog.All.SelectMany(rule => (string[])[rule.Code, rule.Name]), .. RuleFamilies.All.Select(family => family.Prefix),
    ];

    private static IReadOnlyList<string> UdpProtocols { get; } = ["list", .. UdpQuestions.All.Select(question => question.Name)];

    private static IReadOnlyList<string> FilterWords { get; } =
    [
        "state", "exclude", "src", "dst", "host", "sport", "dport", "port", "dev", "fwmark", "cgroup", "autobound", "process", "user", "idle", "age",
        "recvq", "sendq", "and", "or", "not", .. TcpStateNames.All.Select(state => state.Name().ToLowerInvariant().Replace('_', '-')),
        "connected", "synchronized", "bucket", "big", "all",
    ];

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MinimumNumberOfValues > 0
        && option is not HelpOption && option is not VersionOption;

    private static bool IsOneWord(string title) => title.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');

    private IEnumerable<Option> Inherited(Command command) =>
        command.Subcommands.SelectMany(sub => sub.Options).Concat(root.Options.Where(option => option.Recursive));

    private static void Add(List<OptionValues> known, Command command, Option option, ValueSource source)
    {
        int same = known.FindIndex(values => values.Source.Kind == source.Kind && values.Source.Joined == source.Joined);
        if (same >= 0)
        {
            known[same].Commands.Add(command.Name);
            known[same].Spellings.UnionWith(Spellings(option));
            return;
        }

        known.Add(new OptionValues(source, [command.Name], [.. Spellings(option)], Alone: false));
    }
}

/// <summary>An option whose value comes from one source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Commands">The commands that have it so.</param>
/// <param name="Spellings">How it is written.</param>
/// <param name="Alone">True when every command that has the option has it so.</param>
internal sealed record OptionValues(ValueSource Source, List<string> Commands, HashSet<string> Spellings, bool Alone)
{
    /// <summary>A pattern of <c>case "$command $option"</c> in bash and in zsh.</summary>
    public string Pattern => string.Join('|', Spellings.SelectMany(spelling =>
        Alone ? (IEnumerable<string>)[$"*' {spelling}'"] : Commands.Select(command => $"'{command} {spelling}'")));
}
