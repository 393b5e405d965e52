using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>
/// One piece of software: how a process shows that it runs it, and what to change in it.
/// Names, units and defaults of settings are those of its own documentation, with the version where they changed.
/// </summary>
internal abstract class Product
{
    /// <summary>The most remedies for one fault: the effective ones, not all.</summary>
    public const int MostRemedies = 3;

    /// <summary>Whether a process runs it.</summary>
    public abstract bool IsRunBy(ProcessTraits process);

    /// <summary>What to do about a fault, most effective first, <see cref="MostRemedies"/> at the most; empty when this software has
    /// nothing of its own.</summary>
    /// <param name="fault">What the process gets wrong.</param>
    /// <param name="pid">The process, for commands. Nothing else of it may enter a command: the rest is hostile text.</param>
    public abstract IReadOnlyList<Remedy> Remedies(Fault fault, int pid);

    /// <summary>A command that shows what its threads do, without ending or changing the process; null when there is none for it.</summary>
    /// <remarks>
    /// Never SIGQUIT: it ends Go and Python programs, stops nginx and PHP-FPM, and ends a JVM started with -Xrs.
    /// </remarks>
    public virtual string? ThreadDump(int pid) => null;

    private protected static Remedy InCode(Phrase action, string? command = null) => new(RemedyLevel.Application, action, command);

    private protected static Remedy InConfiguration(Phrase action, string? command = null) =>
        new(RemedyLevel.Configuration, action, command);

    private protected Remedy Look(int pid) => InCode("See where the program's threads are", ThreadDump(pid));
}
