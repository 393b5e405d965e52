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
    public abstract IReadOnlyList<ProvenRemedy> Remedies(Fault fault, int pid);

    /// <summary>A command that shows what its threads do, without ending or changing the process; null when there is none for it.</summary>
    /// <remarks>
    /// Never SIGQUIT: it ends Go and Python programs, stops nginx and PHP-FPM, and ends a JVM started with -Xrs.
    /// </remarks>
    public virtual string? ThreadDump(int pid) => null;

    /// <summary>What proves that <see cref="ThreadDump"/> is such a command.</summary>
    private protected virtual Proof ThreadDumpProof => default;

    /// <summary>Calling setsockopt() with SO_RCVBUF or SO_SNDBUF switches the kernel's own sizing off.</summary>
    private protected static Proof FixedBuffers => Proof.Docs("Linux 6.18 ip-sysctl: tcp_rmem, tcp_wmem");

    /// <summary>True when it sets its limit of descriptors itself at its start, so that one from outside is void.</summary>
    public virtual bool SetsDescriptorLimit(ProcessTraits process) => false;

    private protected static ProvenRemedy InCode(Phrase action, Proof proof, string? command = null) =>
        new(new(RemedyLevel.Application, action, command), proof);

    private protected static ProvenRemedy InConfiguration(Phrase action, Proof proof, string? command = null) =>
        new(new(RemedyLevel.Configuration, action, command), proof);

    private protected ProvenRemedy Look(int pid) => InCode("See where the program's threads are", ThreadDumpProof, ThreadDump(pid));
}
