using System.Text;

namespace TcpVet.Knowledge;

/// <summary>
/// Makes lines of logs comparable: words in lower case with one blank between them and around. Punctuation, control characters,
/// broken characters and colour, as bytes or as loggers write it out, separate words.
/// </summary>
public static class LogText
{
    // How loggers write the escape character out: JSON, C, bash, less, rsyslog.
    private static readonly string[] EscapeSpellings = ["\\u001b", "\\u001B", "\\x1b", "\\x1B", "\\033", "\\e", "^[", "#033"];

    // More than a log keeps in one line, and little enough to be searched for hundreds of texts at once.
    private const int Longest = 64 * 1024;

    /// <summary>Folds a text; what stands beyond its first 65,536 characters is not looked at.</summary>
    public static string Fold(string text)
    {
        text = text.Length > Longest ? text[..Longest] : text;
        StringBuilder folded = new(text.Length + 2);
        folded.Append(' ');
        int at = 0;
        while (at < text.Length)
        {
            int colour = ColourAt(text, at);
            char letter = text[at];
            if (colour > 0)
            {
                Separate(folded);
                at += colour;
                continue;
            }

            if (IsIdeograph(letter))
            {
                // Chinese is written without blanks: each character is a word.
                Separate(folded);
                folded.Append(letter).Append(' ');
            }
            else if (char.IsLetterOrDigit(letter))
            {
                folded.Append(char.ToLowerInvariant(letter));
            }
            else if (!IsElision(text, at))
            {
                Separate(folded);
            }

            // A line feed that a logger wrote as \n, which would else begin the next word.
            at += letter == '\\' && at + 1 < text.Length && text[at + 1] is 'n' or 'r' or 't' ? 2 : 1;
        }

        Separate(folded);
        return folded.ToString();
    }

    private static void Separate(StringBuilder folded)
    {
        if (folded[^1] != ' ')
        {
            folded.Append(' ');
        }
    }

    private static bool IsIdeograph(char letter) => letter is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff';

    // "can't" and "cant" are one word; quotes around a word are not part of it.
    private static bool IsElision(string text, int at) =>
        text[at] is '\'' or '\u2019' && at > 0 && char.IsAsciiLetter(text[at - 1])
        && at + 1 < text.Length && text[at + 1] is 't' or 's' or 'T' or 'S'
        && (at + 2 >= text.Length || !char.IsLetterOrDigit(text[at + 2]));

    // The length of an escape sequence; 0 when there is none.
    private static int ColourAt(string text, int at)
    {
        int introducer = text[at] switch
        {
            '\u001b' or '\u009b' => 1,
            '\\' or '^' or '#' => EscapeSpellings.FirstOrDefault(spelling => StartsAt(text, at, spelling))?.Length ?? 0,
            _ => 0,
        };
        bool bare = introducer == 0 && text[at] == '[';
        int next = at + introducer;
        if ((introducer == 0 && !bare) || next >= text.Length)
        {
            return introducer;
        }

        return text[next] switch
        {
            '[' => Sequence(text, next + 1, bare) is var end and > 0 ? end - at : introducer,
            ']' when text[at] == '\u001b' => Command(text, next + 1) - at,
            _ when text[at] == '\u009b' => Sequence(text, next, bare: false) is var end and > 0 ? end - at : introducer,
            _ => introducer,
        };
    }

    private static bool StartsAt(string text, int at, string part) => string.CompareOrdinal(text, at, part, 0, part.Length) == 0;

    // ECMA-48: parameters, intermediates, one final byte. What lost its escape character counts only as colour: [31m.
    private static int Sequence(string text, int at, bool bare)
    {
        int end = at;
        while (end < text.Length && end - at < 32 && (char.IsAsciiDigit(text[end]) || text[end] is ';' or ':' or '?'))
        {
            end++;
        }

        return end >= text.Length || (bare ? text[end] != 'm' || end == at : !char.IsAsciiLetter(text[end])) ? 0 : end + 1;
    }

    // An operating system command, such as a title or a link: up to BEL or ESC; one without an end is no longer than a line.
    private static int Command(string text, int at)
    {
        while (at < text.Length && text[at] is not ('\a' or '\u001b' or '\n'))
        {
            at++;
        }

        return at;
    }
}
