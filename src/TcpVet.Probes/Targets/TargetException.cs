namespace TcpVet.Probes.Targets;

/// <summary>A target that is written wrong.</summary>
/// <param name="text">The target.</param>
/// <param name="position">Where, from 1.</param>
/// <param name="expectation">What was expected there, and what was found.</param>
public sealed class TargetException(string text, int position, string expectation)
    : Exception($"target '{text}', position {position}: {expectation}")
{
    /// <summary>Where, from 1.</summary>
    public int Position { get; } = position;

    /// <summary>What was expected there, and what was found.</summary>
    public string Expectation { get; } = expectation;
}
