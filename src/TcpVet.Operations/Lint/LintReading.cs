using TcpVet.Configs;
using TcpVet.Model;

namespace TcpVet.Operations.Lint;

/// <summary>What could be read of the files that somebody named.</summary>
/// <param name="Configurations">Those of the kernel's settings as one, which comes first; the others in the order in which they were
/// named.</param>
/// <param name="Unusable">The paths that nothing could be made of, and why.</param>
public sealed record LintReading(IReadOnlyList<Configuration> Configurations, IReadOnlyList<ConfigProblem> Unusable)
{
    /// <summary>What could not be read or understood, in the order of the files.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; } =
        [.. Unusable, .. Configurations.SelectMany(configuration => configuration.Problems)];

    /// <summary>
    /// The problems that are mistakes: what stopped the reading, a line that is none, an include that leads nowhere. What is not read on
    /// purpose is none, nor what a parser notes of conditions that it cannot decide.
    /// </summary>
    public IReadOnlyList<ConfigProblem> Mistakes { get; } =
    [
        .. Unusable,
        .. Configurations.SelectMany(configuration => configuration.Problems.Where(problem => IsMistake(configuration, problem))),
    ];

    private static bool IsMistake(Configuration configuration, ConfigProblem problem) =>
        problem.Fatal || (!problem.Unread && ConfigKinds.Of(configuration.Kind).ReportsMistakesOnly);
}
