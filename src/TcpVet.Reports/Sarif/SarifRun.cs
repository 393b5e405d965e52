namespace TcpVet.Reports.Sarif;

/// <summary>
/// An answer as a run of a static analysis has it (SARIF 2.1.0, section 3.14): what reviews of changes and editors show beside the line.
/// </summary>
public sealed record SarifRun
{
    /// <summary>The version of this program that made it.</summary>
    public required string Version { get; init; }

    /// <summary>The folder that relative paths start in; absolute.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether everything that was named could be looked at.</summary>
    public required bool Successful { get; init; }

    /// <summary>What is complained of.</summary>
    public required IReadOnlyList<SarifResult> Results { get; init; }

    /// <summary>The rules of the results, each once, sorted by their codes.</summary>
    public required IReadOnlyList<SarifRule> Rules { get; init; }

    /// <summary>What kept the run from looking at everything.</summary>
    public IReadOnlyList<SarifNotice> Notices { get; init; } = [];
}
