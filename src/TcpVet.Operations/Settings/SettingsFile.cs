using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Settings;

/// <summary>
/// Reads the text of config.toml: <c>[thresholds]</c> with keys as <c>tcpvet explain</c> prints them (<c>TV101.min_count = 50</c>),
/// and <c>[checkup]</c> with the defaults of options. docs/guides/configuration.md has the whole.
/// </summary>
public static class SettingsFile
{
    private static readonly string[] Tables = ["thresholds", "checkup"];
    private static readonly string[] CheckupKeys = ["interval", "samples", "only", "ignore", "fail_on"];

    /// <summary>Lays what a file says over what weaker files said.</summary>
    /// <param name="weaker">What was said so far.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for messages and origins.</param>
    /// <exception cref="RequestException">Something in it is wrong: file, line, column, what was expected.</exception>
    public static CheckupSettings Over(CheckupSettings weaker, string text, string file)
    {
        CheckupSettings settings = weaker with { Files = [.. weaker.Files, file] };
        foreach (TomlTable table in TomlText.Parse(text, file))
        {
            if (table.Path.Count > 0 && (!Tables.Contains(table.Path[0]) || table.Repeated))
            {
                string name = string.Join('.', table.Path);
                throw TomlText.Mistake(file, table.At, table.Repeated && Tables.Contains(table.Path[0])
                    ? $"[[{name}]]: write [{name}], it is one table"
                    : $"unknown table [{name}]{TextDistance.Question(table.Path[0], Tables)}; there are [thresholds] and [checkup]");
            }

            settings = table.Keys.Aggregate(settings, With);
        }

        return settings;
    }

    /// <summary>Reads a level of severity.</summary>
    public static FailLevel? Level(string word) => word switch
    {
        "never" => FailLevel.Never,
        "info" => FailLevel.Info,
        "warning" => FailLevel.Warning,
        "critical" => FailLevel.Critical,
        _ => null,
    };

    private static CheckupSettings With(CheckupSettings settings, TomlKey key) => key.Path switch
    {
        ["thresholds", _, ..] => settings with { Rules = Threshold(settings.Rules, key) },
        ["checkup", "interval"] => settings with { Interval = Duration(key) },
        ["checkup", "samples"] => settings with { Samples = Samples(key) },
        ["checkup", "only"] => settings with { Only = Codes(key, some: true), OnlyOrigin = key.Origin },
        ["checkup", "ignore"] => settings with
        {
            Ignore = new IgnoreEntry { Codes = Codes(key, some: false), Reason = "checkup.ignore", Origin = key.Origin },
        },
        ["checkup", "fail_on"] => settings with { FailOn = Level(key.Text()) ?? throw key.Expected("never, info, warning or critical") },
        ["checkup", var name] => throw key.Mistake(
            $"unknown key 'checkup.{name}'{TextDistance.Question(name, CheckupKeys)}; there are {string.Join(", ", CheckupKeys)}"),
        _ => throw key.Mistake($"unknown key '{key.Name}'{Near(key)}; there are the tables [thresholds] and [checkup]"),
    };

    // A threshold before any table, or a table that is none.
    private static string Near(TomlKey key) => RuleCatalog.Find(key.Path[0]) is not null
        ? ": thresholds stand under [thresholds]"
        : TextDistance.Question(key.Path[0], Tables.Concat(CheckupKeys.Select(name => $"checkup.{name}")));

    private static RuleSettings Threshold(RuleSettings rules, TomlKey key)
    {
        string name = string.Join('.', key.Path.Skip(1));
        try
        {
            return rules.With(name, key.TextOrNumber("a number from 0, or a duration such as \"60s\""), key.Origin);
        }
        catch (RuleSettingException exception)
        {
            throw key.Mistake(exception.Message);
        }
    }

    private static TimeSpan Duration(TomlKey key)
    {
        const string expected = "a duration such as \"500ms\", \"2s\", \"5m\", or seconds";
        return DurationText.TryParse(key.TextOrNumber(expected), out TimeSpan duration) ? duration : throw key.Expected(expected);
    }

    private static int Samples(TomlKey key)
    {
        string expected = $"a whole number from 1 to {CaptureSeries.MostSamples}";
        long number = key.WholeNumber(expected);
        return number is >= 1 and <= CaptureSeries.MostSamples ? (int)number : throw key.Expected(expected);
    }

    // An empty "only" would ask nothing, and every host would look healthy.
    private static List<string> Codes(TomlKey key, bool some)
    {
        try
        {
            return [.. key.Texts("rules such as [\"TV201\", \"TV1\"]", some).SelectMany(RuleNames.CodesOf).Distinct()];
        }
        catch (RuleSettingException exception)
        {
            throw key.Mistake(exception.Message);
        }
    }
}
