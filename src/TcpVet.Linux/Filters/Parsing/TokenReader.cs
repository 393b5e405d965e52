namespace TcpVet.Linux.Filters;

/// <summary>A filter's words, read once from the left.</summary>
internal sealed class TokenReader(List<FilterToken> tokens)
{
    private int at;

    /// <summary>The word to read next.</summary>
    internal FilterToken Current => tokens[at];

    /// <summary>The word read last; null at the beginning.</summary>
    internal FilterToken? Previous => at == 0 ? null : tokens[at - 1];

    /// <summary>Goes on, though never beyond the end.</summary>
    internal void Advance() => at = Math.Min(at + 1, tokens.Count - 1);

    /// <summary>The current word, and goes on.</summary>
    internal FilterToken Take()
    {
        FilterToken token = Current;
        Advance();
        return token;
    }

    /// <summary>What to throw when the current word is not what was expected.</summary>
    internal FilterException Wrong(string expected, string? advice = null) => new(Current.Column, expected, Current.Shown, advice);
}
