using TcpVet.Model;

namespace TcpVet.Rules.Ignoring;

/// <summary>A finding that is not to be counted.</summary>
/// <param name="Finding">The finding, as it would have been shown.</param>
/// <param name="Entry">What ignores it.</param>
public sealed record IgnoredFinding(Finding Finding, IgnoreEntry Entry);

/// <summary>What somebody does not want to hear of.</summary>
/// <param name="entries">What to ignore; the first one that fits a finding gives the reason.</param>
public sealed class IgnoreList(IReadOnlyList<IgnoreEntry> entries)
{
    /// <summary>Ignores nothing.</summary>
    public static IgnoreList Empty { get; } = new([]);

    /// <summary>The entries that count on a day, in their order.</summary>
    public IReadOnlyList<IgnoreEntry> CountingOn(DateOnly day) => [.. entries.Where(entry => entry.CountsOn(day))];

    /// <summary>The entries that count no longer on a day.</summary>
    public IEnumerable<IgnoreEntry> ExpiredOn(DateOnly day) => entries.Where(entry => !entry.CountsOn(day));
}
