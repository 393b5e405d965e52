using System.Text;

namespace TcpVet.Reports.Forms;

/// <summary>Text for a terminal whose character set is not UTF-8, as with <c>LANG=C</c>: every character becomes plain ASCII.</summary>
public static class AsciiText
{
    /// <summary>
    /// True when the environment's locale has UTF-8 (locale(7)): LC_ALL goes before LC_CTYPE, that before LANG; without any it is C.
    /// </summary>
    /// <param name="variable">Reads a variable of the environment; null when it is not set.</param>
    public static bool HasUtf8(Func<string, string?> variable)
    {
        string? locale = null;
        foreach (string name in (string[])["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (variable(name) is { Length: > 0 } value)
            {
                locale = value;
                break;
            }
        }

        return locale is not null
            && (locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The text in ASCII: signs by what people type for them, other characters as <c>\u2603</c>.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        StringBuilder plain = new(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                plain.Append((char)rune.Value);
            }
            else
            {
                plain.Append(Sign(rune.Value));
            }
        }

        return plain.ToString();
    }

    private static string Sign(int rune) => rune switch
    {
        '…' => "...",
        '→' => "->",
        '←' => "<-",
        '–' or '—' or '−' => "-",
        '×' => "x",
        '÷' => "/",
        '±' => "+-",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '≈' => "~",
        'µ' or 'μ' => "u",
        '§' => "section ",
        '·' => ".",
        '•' => "*",
        '“' or '”' or '„' => "\"",
        '‘' or '’' => "'",
        '\u00A0' => " ",
        >= '▁' and <= '█' => Bars.Substring(rune - '▁', 1),
        > 0xFFFF => $"\\U{rune:X8}",
        _ => $"\\u{rune:X4}",
    };

    // The blocks of a sparkline from low to high.
    private const string Bars = "_.-=+*%#";
}
