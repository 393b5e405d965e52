namespace TcpVet.Linux.Filters;

/// <summary>A filter that cannot be understood: where, and what was expected there.</summary>
/// <param name="position">The 1-based column in the words joined by single spaces.</param>
/// <param name="expected">What would have been understood, <c>a port or service name</c>.</param>
/// <param name="found">What stands there, ready for a terminal: quoted, or <c>the end</c>.</param>
/// <param name="advice">What may have been meant; null for nothing.</param>
public sealed class FilterException(int position, string expected, string found, string? advice = null)
    : Exception($"filter, column {position}: expected {expected}, found {found}{(advice is null ? "" : $"; {advice}")}")
{
    /// <summary>The 1-based column in the words joined by single spaces.</summary>
    public int Position { get; } = position;

    /// <summary>What would have been understood there.</summary>
    public string Expected { get; } = expected;
}
