using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>What a process runs, where it can be recognised, and what to change in that software for a fault.</summary>
internal static class KnownSoftware
{
    /// <summary>The remedies that this software has for a fault, most effective first; empty when it is not recognised or has none.</summary>
    /// <param name="fault">What it gets wrong.</param>
    /// <param name="process">The process; null when unknown.</param>
    public static IReadOnlyList<Remedy> Remedies(Fault fault, ProcessFacts? process)
    {
        _ = (fault, process);
        return [];
    }
}
