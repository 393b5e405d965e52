using System.Globalization;
using System.Text;

namespace TcpVet.Probes.Results;

/// <summary>
/// Makes one short printable line of what a stranger sent. Control characters, escape sequences, bytes that are no UTF-8 and characters
/// that reorder or hide text become visible escapes (<c>\x1b</c>, <c>\u202e</c>).
/// </summary>
public static class ReplyText
{
    /// <summary>The longest summary, in characters.</summary>
    public const int LongestSummary = 160;

    /// <summary>The longest name or text inside of a summary, in characters, unless told otherwise.</summary>
    private const int LongestPart = 64;

    /// <summary>Bytes of a reply as printable text, cut with an ellipsis.</summary>
    /// <param name="bytes">What should be UTF-8.</param>
    /// <param name="longest">The most characters.</param>
    public static string Of(ReadOnlySpan<byte> bytes, int longest = LongestPart)
    {
        StringBuilder text = new(Math.Min(bytes.Length, longest) + 8);
        while (!bytes.IsEmpty && text.Length <= longest)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int used) != System.Buffers.OperationStatus.Done)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{bytes[0]:x2}");
                used = 1;
            }
            else
            {
                Append(text, rune);
            }

            bytes = bytes[used..];
        }

        return Cut(text.ToString(), longest);
    }

    /// <summary>Text without the NULs and blanks that pad fields of a fixed size.</summary>
    public static string Padded(ReadOnlySpan<byte> field, int longest = LongestPart) => Of(field.TrimEnd("\0 "u8), longest);

    /// <summary>A summary of at most <see cref="LongestSummary"/> characters with nothing unprintable in it, whatever went in.</summary>
    public static string Line(string summary)
    {
        StringBuilder line = new(summary.Length);
        foreach (Rune rune in summary.EnumerateRunes())
        {
            // The parts are escaped already: a backslash stays one.
            if (rune.Value == '\\')
            {
                line.Append('\\');
            }
            else
            {
                Append(line, rune);
            }
        }

        return Cut(line.ToString(), LongestSummary);
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        if (rune.Value == '\\')
        {
            text.Append(@"\\");
        }
        else if (rune.Value < 0x20 || rune.Value is >= 0x7F and < 0xA0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
        }
        else if (IsDeceptive(rune))
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
        else
        {
            text.Append(rune.ToString());
        }
    }

    // Format characters include the bidirectional overrides (U+202A–202E, U+2066–2069) and zero-width ones; combining marks can be
    // stacked without end onto one cell of the terminal.
    private static bool IsDeceptive(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int end = longest - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }
}
