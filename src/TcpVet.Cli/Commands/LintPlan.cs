using System.CommandLine;
using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Cli.Commands;

/// <summary>What <c>lint</c> is to look at and to ask.</summary>
internal sealed record LintPlan
{
    /// <summary>The files and folders, in the order in which they were named; <c>-</c> for standard input.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The kind of all of them; null to find out.</summary>
    public ConfigurationKind? Kind { get; init; }

    /// <summary>The kernel to judge for; null for the one that runs.</summary>
    public string? Kernel { get; init; }

    /// <summary>Whether this host's own configurations are read.</summary>
    public bool Live { get; init; }

    /// <summary>Where includes may lead.</summary>
    public required ConfigScope Scope { get; init; }

    /// <summary>The word after <c>--netns</c>.</summary>
    public string? Netns { get; init; }

    /// <summary>The thresholds and the files that they come from.</summary>
    public required CheckupSettings Settings { get; init; }

    /// <summary>The codes to ask.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>Whether the user named the codes, so that nothing else is worth telling.</summary>
    public bool CodesNamed { get; init; }

    /// <summary>Findings that do not count.</summary>
    public required IgnoreList Ignored { get; init; }

    /// <summary>The level from which the exit status is 1.</summary>
    public required FailLevel FailOn { get; init; }

    /// <summary>Makes the plan.</summary>
    /// <exception cref="RequestException">An option or a settings file is wrong.</exception>
    public static LintPlan From(ParseResult parse, IReadOnlyList<string> paths)
    {
        CheckupSettings settings = SettingsFiles.WithIgnored(CheckupOptions.Settings(parse), parse.GetValue(CheckupOptions.IgnoreFile), parse.GetValue(CheckupOptions.Config));
        List<IgnoreEntry> ignored = [.. settings.Ignored];
        if (CheckupOptions.Codes(parse, CheckupOptions.Ignore) is { } codes)
        {
            ignored.Add(new IgnoreEntry { Codes = codes, Reason = "--ignore", Origin = "--ignore" });
        }

        IReadOnlyList<string>? only = CheckupOptions.Codes(parse, CheckupOptions.Only);
        if (only?.FirstOrDefault(code => !IsOfLint(code)) is { } stranger)
        {
            throw new RequestException($"--only: {stranger} is not a rule of lint: it asks those of {string.Join(" and ", RuleFamilies.All.Where(family => family.IsOfLint).Select(family => family.Prefix))}; 'tcpvet checkup --only {stranger}' asks this one");
        }

        return new LintPlan
        {
            Paths = paths,
            Kind = parse.GetValue(LintOptions.As),
            Kernel = parse.GetValue(LintOptions.Kernel),
            Live = parse.GetValue(LintOptions.Live),
            Scope = new ConfigScope { Root = parse.GetValue(LintOptions.Root), AllowOutside = parse.GetValue(LintOptions.AllowOutside) },
            Netns = parse.GetValue(CommonOptions.Netns),
            Settings = settings,
            Codes = only ?? [.. RuleCatalog.All.Select(rule => rule.Code).Where(IsOfLint)],
            CodesNamed = only is not null,
            Ignored = new IgnoreList(ignored),
            FailOn = parse.GetResult(LintOptions.FailOn) is null ? FailLevel.Warning : parse.GetValue(LintOptions.FailOn),
        };
    }

    private static bool IsOfLint(string code) => RuleFamilies.Of(code)?.IsOfLint == true;
}
