using TcpVet.Model;

namespace TcpVet.Rules.Ignoring;

/// <summary>A finding that is not to be counted.</summary>
/// <param name="Finding">The finding, as it would have been shown.</param>
/// <param name="Entry">What ignores it.</param>
public sealed record IgnoredFinding(Finding Finding, IgnoreEntry Entry);

/// <summary>
/// Takes ignored findings out of a diagnosis. It works on answers, behind causes and symptoms: a symptom of an ignored cause
/// stays unsaid, because its cause is known and was judged to be no trouble.
/// </summary>
/// <param name="entries">What to ignore; the first one that fits gives the reason.</param>
public sealed class IgnoreList(IReadOnlyList<IgnoreEntry> entries)
{
    /// <summary>Ignores nothing.</summary>
    public static IgnoreList Empty { get; } = new([]);

    /// <summary>The entries that count no longer on a day.</summary>
    public IEnumerable<IgnoreEntry> ExpiredOn(DateOnly day) => entries.Where(entry => !entry.CountsOn(day));

    /// <summary>The diagnosis with the ignored findings apart. Rules that are ignored whole are not said to be unable to tell either.</summary>
    /// <param name="diagnosis">What the rules say.</param>
    /// <param name="day">Today, UTC.</param>
    public Diagnosis Apply(Diagnosis diagnosis, DateOnly day)
    {
        List<IgnoreEntry> counting = [.. entries.Where(entry => entry.CountsOn(day))];
        if (counting.Count == 0)
        {
            return diagnosis;
        }

        List<Finding> kept = [];
        List<IgnoredFinding> ignored = [.. diagnosis.Ignored];
        foreach (Finding finding in diagnosis.Findings)
        {
            if (counting.Find(entry => entry.Fits(finding)) is { } entry)
            {
                ignored.Add(new IgnoredFinding(finding, entry));
            }
            else
            {
                kept.Add(finding);
            }
        }

        HashSet<string> whole = [.. counting.Where(entry => entry.IsWhole).SelectMany(entry => entry.Codes)];
        return diagnosis with { Findings = kept, Ignored = ignored, CannotTell = [.. diagnosis.CannotTell.Where(entry => !whole.Contains(entry.Code))] };
    }
}
