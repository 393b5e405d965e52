namespace TcpVet.Configs.Tomcat;

/// <summary>A place in an XML text: what stands there, its line and its column (XML 1.0, sections 2.2 and 2.3).</summary>
internal sealed class XmlCursor(string text)
{
    private int lineStart;

    /// <summary>Where it stands in the text.</summary>
    public int At { get; private set; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The column, from 1, in UTF-16 units.</summary>
    public int Column => At - lineStart + 1;

    public bool AtEnd => At >= text.Length;

    /// <summary>The character here; NUL at the end, which no XML has.</summary>
    public char Current => AtEnd ? '\0' : text[At];

    public bool StartsWith(string expected) => text.AsSpan(At).StartsWith(expected, StringComparison.Ordinal);

    /// <summary>The text from a place to here.</summary>
    public string From(int start) => text[start..At];

    /// <summary>Goes on over characters that XML allows; CR LF is one end of a line, and so is CR alone.</summary>
    /// <exception cref="XmlFault">There are fewer, or one that XML does not allow.</exception>
    public void Skip(int count = 1)
    {
        for (; count > 0; count--)
        {
            char here = Current;
            if (AtEnd)
            {
                throw Fault("expected more, found the end of the file");
            }

            bool pair = char.IsHighSurrogate(here) && At + 1 < text.Length && char.IsLowSurrogate(text[At + 1]);
            if (!pair && !IsAllowed(here))
            {
                throw Fault($"'{here}', hexadecimal value 0x{(int)here:X2}, is an invalid character");
            }

            At += pair ? 2 : 1;
            if (here == '\n' || (here == '\r' && Current != '\n'))
            {
                (Line, lineStart) = (Line + 1, At);
            }
        }
    }

    /// <summary>Goes to the end of what ends with a text, over that too.</summary>
    public void SkipPast(string end)
    {
        while (!StartsWith(end))
        {
            Skip();
        }

        Skip(end.Length);
    }

    /// <summary>Goes over white space; tells whether there was any.</summary>
    public bool SkipSpace()
    {
        int start = At;
        while (Current is ' ' or '\t' or '\r' or '\n')
        {
            Skip();
        }

        return At > start;
    }

    /// <summary>Goes over one character, which is the only one that can stand here.</summary>
    public void Expect(char expected)
    {
        if (Current != expected)
        {
            throw Unexpected($"'{expected}'");
        }

        Skip();
    }

    /// <summary>Goes over a name.</summary>
    public string Name()
    {
        int start = At;
        if (!AtEnd && !char.IsLetter(Current) && Current != '_')
        {
            throw Fault($"Name cannot begin with the '{Current}' character, hexadecimal value 0x{(int)Current:X2}");
        }

        while (IsOfName(Current))
        {
            Skip();
        }

        return At > start ? From(start) : throw Fault("expected a name, found the end of the file");
    }

    public XmlFault Unexpected(string wanted) => Fault($"expected {wanted}, found {(AtEnd ? "the end of the file" : $"'{Found()}'")}");

    public XmlFault LacksSpace() => Fault($"'{(AtEnd ? "" : Found())}' is an unexpected token. Expecting white space");

    public XmlFault Fault(string message) => new(Line, Column, message);

    // The word here, or the character.
    private string Found()
    {
        int end = At;
        while (end < text.Length && IsOfName(text[end]) && text[end] != ':')
        {
            end++;
        }

        return text[At..Math.Max(end, At + 1)];
    }

    private static bool IsOfName(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or ':' or '\u00B7';

    private static bool IsAllowed(char letter) => letter is '\t' or '\n' or '\r' or (>= ' ' and < '\uD800') or (> '\uDFFF' and < '\uFFFE');

    /// <summary>Passes over a comment, whose begin is here.</summary>
    /// <exception cref="XmlFault">It holds two dashes that do not end it.</exception>
    public void SkipComment()
    {
        Skip(4);
        SkipPast("--");
        if (Current != '>')
        {
            throw Fault("An XML comment cannot contain '--', and '-' cannot be the last character");
        }

        Skip();
    }
}
