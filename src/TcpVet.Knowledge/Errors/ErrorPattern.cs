namespace TcpVet.Knowledge;

/// <summary>A text that may stand inside a message.</summary>
internal sealed class ErrorPattern
{
    // How far apart the parts of a text may stand: an address, a path, a long host name.
    private const int LongestGap = 120;

    private readonly string[] parts;

    public ErrorPattern(string title, ErrorText text)
    {
        Title = title;
        Text = text;
        parts = [.. Parts(text.Text)];
        Weight = parts.Sum(part => part.Sum(Weigh));
    }

    /// <summary>The title of the page that it leads to.</summary>
    public string Title { get; }

    /// <summary>The text.</summary>
    public ErrorText Text { get; }

    /// <summary>How much it says: the letters that have to be there. A Chinese character counts for three.</summary>
    public int Weight { get; }

    /// <summary>Whether any other text says more.</summary>
    public bool GivesWay { get; init; }

    /// <summary>Where it stands in a message.</summary>
    /// <param name="folded">The message, folded.</param>
    /// <returns>The first and the last place; null when it does not stand there.</returns>
    public (int Start, int End)? In(string folded)
    {
        for (int start = 0; start < folded.Length; start++)
        {
            start = folded.IndexOf(parts[0], start, StringComparison.Ordinal);
            if (start < 0)
            {
                return null;
            }

            if (Rest(folded, start + parts[0].Length) is { } end)
            {
                return (start, end);
            }
        }

        return null;
    }

    private int? Rest(string folded, int end)
    {
        foreach (string part in parts[1..])
        {
            // Two parts may share the blank between them.
            int from = end - 1;
            int reach = Math.Min(folded.Length - from, LongestGap + part.Length);
            int next = folded.IndexOf(part, from, reach, StringComparison.Ordinal);
            if (next < 0)
            {
                return null;
            }

            end = next + part.Length;
        }

        return end;
    }

    private static int Weigh(char letter) => letter == ' ' ? 0 : letter < '\u3400' ? 1 : 3;

    // A part that touches the gap goes on in it: "timeout of …ms exceeded".
    private static IEnumerable<string> Parts(string text)
    {
        string[] pieces = text.Split('…');
        for (int i = 0; i < pieces.Length; i++)
        {
            string piece = pieces[i];
            string part = LogText.Fold(piece);
            if (part.Trim(' ').Length == 0)
            {
                continue;
            }

            part = i > 0 && char.IsLetterOrDigit(piece[0]) ? part[1..] : part;
            yield return i < pieces.Length - 1 && char.IsLetterOrDigit(piece[^1]) ? part[..^1] : part;
        }
    }
}
