using System.CommandLine;
using System.Globalization;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Tune;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Persisting;

namespace TcpVet.Cli.Options;

/// <summary>The options of <c>tune</c>'s commands.</summary>
internal static class TuneOptions
{
    public static Option<string[]> For { get; } = new("--for")
    {
        Description = "Plan for these rules alone: codes, names, families, with commas between",
        HelpName = "RULE,…",
    };

    public static Option<string?> File { get; } = new("--file")
    {
        Description = "Plan what the lines of a sysctl file ask for, where lint has nothing against them; - for standard input",
        HelpName = "FILE",
    };

    public static Option<string[]> Accept { get; } = new("--accept")
    {
        Description = "Take the lines of --file for these settings although lint calls them misleading, void or superfluous",
        HelpName = "SETTING,…",
    };

    public static Option<string?> PlanFile { get; } = new("--plan")
    {
        Description = "Apply what 'tcpvet tune plan -o json' wrote; - for standard input",
        HelpName = "FILE",
    };

    public static Option<int?> Pid { get; } =
        CommonOptions.PositiveNumber("--pid", "Work in the network namespace of this process (as --netns PID)");

    public static Option<string?> StateDir { get; } = new("--state-dir")
    {
        Description = $"Keep the journal in this folder instead of {Journal.StandardFolder} (or set {Journal.FolderVariable})",
        HelpName = "DIR",
    };

    public static Option<string?> SysctlDir { get; } = new("--sysctl-dir")
    {
        Description = $"Where {PersistedFile.FileName} stands (default {PersistedFile.StandardFolder})",
        HelpName = "DIR",
    };

    public static Option<TimeSpan?> Within { get; } =
        CommonOptions.Duration("--within", "How long it waits for 'tcpvet tune confirm' before everything goes back (default 2m)");

    public static Option<bool> Persist { get; } = new("--persist")
    {
        Description = $"Once confirmed, keep it after a restart of the host: write it to {PersistedFile.FileName}",
    };

    public static Option<bool> Force { get; } = new("--force") { Description = "Overwrite what somebody else has set since" };

    /// <summary>An entry's number, which may be left out.</summary>
    public static Argument<int?> Entry(string description) => new("ENTRY")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = description,
        CustomParser = result =>
        {
            if (result.Tokens.Count == 0)
            {
                return null;
            }

            string word = result.Tokens[0].Value;
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
            {
                return number;
            }

            result.AddError($"expected the number of an entry, found '{word}'; 'tcpvet tune log' lists them");
            return null;
        },
    };

    /// <summary>The word that names the network namespace, whichever option has it; null for the own one.</summary>
    /// <exception cref="RequestException">The options contradict each other, or name more than one namespace.</exception>
    public static string? Namespace(ParseResult parse)
    {
        string? word = parse.GetValue(CommonOptions.Netns);
        if (parse.GetValue(Pid) is { } pid)
        {
            return word is null ? pid.ToString(CultureInfo.InvariantCulture)
                : throw new RequestException("--pid and --netns: both name a namespace; leave one of them out");
        }

        return word != LiveNamespaces.Every ? word : throw new RequestException("--netns all: tune works in one namespace at a time");
    }

    /// <summary>The journal's folder.</summary>
    public static string StateFolder(ParseResult parse) => PathOf(parse, StateDir)
        ?? (Environment.GetEnvironmentVariable(Journal.FolderVariable) is { Length: > 0 } folder ? folder : Journal.StandardFolder);

    /// <summary>What <c>--persist</c> and <c>--sysctl-dir</c> ask for.</summary>
    public static PersistWish PersistOf(ParseResult parse) => new(parse.GetValue(Persist), PathOf(parse, SysctlDir));

    /// <summary>The path that an option names; null for none. The framework refuses an empty one as if the program were at fault.</summary>
    /// <exception cref="RequestException">It is empty.</exception>
    public static string? PathOf(ParseResult parse, Option<string?> option) =>
        parse.GetValue(option) is not "" and var path ? path : throw new RequestException($"{option.Name}: the name is empty");

    /// <summary>How long to wait to be confirmed.</summary>
    /// <exception cref="RequestException">It is no time that anybody could wait.</exception>
    public static TimeSpan WithinOf(ParseResult parse)
    {
        TimeSpan within = parse.GetValue(Within) ?? TuneApply.StandardWithin;
        return within > TimeSpan.Zero && within <= TuneApply.LongestWithin ? within : throw new RequestException(
            $"--within: expected more than nothing and at most {Durations.Short((long)TuneApply.LongestWithin.TotalMilliseconds)}");
    }

    /// <summary>What has to stand behind the next command so that it finds the same journal; empty for the standard one.</summary>
    public static string Suffix(ParseResult parse) =>
        parse.GetValue(StateDir) is { } folder ? $" --state-dir {SafeText.Escape(folder)}" : "";
}
