using TcpVet.Probes.Results;

namespace TcpVet.Probes.Udp.Questions;

/// <summary>
/// A question that the servers of one UDP protocol answer, and the reader of their answers. A question is small, asks for no more
/// than a server tells any stranger, and changes nothing there. It has no state: <see cref="Datagrams"/> and <see cref="Read"/> take
/// every id from the same <see cref="QuestionContext"/>, and one instance serves all targets and threads.
/// </summary>
public abstract class UdpQuestion
{
    /// <summary>What <c>--as</c> takes and <c>reply.protocol</c> shows: lower case, <c>dns</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Other names that <c>--as</c> takes, lower case.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>The protocol's own name for help and lists, <c>Domain Name System</c>.</summary>
    public abstract string Title { get; }

    /// <summary>The ports where this protocol is at home, in host order; never empty.</summary>
    public abstract IReadOnlyList<ushort> Ports { get; }

    /// <summary>Why no question can make this protocol's servers answer, as one sentence about "it" without a full stop; null for those
    /// that can be asked.</summary>
    public virtual string? CannotBeProbed => null;

    /// <summary>What silence may mean beside a closed door, and what would settle it, as one sentence without a full stop; null when there
    /// is nothing to add.</summary>
    public virtual string? Silence => null;

    /// <summary>True when a server may answer from a port that nobody asked (TFTP): a connected socket would never see it.</summary>
    public virtual bool AnswersFromOtherPort => false;

    /// <summary>The local port that servers answer to whichever port asked (DHCP: 68), in host order; bind it where that is allowed. Null
    /// for any.</summary>
    public virtual ushort? LocalPort => null;

    /// <summary>Everything to send to one target: one datagram a dialect of the protocol, the likeliest first. Empty when it cannot be
    /// probed.</summary>
    public abstract IReadOnlyList<byte[]> Datagrams(QuestionContext context);

    /// <summary>Understands an answer.</summary>
    /// <param name="reply">One received datagram, whatever it is.</param>
    /// <param name="sent">The context that <see cref="Datagrams"/> was given.</param>
    /// <returns>Null when it is not of this protocol, or does not answer what was sent. Never throws.</returns>
    public abstract ProtocolReply? Read(ReadOnlySpan<byte> reply, QuestionContext sent);

    /// <summary>A reply in this protocol's name.</summary>
    /// <param name="summary">Made of own words and of <see cref="ReplyText"/>; cut to the permitted length here.</param>
    protected ProtocolReply Answer(string summary) => new(Name, ReplyText.Line(summary));
}
