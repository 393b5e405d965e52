namespace TcpVet.Rules.Ignoring;

/// <summary>A pattern in which <c>*</c> stands for any text and <c>?</c> for one character; everything else stands for itself, in either
/// case.</summary>
/// <param name="Pattern">The pattern.</param>
public readonly record struct Glob(string Pattern)
{
    /// <summary>Whether the whole text has the form of the pattern. Linear but for repeated stars: it goes back to the last star
    /// only.</summary>
    public bool Fits(string text)
    {
        int at = 0, mark = 0, star = -1, i = 0;
        while (i < text.Length)
        {
            if (at < Pattern.Length && Pattern[at] == '*')
            {
                (star, mark) = (at++, i);
            }
            else if (at < Pattern.Length && (Pattern[at] == '?' || char.ToLowerInvariant(Pattern[at]) == char.ToLowerInvariant(text[i])))
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++mark;
            }
            else
            {
                return false;
            }
        }

        return Pattern.AsSpan(at).TrimStart('*').IsEmpty;
    }

    /// <inheritdoc/>
    public override string ToString() => Pattern;
}
