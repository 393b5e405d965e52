using TcpVet.Operations.Sources;
using TcpVet.Probes.Results;
using TcpVet.Probes.Runs;

namespace TcpVet.Operations.Probe;

/// <summary>The result of one port, with its rounds.</summary>
/// <param name="Result">The last result.</param>
/// <param name="Series">Its rounds; null for a target that could not be asked.</param>
public sealed record PortAnswer(ProbeResult Result, ProbeSeries? Series);

/// <summary>Takes what a probe finds out, as it happens: a form of output, a screen.</summary>
public interface IProbeSink
{
    /// <summary>Is called once, before the first question.</summary>
    /// <param name="origin">From where it is asked.</param>
    /// <param name="known">Targets that cannot be asked, with the reason.</param>
    void Begin(Origin origin, IReadOnlyList<ProbeResult> known);

    /// <summary>Takes a result as soon as it is known.</summary>
    /// <param name="round">The round, from 1.</param>
    /// <param name="answer">The result.</param>
    void Result(int round, PortAnswer answer);

    /// <summary>Is called when every port of a round has a result; not for a round that was stopped.</summary>
    /// <param name="round">The round, from 1.</param>
    /// <param name="series">Every port that is asked, with its rounds until now.</param>
    void Round(int round, IReadOnlyList<ProbeSeries> series);

    /// <summary>Is called once, after the last round.</summary>
    /// <param name="answers">Every port that has a result, in the order of the request.</param>
    void End(IReadOnlyList<PortAnswer> answers);
}
