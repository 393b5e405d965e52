using TcpVet.Model;

namespace TcpVet.Rules.Watching;

/// <summary>
/// Follows findings over the rounds of a watch, with hysteresis: one appears when it was seen in two of the last three rounds, a
/// critical one at once; it clears after three rounds of absence. Its memory is bounded by the findings of the last rounds.
/// </summary>
public sealed class FindingTracker
{
    /// <summary>Rounds of absence after which a finding is gone.</summary>
    public const int ClearsAfter = 3;

    /// <summary>The same while its rule cannot tell, so that its absence says little.</summary>
    public const int ClearsUntoldAfter = 10;

    private const int SeenOf3 = 2;

    private readonly List<Tracked> tracked = [];

    /// <summary>The findings that have appeared and not cleared, as they were last seen; gravest first.</summary>
    public IReadOnlyList<Finding> Present =>
        [.. tracked.Where(entry => entry.Shown)
            .Select(entry => entry.Finding)
            .OrderByDescending(finding => finding.Severity)
            .ThenBy(finding => finding.Code, StringComparer.Ordinal)];

    /// <summary>Takes the next round.</summary>
    /// <param name="findings">What is found now.</param>
    /// <param name="cannotTell">The codes of rules that lacked a fact.</param>
    /// <param name="at">When.</param>
    /// <returns>What changed: appeared, worsened, cleared.</returns>
    public IReadOnlyList<FindingEvent> Next(IReadOnlyList<Finding> findings, IReadOnlyCollection<string> cannotTell, DateTimeOffset at)
    {
        List<Finding> open = [.. findings];
        List<Tracked> unseen = [.. tracked];
        // The same subject first; then the same trouble, as when a service was restarted; then one that contradicts it in nothing, as when
        // the process that was unknown is known now.
        Match(unseen, open, static (entry, finding) => entry.Subject == finding.Subject);
        Match(unseen, open, static (entry, finding) => entry.Identity == finding.Identity);
        Match(unseen, open, static (entry, finding) => Contradicts(entry.Subject, finding.Subject) is false);
        foreach (Tracked entry in unseen)
        {
            entry.Miss(cannotTell.Contains(entry.Finding.Code));
        }

        foreach (Finding finding in open)
        {
            tracked.Add(new Tracked(finding, at));
        }

        List<FindingEvent> events = [.. tracked.Select(entry => entry.Settle()).OfType<FindingEvent>()];
        tracked.RemoveAll(entry => entry.IsOver);
        return events;
    }

    private static void Match(List<Tracked> unseen, List<Finding> open, Func<Finding, Finding, bool> same)
    {
        Lookup<string, Tracked> byCode = unseen.ToLookup(entry => entry.Finding.Code);
        HashSet<Tracked> taken = new(ReferenceEqualityComparer.Instance);
        open.RemoveAll(finding =>
        {
            if (byCode[finding.Code].FirstOrDefault(entry => !taken.Contains(entry) && same(entry.Finding, finding)) is not { } entry)
            {
                return false;
            }

            taken.Add(entry);
            entry.See(finding);
            return true;
        });
        unseen.RemoveAll(taken.Contains);
    }

    private static bool Contradicts(FindingSubject a, FindingSubject b) =>
        a.Netns != b.Netns || a.Setting != b.Setting || a.File != b.File || a.Line != b.Line
        || Differ(a.Process, b.Process) || Differ(a.Local, b.Local) || Differ(a.Peer, b.Peer)
        // Nothing in common is no identity: a process here, a destination there.
        || (a.Process is null || b.Process is null)
            && (a.Local is null || b.Local is null)
            && (a.Peer is null || b.Peer is null)
            && a.Setting is null
            && a.File is null;

    private static bool Differ<T>(T? a, T? b)
        where T : class => a is not null && b is not null && !a.Equals(b);

    private static bool Differ(InetEndpoint? a, InetEndpoint? b) => a is { } x && b is { } y && x != y;

    /// <summary>One finding and what is remembered of it.</summary>
    private sealed class Tracked(Finding finding, DateTimeOffset since)
    {
        // The last three rounds, the latest in the lowest bit.
        private int rounds = 1;
        private int missedTold;
        private int missed;
        private int milder;
        private Severity said;

        public Finding Finding { get; private set; } = finding;

        public bool Shown { get; private set; }

        public bool IsOver { get; private set; }

        public void See(Finding now)
        {
            rounds = ((rounds << 1) | 1) & 0b111;
            (missed, missedTold) = (0, 0);
            milder = now.Severity < said ? milder + 1 : 0;
            // Whoever remembers it does so by the identity that it appeared with.
            Finding = now with { Identity = Finding.Identity };
        }

        public void Miss(bool untold)
        {
            rounds = (rounds << 1) & 0b111;
            missed++;
            missedTold += untold ? 0 : 1;
        }

        /// <summary>What the round changed; null for nothing.</summary>
        public FindingEvent? Settle()
        {
            if (!Shown)
            {
                bool appears = missed == 0 && (Finding.Severity == Severity.Critical || int.PopCount(rounds) >= SeenOf3);
                IsOver = rounds == 0;
                return appears ? Say(FindingChange.Appeared) : null;
            }

            if (missedTold >= ClearsAfter || missed >= ClearsUntoldAfter)
            {
                IsOver = true;
                Shown = false;
                return new FindingEvent(FindingChange.Cleared, Finding, since);
            }

            if (milder >= ClearsAfter)
            {
                said = Finding.Severity;
                milder = 0;
            }

            return missed == 0 && Finding.Severity > said ? Say(FindingChange.Worsened) : null;
        }

        private FindingEvent Say(FindingChange change)
        {
            Shown = true;
            said = Finding.Severity;
            return new FindingEvent(change, Finding, since);
        }
    }
}
