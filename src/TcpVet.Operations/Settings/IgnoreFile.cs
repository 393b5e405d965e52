using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Operations.Settings;

/// <summary>Reads the text of ignore.toml: <c>[[ignore]]</c> entries with code, subject, reason and expiry.</summary>
internal static class IgnoreFile
{
    private static readonly string[] Keys = ["code", "process", "unit", "local", "peer", "netns", "setting", "reason", "expires"];

    /// <summary>Reads the entries.</summary>
    /// <exception cref="RequestException">Something in it is wrong: file, line, column, what was expected.</exception>
    public static IReadOnlyList<IgnoreEntry> Parse(string text, string file)
    {
        List<IgnoreEntry> entries = [];
        foreach (TomlTable table in TomlText.Parse(text, file))
        {
            if (table.Path.Count == 0)
            {
                if (table.Keys is [{ } stray, ..])
                {
                    throw stray.Mistake($"'{stray.Name}' stands before [[ignore]]: each entry begins with it");
                }
            }
            else if (table is { Path: ["ignore"], Repeated: true })
            {
                entries.Add(Entry(table, file));
            }
            else
            {
                throw TomlText.Mistake(
                    file, table.At, $"unknown table '{string.Join('.', table.Path)}': each entry begins with [[ignore]]");
            }
        }

        return entries;
    }

    private static IgnoreEntry Entry(TomlTable table, string file)
    {
        Dictionary<string, TomlKey> keys = [];
        foreach (TomlKey key in table.Keys)
        {
            string name = string.Join('.', key.Path.Skip(1));
            if (!Keys.Contains(name))
            {
                throw key.Mistake($"unknown key '{name}'{TextDistance.Question(name, Keys)}; there are {string.Join(", ", Keys)}");
            }

            keys.Add(name, key);
        }

        TomlKey Required(string name) => keys.GetValueOrDefault(name)
            ?? throw TomlText.Mistake(file, table.At, $"an entry without '{name}'");

        TomlKey reason = Required("reason");
        return new IgnoreEntry
        {
            Codes = Codes(Required("code")),
            Process = Pattern("process"),
            Unit = Pattern("unit"),
            Local = Pattern("local"),
            Peer = Pattern("peer"),
            Netns = Pattern("netns"),
            Setting = Pattern("setting"),
            Reason = reason.Text().Trim() is { Length: > 0 } text ? text
                : throw reason.Mistake("the reason is empty: whoever reads it later must know why"),
            Expires = keys.GetValueOrDefault("expires")?.Date(),
            Origin = $"{file}:{table.At.Line + 1}",
        };

        // An empty pattern would fit nothing, and look as if it fitted everything.
        Glob? Pattern(string name) => keys.GetValueOrDefault(name) is not { } key ? null
            : key.Text() is { Length: > 0 } pattern ? new Glob(pattern) : throw key.Expected("a pattern such as \"java\" or \"10.0.*\"");
    }

    private static List<string> Codes(TomlKey key)
    {
        try
        {
            return [.. key.Texts("a rule such as \"TV201\"", some: true).SelectMany(RuleNames.CodesOf).Distinct()];
        }
        catch (RuleSettingException exception)
        {
            throw key.Mistake(exception.Message);
        }
    }
}
