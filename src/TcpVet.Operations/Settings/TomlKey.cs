using System.Globalization;
using Tomlyn.Syntax;

namespace TcpVet.Operations.Settings;

/// <summary>One key of a settings file with its value. Every reader of it says what was expected and where.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="Path">The whole path of the key, the table's included.</param>
/// <param name="At">Where the key stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record TomlKey(string File, IReadOnlyList<string> Path, TextPosition At, ValueSyntax Value)
{
    /// <summary>The path as it is written: <c>thresholds.TV101.min_count</c>.</summary>
    public string Name => string.Join('.', Path);

    /// <summary>The file and the line, for people who look where a value comes from.</summary>
    public string Origin => $"{File}:{At.Line + 1}";

    /// <summary>A text.</summary>
    /// <exception cref="RequestException">It is something else.</exception>
    public string Text() => (Value as StringValueSyntax)?.Value ?? throw Expected("a text in quotes");

    /// <summary>A text, or a number as a text.</summary>
    /// <exception cref="RequestException">It is something else.</exception>
    public string TextOrNumber(string expected) => Value switch
    {
        StringValueSyntax { Value: { } text } => text,
        IntegerValueSyntax integer => integer.Value.ToString(),
        FloatValueSyntax real => real.Value.ToString("R", CultureInfo.InvariantCulture),
        _ => throw Expected(expected),
    };

    /// <summary>A whole number.</summary>
    /// <exception cref="RequestException">It is something else.</exception>
    public long WholeNumber(string expected) => Value is IntegerValueSyntax integer ? integer.Value : throw Expected(expected);

    /// <summary>A text with commas, or an array of texts.</summary>
    /// <param name="expected">What it should be, for the message.</param>
    /// <param name="some">Whether one at least must be there.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public IReadOnlyList<string> Texts(string expected, bool some)
    {
        string[] texts = TextsOf(expected);
        return some && texts.Length == 0 ? throw Expected(expected) : texts;
    }

    private string[] TextsOf(string expected) => Value switch
    {
        StringValueSyntax { Value: { } text } => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        ArraySyntax array => [.. array.Items.Select(item => (item.Value as StringValueSyntax)?.Value ?? throw Expected(expected))],
        _ => throw Expected(expected),
    };

    /// <summary>A date, bare or in quotes.</summary>
    /// <exception cref="RequestException">It is something else.</exception>
    public DateOnly Date()
    {
        string? text = Value switch
        {
            DateTimeValueSyntax { Kind: SyntaxKind.LocalDate } date => date.Token?.Text,
            StringValueSyntax quoted => quoted.Value,
            _ => null,
        };
        return DateOnly.TryParseExact(text?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day : throw Expected("a date such as 2027-01-31");
    }

    /// <summary>The mistake of a value that is of another type than expected.</summary>
    public RequestException Expected(string what) =>
        TomlText.Mistake(File, Value.Span.Start, $"{Name}: expected {what}, found {Described()}");

    /// <summary>A mistake about the key.</summary>
    public RequestException Mistake(string message) => TomlText.Mistake(File, At, message);

    private string Described()
    {
        string kind = Value switch
        {
            StringValueSyntax => "the text",
            IntegerValueSyntax or FloatValueSyntax => "the number",
            BooleanValueSyntax => "the truth value",
            DateTimeValueSyntax => "the time",
            ArraySyntax => "the array",
            InlineTableSyntax => "the table",
            _ => "",
        };
        string text = Value.ToString().Trim();
        return $"{kind} {(text.Length > 40 ? text[..39] + "…" : text)}";
    }
}
