using System.Runtime.InteropServices;

namespace TcpVet.Linux.Filters;

/// <summary>
/// Reads filters: the language of ss(8), and beyond it <c>host</c> and <c>port</c> for either end, <c>process</c>, <c>user</c>,
/// <c>idle</c>, <c>age</c>, <c>recvq</c> and <c>sendq</c>. A state, a port or an address without a keyword says itself what it is.
/// <code>
/// filter    = { state } [ "and" ] [ chain ] { state } .
/// state     = [ "state" | "exclude" | "excl" ] NAME .
/// chain     = operand { [ "and" | "&amp;" | "&amp;&amp;" | "or" | "|" | "||" ] operand } .     from left to right
/// operand   = { "not" | "!" } ( "(" chain ")" | condition ) .
/// </code>
/// Linear in the length of the text, and bounded in depth.
/// </summary>
public sealed class FilterParser
{
    /// <summary>How deep brackets may nest.</summary>
    public const int MaxDepth = 100;

    private readonly TokenReader tokens;
    private readonly ConditionParser conditions;
    private readonly StateClauses states = new();
    private readonly List<string> hints = [];
    private bool mixed;

    private FilterParser(List<FilterToken> tokens, FilterNames names)
    {
        this.tokens = new TokenReader(tokens);
        conditions = new ConditionParser(this.tokens, names, hints);
    }

    /// <summary>Reads a filter.</summary>
    /// <param name="words">The words of the command line; each may hold several, as a quoted expression does.</param>
    /// <param name="names">What names mean, in the namespace that will be scanned.</param>
    /// <exception cref="FilterException">The filter is wrong: where, and what was expected.</exception>
    public static SocketFilter Parse(IReadOnlyList<string> words, FilterNames names)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(names);
        return new FilterParser(FilterLexer.Tokens(string.Join(' ', words)), names).Filter();
    }

    private SocketFilter Filter()
    {
        StateWords();
        if (states.States is not null && tokens.Current.Kind == FilterTokenKind.And)
        {
            tokens.Advance();
        }

        bool more = tokens.Current.Kind != FilterTokenKind.End || tokens.Previous?.Kind == FilterTokenKind.And;
        FilterExpression? expression = more ? Chain(depth: 0) : null;
        StateWords();
        if (tokens.Current.Kind != FilterTokenKind.End)
        {
            throw tokens.Wrong(tokens.Current.Kind == FilterTokenKind.Close ? "no ')' without its '('" : "'and', 'or', a condition or the end");
        }

        if (mixed)
        {
            hints.Add("'and' does not bind closer than 'or': like ss, the filter is read from left to right; brackets make it plain");
        }

        if (states.States is { IsEmpty: true })
        {
            hints.Add("the state words leave no state: nothing can match");
        }

        return new SocketFilter(states.States, expression, conditions.Family, hints);
    }

    private void StateWords()
    {
        while (AtStateWord())
        {
            FilterToken keyword = tokens.Current;
            if (FilterWords.IsStateWord(keyword.Text))
            {
                tokens.Advance();
            }

            // A state without its keyword: "list time-wait".
            states.Add(excludes: keyword.Text is "exclude" or "excl", tokens.Take(), out string? hint);
            if (hint is not null)
            {
                hints.Add(hint);
            }
        }
    }

    private FilterExpression Chain(int depth)
    {
        FilterExpression first = Operand(depth);
        List<ChainLink>? links = null;
        bool sawOr = false;
        while (tokens.Current.Kind is not (FilterTokenKind.Close or FilterTokenKind.End))
        {
            bool joined = tokens.Current.Kind is FilterTokenKind.And or FilterTokenKind.Or;
            bool isOr = tokens.Current.Kind == FilterTokenKind.Or;
            if (joined)
            {
                tokens.Advance();
            }

            // Behind the expression, at its end, a state may follow: it joins all that stands before.
            if (depth == 0 && !isOr && AtStateWord())
            {
                break;
            }

            if (!joined && !AtOperand())
            {
                throw tokens.Wrong("'and', 'or', a condition or the end");
            }

            mixed |= sawOr && !isOr;
            sawOr |= isOr;
            (links ??= []).Add(new ChainLink(isOr, Operand(depth)));
        }

        return links is null ? first : ChainExpression.Of(first, CollectionsMarshal.AsSpan(links));
    }

    private FilterExpression Operand(int depth)
    {
        bool negated = false;
        while (tokens.Current.Kind == FilterTokenKind.Not)
        {
            tokens.Advance();
            negated = !negated;
        }

        FilterExpression operand = tokens.Current.Kind == FilterTokenKind.Open ? Brackets(depth) : conditions.Condition();
        return negated ? NotExpression.Of(operand) : operand;
    }

    private FilterExpression Brackets(int depth)
    {
        if (depth == MaxDepth)
        {
            throw tokens.Wrong($"at most {MaxDepth} brackets inside each other");
        }

        tokens.Advance();
        FilterExpression inside = Chain(depth + 1);
        if (tokens.Current.Kind != FilterTokenKind.Close)
        {
            throw tokens.Wrong("'and', 'or', a condition or ')'");
        }

        tokens.Advance();
        return inside;
    }

    private bool AtStateWord() => tokens.Current is { Kind: FilterTokenKind.Word, IsLiteral: false } word
        && (FilterWords.IsStateWord(word.Text) || StateClauses.IsName(word.Text));

    private bool AtOperand() =>
        tokens.Current.Kind is FilterTokenKind.Open or FilterTokenKind.Not || AtStateWord() ||
        (tokens.Current is { Kind: FilterTokenKind.Word, IsLiteral: false } word
            && (FilterWords.IsCondition(word.Text) || BareEnd.Is(word.Text)));
}
