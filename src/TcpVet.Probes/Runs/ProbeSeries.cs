using TcpVet.Probes.Results;

namespace TcpVet.Probes.Runs;

/// <summary>The results of one port over several rounds: the last verdict, loss and round-trip times.</summary>
/// <param name="question">What is asked again and again.</param>
public sealed class ProbeSeries(ProbeQuestion question)
{
    // An hour of a watch at one round a second.
    private const int MostKept = 3600;

    private readonly List<long> rtts = [];
    private readonly HashSet<ProbeVerdict> verdicts = [];
    private int next;

    /// <summary>What is asked.</summary>
    public ProbeQuestion Question => question;

    /// <summary>The last result; null before the first.</summary>
    public ProbeResult? Last { get; private set; }

    /// <summary>How many rounds have ended.</summary>
    public int Asked { get; private set; }

    /// <summary>In how many of them the target itself answered, be it with a refusal.</summary>
    public int Answered { get; private set; }

    /// <summary>All packets of all rounds.</summary>
    public int Attempts { get; private set; }

    /// <summary>The share of rounds without an answer, from 0 to 1.</summary>
    public double Loss => Asked == 0 ? 0 : 1 - ((double)Answered / Asked);

    /// <summary>The last round-trip times, oldest first, in microseconds; null for a round without an answer.</summary>
    public Queue<long?> Recent { get; } = [];

    /// <summary>How many entries <see cref="Recent"/> keeps at the most.</summary>
    public const int RecentLength = 24;

    /// <summary>True when rounds ended in different verdicts.</summary>
    public bool Changed => verdicts.Count > 1;

    /// <summary>The verdicts so far.</summary>
    public IReadOnlyCollection<ProbeVerdict> Verdicts => verdicts;

    /// <summary>Takes the result of one round.</summary>
    public void Add(ProbeResult result)
    {
        Last = result;
        Asked++;
        Attempts += result.Attempts;
        verdicts.Add(result.Verdict);
        long? rtt = result.Verdict is ProbeVerdict.Open or ProbeVerdict.Closed ? result.RttUs : null;
        Answered += result.Verdict is ProbeVerdict.Open or ProbeVerdict.Closed ? 1 : 0;
        Recent.Enqueue(rtt);
        if (Recent.Count > RecentLength)
        {
            Recent.Dequeue();
        }

        if (rtt is { } known)
        {
            Keep(known);
        }
    }

    /// <summary>Round-trip times over all kept rounds; null without an answer.</summary>
    public RoundTrips? Trips()
    {
        if (rtts.Count == 0)
        {
            return null;
        }

        long[] sorted = [.. rtts];
        Array.Sort(sorted);
        // The nearest-rank percentile: a value that was measured, and of few rounds the largest.
        int rank = (int)Math.Ceiling(sorted.Length * 0.99) - 1;
        return new RoundTrips(sorted[0], (long)sorted.Average(), sorted[^1], sorted[rank]);
    }

    private void Keep(long rtt)
    {
        if (rtts.Count < MostKept)
        {
            rtts.Add(rtt);
        }
        else
        {
            rtts[next] = rtt;
            next = (next + 1) % MostKept;
        }
    }
}

/// <summary>Round-trip times in microseconds.</summary>
/// <param name="MinUs">The shortest.</param>
/// <param name="AvgUs">The mean.</param>
/// <param name="MaxUs">The longest.</param>
/// <param name="P99Us">The 99th percentile by nearest rank.</param>
public readonly record struct RoundTrips(long MinUs, long AvgUs, long MaxUs, long P99Us);
