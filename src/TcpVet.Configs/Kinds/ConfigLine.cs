namespace TcpVet.Configs.Kinds;

/// <summary>A line of a text that is neither blank nor a comment, in the pieces by which kinds recognise it.</summary>
internal readonly ref struct ConfigLine
{
    private ConfigLine(ReadOnlySpan<char> line, ReadOnlySpan<char> words)
    {
        Words = words;
        Bare = WithoutComment(words);
        First = FirstWord(Bare);
        Indented = char.IsWhiteSpace(line[0]);
    }

    /// <summary>Without blanks around it.</summary>
    public ReadOnlySpan<char> Words { get; }

    /// <summary>The same without a comment behind it.</summary>
    public ReadOnlySpan<char> Bare { get; }

    /// <summary>The first word.</summary>
    public ReadOnlySpan<char> First { get; }

    /// <summary>Whether a blank stands before it.</summary>
    public bool Indented { get; }

    /// <summary>Takes a line apart.</summary>
    /// <param name="text">The line as it stands in the text.</param>
    /// <param name="line">The pieces.</param>
    /// <returns>False for a blank line and a comment.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ConfigLine line)
    {
        ReadOnlySpan<char> words = text.Trim();
        if (words is [] or ['#' or ';', ..])
        {
            line = default;
            return false;
        }

        line = new ConfigLine(text, words);
        return true;
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> words)
    {
        int end = words.IndexOfAny(' ', '\t');
        return end < 0 ? words : words[..end];
    }

    // " #" begins a comment in nginx and HAProxy; within a word it is a part of it.
    private static ReadOnlySpan<char> WithoutComment(ReadOnlySpan<char> words)
    {
        int hash = words.IndexOf(" #");
        return hash < 0 ? words : words[..hash].TrimEnd();
    }
}
