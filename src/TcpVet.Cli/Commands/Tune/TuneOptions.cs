using System.CommandLine;
using System.Globalization;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Persisting;

namespace TcpVet.Cli.Commands.Tune;

/// <summary>The options of <c>tune</c>'s commands.</summary>
internal static class TuneOptions
{
    /// <summary>How long an applied plan waits to be confirmed unless somebody says otherwise.</summary>
    public static readonly TimeSpan StandardWithin = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestWithin = TimeSpan.FromDays(7);

    public static Option<string[]> For { get; } = new("--for") { Description = "Plan for these rules alone: codes, names, families, with commas between", HelpName = "RULE,…" };

    public static Option<string?> PlanFile { get; } = new("--plan") { Description = "Apply what 'tcpvet tune plan -o json' wrote; - for standard input", HelpName = "FILE" };

    public static Option<int?> Pid { get; } = CommonOptions.PositiveNumber("--pid", "Work in the network namespace of this process (as --netns PID)");

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

    public static Option<TimeSpan?> Within { get; } = CommonOptions.Duration("--within", "How long it waits for 'tcpvet tune confirm' before everything goes back (default 2m)");

    public static Option<bool> Persist { get; } = new("--persist") { Description = $"Once confirmed, keep it after a restart of the host: write it to {PersistedFile.FileName}" };

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

    /// <summary>The namespace that the command line names; the own one without.</summary>
    /// <exception cref="RequestException">The options contradict each other.</exception>
    /// <exception cref="KernelException">There is none.</exception>
    public static NetworkNamespace Namespace(ParseResult parse)
    {
        NetworkNamespaces host = HostedInvocation.HostOf(parse).Namespaces;
        string? word = parse.GetValue(CommonOptions.Netns);
        if (parse.GetValue(Pid) is { } pid)
        {
            return word is null ? host.Resolve(pid.ToString(CultureInfo.InvariantCulture))
                : throw new RequestException("--pid and --netns: both name a namespace; leave one of them out");
        }

        return word == LiveNamespaces.Every ? throw new RequestException("--netns all: tune works in one namespace at a time")
            : word is null ? host.Own() : host.Resolve(word);
    }

    /// <summary>The journal's folder.</summary>
    public static string StateFolder(ParseResult parse) => Folder(parse, StateDir)
        ?? (Environment.GetEnvironmentVariable(Journal.FolderVariable) is { Length: > 0 } folder ? folder : Journal.StandardFolder);

    /// <summary>The journal, which must be there.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static Journal JournalOf(ParseResult parse)
    {
        string folder = StateFolder(parse);
        return Journal.Open(folder, make: false) ?? throw new RequestException($"there is no journal at {folder}: nothing was applied yet; --state-dir names another");
    }

    /// <summary>The folder of the persisted file.</summary>
    public static string SysctlFolder(ParseResult parse) => Path.GetFullPath(Folder(parse, SysctlDir) ?? PersistedFile.StandardFolder);

    private static string? Folder(ParseResult parse, Option<string?> option) =>
        parse.GetValue(option) is not "" and var folder ? folder : throw new RequestException($"{option.Name}: the name of the folder is empty");

    /// <summary>The file that <c>--persist</c> asks for; null without it.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="initial">Whether the namespace is the host's first, which alone is set up from /etc/sysctl.d.</param>
    /// <exception cref="RequestException">Nothing would read the file.</exception>
    public static string? PersistIn(ParseResult parse, bool initial)
    {
        if (!parse.GetValue(Persist))
        {
            return parse.GetValue(SysctlDir) is null || parse.CommandResult.Command.Name != TuneConfirmCommand.Name ? null
                : throw new RequestException("--sysctl-dir says where --persist writes: add --persist");
        }

        string folder = SysctlFolder(parse);
        if (!initial && parse.GetValue(SysctlDir) is null)
        {
            throw new RequestException($"--persist: {PersistedFile.StandardFolder} is read for the host's own namespace, and this is another: whoever makes it has to set it up; --sysctl-dir names a folder that is read for it");
        }

        return Directory.Exists(folder) ? Path.Combine(folder, PersistedFile.FileName) : throw new RequestException($"--persist: there is no folder {folder}");
    }

    /// <summary>How long to wait to be confirmed.</summary>
    /// <exception cref="RequestException">It is no time that anybody could wait.</exception>
    public static TimeSpan WithinOf(ParseResult parse)
    {
        TimeSpan within = parse.GetValue(Within) ?? StandardWithin;
        return within <= TimeSpan.Zero || within > LongestWithin
            ? throw new RequestException($"--within: expected more than nothing and at most {Durations.Short((long)LongestWithin.TotalMilliseconds)}")
            : within;
    }

    /// <summary>What has to stand behind the next command so that it finds the same journal; empty for the standard one.</summary>
    public static string Suffix(ParseResult parse) => parse.GetValue(StateDir) is { } folder ? $" --state-dir {SafeText.Escape(folder)}" : "";
}
