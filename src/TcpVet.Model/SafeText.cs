using System.Buffers;
using System.Globalization;
using System.Text;

namespace TcpVet.Model;

/// <summary>
/// Makes text from outside fit for a terminal: names of processes, cgroups and files come from anybody. Control characters, escape
/// sequences, bytes that are no UTF-8 and characters that reorder or hide text become visible escapes (<c>\x1b</c>, <c>\u202e</c>).
/// </summary>
public static class SafeText
{
    private static readonly SearchValues<char> Printable = SearchValues.Create(
        [.. Sequence.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c != '\\')]);

    /// <summary>The text with everything unprintable escaped; the same instance when there is nothing to escape.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Printable))
        {
            return text;
        }

        StringBuilder safe = new(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Append(safe, rune);
        }

        return safe.ToString();
    }

    private static void Append(StringBuilder safe, Rune rune)
    {
        if (rune.Value == '\\')
        {
            safe.Append(@"\\");
        }
        else if (rune.Value < 0x20 || rune.Value is >= 0x7F and < 0xA0)
        {
            safe.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
        }
        else if (IsDeceptive(rune))
        {
            safe.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }
        else
        {
            safe.Append(rune.ToString());
        }
    }

    // Format characters include the bidirectional overrides (U+202A–202E, U+2066–2069) and zero-width ones.
    private static bool IsDeceptive(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format
        or UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
