using TcpVet.Model;
using TcpVet.Rules.Ignoring;

namespace TcpVet.Rules.Engine;

/// <summary>What the rules say about a capture.</summary>
/// <param name="Findings">By severity (gravest first), then code, then subject, then identity.</param>
/// <param name="CannotTell">Rules that lacked a fact, by code.</param>
public sealed record Diagnosis(IReadOnlyList<Finding> Findings, IReadOnlyList<CannotTell> CannotTell)
{
    /// <summary>Findings that were taken out (<see cref="Without"/>), in the same order.</summary>
    public IReadOnlyList<IgnoredFinding> Ignored { get; init; } = [];

    /// <summary>
    /// The same with the ignored findings apart. It works on answers, behind causes and symptoms: a symptom of an ignored cause
    /// stays unsaid, because its cause is known and was judged to be no trouble. Rules that are ignored whole are not said to be
    /// unable to tell either.
    /// </summary>
    /// <param name="list">What to ignore.</param>
    /// <param name="day">Today, UTC.</param>
    public Diagnosis Without(IgnoreList list, DateOnly day)
    {
        IReadOnlyList<IgnoreEntry> counting = list.CountingOn(day);
        if (counting.Count == 0)
        {
            return this;
        }

        List<Finding> kept = [];
        List<IgnoredFinding> ignored = [.. Ignored];
        foreach (Finding finding in Findings)
        {
            if (counting.FirstOrDefault(entry => entry.Fits(finding)) is { } entry)
            {
                ignored.Add(new IgnoredFinding(finding, entry));
            }
            else
            {
                kept.Add(finding);
            }
        }

        HashSet<string> whole = [.. counting.Where(entry => entry.IsWhole).SelectMany(entry => entry.Codes)];
        return this with { Findings = kept, Ignored = ignored, CannotTell = [.. CannotTell.Where(entry => !whole.Contains(entry.Code))] };
    }
}
