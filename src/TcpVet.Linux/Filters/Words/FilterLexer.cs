using System.Text;

namespace TcpVet.Linux.Filters;

/// <summary>
/// Cuts a filter into words. Whitespace separates; a backslash takes the next character's meaning away, as in ss.
/// Beyond ss, brackets and <c>&amp; |</c> stand for themselves wherever they are, and so do comparisons at the beginning of a word
/// or directly behind a keyword: <c>(sport&gt;=:1024)</c>.
/// </summary>
internal static class FilterLexer
{
    /// <summary>Cuts the text, in linear time.</summary>
    /// <exception cref="FilterException">The text holds a NUL, which no argument can.</exception>
    internal static List<FilterToken> Tokens(string text)
    {
        List<FilterToken> tokens = [];
        StringBuilder word = new();
        int at = 0;
        while (true)
        {
            while (at < text.Length && FilterWords.IsSeparator(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                tokens.Add(new(FilterTokenKind.End, "", text.Length + 1, false));
                return tokens;
            }

            int start = at;
            if (Symbol(text.AsSpan(at)) is { Length: > 0 } symbol)
            {
                at += symbol.Length;
                tokens.Add(new(KindOf(symbol), symbol, start + 1, false));
                continue;
            }

            at = ReadWord(text, at, word, out bool literal);
            string found = word.ToString();
            FilterTokenKind kind = literal ? FilterTokenKind.Word : KindOf(found);
            tokens.Add(new(kind, found, start + 1, literal));
        }
    }

    internal static bool IsOperatorWord(string word) => KindOf(word) != FilterTokenKind.Word;

    private static int ReadWord(string text, int at, StringBuilder word, out bool literal)
    {
        word.Clear();
        literal = false;
        for (; at < text.Length; at++)
        {
            char character = text[at];
            if (FilterWords.IsSeparator(character) || character is '(' or ')' or '&' or '|')
            {
                break;
            }

            if (character is '=' or '!' or '<' or '>' && !literal && word.Length <= 9 && FilterWords.IsCondition(word.ToString()))
            {
                break;
            }

            if (character == '\0')
            {
                throw new FilterException(at + 1, "text", "a NUL character");
            }

            if (character != '\\')
            {
                word.Append(character);
                continue;
            }

            literal = true;
            if (++at < text.Length)
            {
                word.Append(text[at] == '\0' ? throw new FilterException(at + 1, "text", "a NUL character") : text[at]);
            }
        }

        return Math.Min(at, text.Length);
    }

    private static string Symbol(ReadOnlySpan<char> text)
    {
        if (text.Length > 1 && text[..2] is "&&" or "||" or "!=" or "==" or "<=" or ">=")
        {
            return text[..2].ToString();
        }

        return text[0] is '(' or ')' or '&' or '|' or '!' or '=' or '<' or '>' ? text[..1].ToString() : "";
    }

    private static FilterTokenKind KindOf(string text) => text switch
    {
        "(" => FilterTokenKind.Open,
        ")" => FilterTokenKind.Close,
        "and" or "&" or "&&" => FilterTokenKind.And,
        "or" or "|" or "||" => FilterTokenKind.Or,
        "not" or "!" => FilterTokenKind.Not,
        _ => ComparisonLogic.TryParse(text, out _) ? FilterTokenKind.Compare : FilterTokenKind.Word,
    };
}
