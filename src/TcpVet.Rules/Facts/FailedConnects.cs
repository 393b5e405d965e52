using TcpVet.Model;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Facts;

/// <summary>Attempts of one process to reach one destination that failed, for reasons that are one trouble.</summary>
/// <param name="Failures">The attempts; at least one.</param>
internal sealed record FailedConnects(IReadOnlyList<ConnectFailure> Failures)
{
    /// <summary>Where it comes from.</summary>
    public const string Source = "eBPF: inet_sock_set_state, tcp_receive_reset, inet_sk_error_report";

    /// <summary>TCP or UDP.</summary>
    public Protocol Proto => Failures[0].Proto;

    /// <summary>The destination.</summary>
    public InetEndpoint Peer => Failures[0].Peer;

    /// <summary>Who tried; null when unknown.</summary>
    public ProcessRef? Process { get; init; } = Failures[0].Process;

    /// <summary>What this host knows of the destination; null when it was not looked for.</summary>
    public DestinationFacts? Destination => Failures[0].Destination;

    /// <summary>How many.</summary>
    public long Count { get; } = Failures.Sum(failure => failure.Count);

    /// <summary>By process and destination, most first.</summary>
    /// <param name="heard">What was heard.</param>
    /// <param name="reasons">The reasons that are meant.</param>
    public static List<FailedConnects> By(HeardFacts heard, params FailureReason[] reasons) =>
        [.. heard.Failures.Where(failure => reasons.Contains(failure.Reason))
            .GroupBy(failure => new Attempt(failure.Proto, failure.Peer, failure.Process))
            .Select(group => new FailedConnects([.. group]))
            .OrderByDescending(one => one.Count)
            .ThenBy(one => one.Peer)];

    /// <summary>What was heard of them.</summary>
    public IEnumerable<Evidence> Evidence(HeardFacts heard)
    {
        Dictionary<FailureReason, long> reasons = [];
        foreach (ConnectFailure failure in Failures)
        {
            reasons[failure.Reason] = reasons.GetValueOrDefault(failure.Reason) + failure.Count;
        }

        yield return new($"failed in {Figure.Time(heard.DurationMs)}", Listed.MostOf(reasons, reason => Word(Proto, reason)), Source);
        yield return new("the last one", $"{Figure.Time(Failures.Min(failure => failure.LastMs))} before the end", Source);
        if (Failures.Max(failure => failure.LongestMs) is { } longest and >= 1)
        {
            yield return new("the longest took", Figure.Time(longest), Source);
        }

        if (Process is null)
        {
            yield return new("process", "unknown", Proto == Protocol.Tcp ? "it called connect() before it was listened" : "several send there, or it sent before it was listened");
        }
    }

    private static Phrase Word(Protocol proto, FailureReason reason) => reason switch
    {
        FailureReason.Refused => proto == Protocol.Tcp ? "refused by a RST" : "refused by ICMP (ECONNREFUSED)",
        FailureReason.Rejected => "refused by ICMP (ECONNREFUSED)",
        FailureReason.HostUnreachable => "host unreachable (EHOSTUNREACH)",
        FailureReason.NetworkUnreachable => "network unreachable (ENETUNREACH)",
        FailureReason.Prohibited => "prohibited (EACCES)",
        FailureReason.TimedOut => "timed out (ETIMEDOUT)",
        FailureReason.GivenUp => "closed by the process before an answer",
        FailureReason.ResetLater => "reset before any data",
        FailureReason.NoPort => "no local port (EADDRNOTAVAIL)",
        _ => "other",
    };

    private sealed record Attempt(Protocol Proto, InetEndpoint Peer, ProcessRef? Process);
}
