namespace TcpVet.Rules.Software;

/// <summary>How a remedy is proved.</summary>
internal enum ProofKind
{
    /// <summary>A test of this repository asks the real program.</summary>
    Test,

    /// <summary>A line in the program's repository.</summary>
    Source,

    /// <summary>The program's documentation, of a version.</summary>
    Documentation,
}
