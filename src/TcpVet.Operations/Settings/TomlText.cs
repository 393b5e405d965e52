using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace TcpVet.Operations.Settings;

/// <summary>One table of a settings file; the first one is what stands before any.</summary>
/// <param name="Path">Its name in parts; empty for the first one.</param>
/// <param name="Repeated">True for <c>[[name]]</c>.</param>
/// <param name="At">Where it begins.</param>
/// <param name="Keys">Its keys, those of inline tables one by one.</param>
internal sealed record TomlTable(IReadOnlyList<string> Path, bool Repeated, TextPosition At, IReadOnlyList<TomlKey> Keys);

/// <summary>Parses the text of a settings file: Tomlyn's syntax tree, which knows where each key stands and needs no reflection.</summary>
internal static class TomlText
{
    private const int LongestMessage = 300;

    /// <summary>Parses a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="RequestException">It is no TOML: file, line, column and what is wrong.</exception>
    public static IReadOnlyList<TomlTable> Parse(string text, string file)
    {
        DocumentSyntax document = Document(text, file);
        if (document.Diagnostics.FirstOrDefault(found => found.Kind == DiagnosticMessageKind.Error) is { } error)
        {
            throw Mistake(file, error.Span.Start, $"no valid TOML: {error.Message}");
        }

        List<TomlTable> tables = [new([], false, default, Keys([], document.KeyValues, file))];
        foreach (TableSyntaxBase table in document.Tables)
        {
            IReadOnlyList<string> path = Parts(table.Name!);
            tables.Add(new(path, table is TableArraySyntax, table.Span.Start, Keys(path, table.Items, file)));
        }

        return tables;
    }

    /// <summary>A mistake in a file, as compilers write it: <c>file:line:column: what</c>.</summary>
    public static RequestException Mistake(string file, TextPosition at, string message) =>
        new($"{file}:{at.Line + 1}:{at.Column + 1}: {Shortened(message)}") { Place = $"{file}:{at.Line + 1}:{at.Column + 1}" };

    // A name in it may be as long as the file.
    private static string Shortened(string message) => message.Length <= LongestMessage ? message
        : $"{message[..(LongestMessage / 2)]} … {message[^(LongestMessage / 3)..]}";

    private static DocumentSyntax Document(string text, string file)
    {
        try
        {
            // The parser steps over a byte order mark and counts it as a column.
            return SyntaxParser.Parse(text.TrimStart('\ufeff'), file, validate: true);
        }
        catch (TomlException exception) when (exception.Message.Contains("maximum depth", StringComparison.Ordinal))
        {
            // The library advises its programmers here.
            throw new RequestException($"{file}: no settings file: brackets nested more than 64 deep");
        }
        catch (TomlException exception)
        {
            throw new RequestException($"{file}: no valid TOML: {exception.Message}") { Place = file };
        }
    }

    private static List<TomlKey> Keys(IReadOnlyList<string> table, IEnumerable<KeyValueSyntax> items, string file)
    {
        List<TomlKey> keys = [];
        foreach (KeyValueSyntax item in items)
        {
            IReadOnlyList<string> path = [.. table, .. Parts(item.Key!)];
            if (item.Value is InlineTableSyntax inner)
            {
                keys.AddRange(Keys(path, inner.Items.Select(entry => entry.KeyValue!), file));
            }
            else
            {
                keys.Add(new TomlKey(file, path, item.Key!.Span.Start, item.Value!));
            }
        }

        return keys;
    }

    private static List<string> Parts(KeySyntax key) => [Part(key.Key!), .. key.DotKeys.Select(dotted => Part(dotted.Key!))];

    private static string Part(BareKeyOrStringValueSyntax part) => part switch
    {
        StringValueSyntax quoted => quoted.Value ?? "",
        BareKeySyntax bare => bare.Key?.Text ?? "",
        _ => part.ToString().Trim(),
    };
}
