using System.CommandLine;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Operations.Watch;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Cli.Options;

/// <summary>The options that say which questions a check-up asks, with which thresholds, and for how long.</summary>
internal static class CheckupOptions
{
    public static Option<TimeSpan?> Interval { get; } =
        CommonOptions.Duration("--interval", "The time between the samples that growth is told from; 0 for one reading (default 1s)");

    public static Option<TimeSpan?> Trace { get; } = CommonOptions.Duration(
        "--trace",
        "Follow every connection for this time between the two readings (eBPF): who closes first, who resets whom and why, exact ages of CLOSE_WAIT");

    public static Option<bool> NoTrace { get; } = new("--no-trace")
    {
        Description = "Load nothing into the kernel: failed connects and datagrams without an answer are not heard meanwhile",
    };

    public static Option<int?> Samples { get; } = CommonOptions.PositiveNumber(
        "--samples",
        $"How many readings to take, an interval apart (default 2, at most {CaptureSeries.MostSamples}): three or more show what only grows");

    public static Option<TimeSpan?> Watch { get; } = new("--watch")
    {
        Description = "Go on, a round every DURATION (default 10s): write what appears and what clears, until Ctrl-C or for --samples rounds",
        HelpName = "DURATION",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result =>
        {
            if (result.Tokens.Count == 0)
            {
                return WatchRequest.StandardEvery;
            }

            string word = result.Tokens[0].Value;
            if (!DurationText.TryParse(word, out TimeSpan duration))
            {
                string standard = Durations.Short((long)WatchRequest.StandardEvery.TotalMilliseconds);
                result.AddError($"--watch: expected a duration such as 2s, 5m or plain seconds, or nothing for {standard}, found '{word}'");
            }
            else if (duration < WatchRequest.ShortestEvery)
            {
                result.AddError($"--watch: a round takes a second at least, found '{word}'");
            }

            return duration;
        },
    };

    public static Option<string?> Config { get; } = new("--config")
    {
        Description = "Read thresholds and defaults from this file instead of ~/.config/tcpvet/config.toml",
        HelpName = "FILE",
    };

    public static Option<string[]> Set { get; } = new("--set")
    {
        Description = "Give a threshold another value for this once, such as TV101.min_count=10 (repeatable)",
        HelpName = "KEY=VALUE",
    };

    public static Option<string[]> Only { get; } = new("--only")
    {
        Description = "Ask these rules only: codes, names, families (TV2), with commas between",
        HelpName = "RULE,…",
    };

    public static Option<string[]> Ignore { get; } = new("--ignore")
    {
        Description = "Count the findings of these rules as ignored: codes, names, families, with commas between",
        HelpName = "RULE,…",
    };

    public static Option<string?> IgnoreFile { get; } = new("--ignore-file")
    {
        Description = "Read ignored findings from this file instead of ~/.config/tcpvet/ignore.toml",
        HelpName = "FILE",
    };

    public static Option<bool> Redact { get; } = new("--redact")
    {
        Description = "Put stand-ins for addresses, names, users, paths and command lines, the same one for the same thing",
    };

    public static Option<string[]> Bind { get; } = new("--bind")
    {
        Description = "Also tell who holds this port, which a service cannot bind (repeatable)",
        HelpName = "[udp:][ADDR:]PORT",
    };

    /// <summary>How often a watch looks; null without one.</summary>
    public static TimeSpan? WatchOf(ParseResult parse) =>
        parse.GetResult(Watch) is { Implicit: false } ? parse.GetValue(Watch) ?? WatchRequest.StandardEvery : null;

    /// <summary>What <c>--bind</c> asks.</summary>
    /// <exception cref="RequestException">A word is no port.</exception>
    public static IReadOnlyList<(Protocol Proto, InetEndpoint Local)> BindQuestions(ParseResult parse) =>
        [.. (parse.GetValue(Bind) ?? []).Select(word => BindWord.Parse(word)).Distinct()];

    /// <summary>The settings files under <c>--config</c>, and <c>--set</c> over them.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="notices">Hears of files that are not used.</param>
    /// <exception cref="RequestException">One of them is wrong.</exception>
    public static CheckupSettings Settings(ParseResult parse, Notices notices)
    {
        CheckupSettings settings = SettingsFiles.Read(parse.GetValue(Config), notices);
        foreach (string word in parse.GetValue(Set) ?? [])
        {
            settings = settings with { Rules = Thresholds.With(settings.Rules, word) };
        }

        return settings;
    }

    /// <summary>The settings as they are in force: with ignored findings, and with what options say over files.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="ofCheckup">Whether <c>checkup.only</c> and <c>checkup.ignore</c> of files count.</param>
    /// <param name="notices">Hears of files that are not used.</param>
    /// <exception cref="RequestException">An option or a file is wrong.</exception>
    public static CheckupSettings InForce(ParseResult parse, bool ofCheckup, Notices notices)
    {
        CheckupSettings settings = SettingsFiles.WithIgnored(
            Settings(parse, notices), parse.GetValue(IgnoreFile), parse.GetValue(Config), notices);
        List<IgnoreEntry> ignored = [.. settings.Ignored];
        if (Codes(parse, Ignore) is { } codes)
        {
            ignored.Add(new IgnoreEntry { Codes = codes, Reason = "--ignore", Origin = "--ignore" });
        }
        else if (ofCheckup && settings.Ignore is { } entry)
        {
            ignored.Add(entry with { Reason = $"checkup.ignore of {entry.Origin}" });
        }

        List<string>? only = Codes(parse, Only);
        return settings with
        {
            Only = only ?? (ofCheckup ? settings.Only : null),
            OnlyOrigin = only is null ? settings.OnlyOrigin : "--only",
            Ignored = ignored,
        };
    }

    /// <summary>The codes of the rules that <c>--only</c> or <c>--ignore</c> names; null without it.</summary>
    /// <exception cref="RequestException">A word names no rule.</exception>
    public static List<string>? Codes(ParseResult parse, Option<string[]> option)
    {
        if (parse.GetValue(option) is not { Length: > 0 } words)
        {
            return null;
        }

        try
        {
            const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
            string[] names = [.. words.SelectMany(word => word.Split(',', Tidy))];
            return names.Length > 0 ? [.. names.SelectMany(RuleNames.CodesOf).Distinct()]
                : throw new RequestException($"{option.Name}: no rule is named");
        }
        catch (RuleSettingException exception)
        {
            throw new RequestException($"{option.Name}: {exception.Message}");
        }
    }
}
