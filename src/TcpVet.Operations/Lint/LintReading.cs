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
    /// The problems that count: mistakes of the text, and what could not be read. What a parser notes of conditions that only the running
    /// process decides does not.
    /// </summary>
    public IReadOnlyList<ConfigProblem> Mistakes { get; } =
    [
        .. Unusable,
        .. Configurations.SelectMany(configuration => configuration.Problems.Where(problem => !problem.Undecided)),
    ];
}
