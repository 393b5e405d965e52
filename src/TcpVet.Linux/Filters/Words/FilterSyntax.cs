namespace TcpVet.Linux.Filters;

/// <summary>How words are written so that a filter takes them as values.</summary>
public static class FilterSyntax
{
    /// <summary>The word with a backslash before all that would end it or give it another meaning.</summary>
    public static string Escape(string word) => FilterWords.Escape(word);
}
