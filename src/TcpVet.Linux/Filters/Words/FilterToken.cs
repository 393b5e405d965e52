namespace TcpVet.Linux.Filters;

/// <summary>The kinds of words in a filter.</summary>
internal enum FilterTokenKind : byte
{
    /// <summary>A keyword or a value.</summary>
    Word,

    /// <summary><c>(</c>.</summary>
    Open,

    /// <summary><c>)</c>.</summary>
    Close,

    /// <summary><c>and</c>, <c>&amp;</c>, <c>&amp;&amp;</c>.</summary>
    And,

    /// <summary><c>or</c>, <c>|</c>, <c>||</c>.</summary>
    Or,

    /// <summary><c>not</c>, <c>!</c>.</summary>
    Not,

    /// <summary>A comparison, as a symbol or a word.</summary>
    Compare,

    /// <summary>Behind the last word.</summary>
    End,
}

/// <summary>A word of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, without the backslashes that protected it.</param>
/// <param name="Column">Where it begins, 1-based.</param>
/// <param name="IsLiteral">True when a backslash protected a character of it: then it is no keyword.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Column, bool IsLiteral)
{
    /// <summary>The token as an error message shows it: short, and harmless on a terminal.</summary>
    public string Shown
    {
        get
        {
            if (Kind == FilterTokenKind.End)
            {
                return "the end";
            }

            return Quote(Text);
        }
    }

    /// <summary>Quotes text for an error message: at most 40 characters, control characters as <c>?</c>.</summary>
    internal static string Quote(string text)
    {
        const int longest = 40;
        ReadOnlySpan<char> head = text.AsSpan(0, Math.Min(text.Length, longest));
        char[] shown = head.ToArray();
        for (int i = 0; i < shown.Length; i++)
        {
            // Bidirectional controls are formats, not controls, and mislead as well.
            bool plain = !char.IsControl(shown[i]) && !char.IsSurrogate(shown[i]) &&
                char.GetUnicodeCategory(shown[i]) is not (System.Globalization.UnicodeCategory.Format
                    or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);
            shown[i] = plain ? shown[i] : '?';
        }

        return $"'{new string(shown)}{(text.Length > longest ? "…" : "")}'";
    }

    /// <summary>True for a keyword with this text.</summary>
    public bool Is(string keyword) => Kind == FilterTokenKind.Word && !IsLiteral && Text == keyword;
}
