using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>What it means that the kernel threw a packet away.</summary>
public enum DropKind
{
    /// <summary>Nothing is lost: the packet had done its work, was a copy, or TCP has the same data already.</summary>
    Ordinary,

    /// <summary>The packet was refused: a rule says so, or nobody waits for it. Strays, scans and policy look like this.</summary>
    Refused,

    /// <summary>A packet that somebody wanted is lost.</summary>
    Loss,
}

/// <summary>
/// A reason of <c>enum skb_drop_reason</c> (include/net/dropreason-core.h), by its name: numbers are the running kernel's.
/// </summary>
/// <param name="Name">In lower case, without SKB_DROP_REASON_.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Why">In plain words.</param>
/// <param name="Source">Where the kernel says so.</param>
/// <param name="Advice">What to do; null when there is nothing.</param>
public sealed record DropReason(string Name, DropKind Kind, Phrase Why, string Source, Phrase? Advice = null);
