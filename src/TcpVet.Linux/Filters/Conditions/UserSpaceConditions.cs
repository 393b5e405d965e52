using System.Text;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Filters;

/// <summary><c>process = NAME|PID</c>: one of the processes that hold the socket.</summary>
/// <param name="pattern">The process.</param>
public sealed class ProcessCondition(ProcessPattern pattern) : FilterExpression
{
    /// <summary>The process.</summary>
    public ProcessPattern Pattern { get; } = pattern;

    /// <inheritdoc/>
    public override FilterNeeds Needs => FilterNeeds.Owners;

    internal override bool KernelDecides => false;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context)
    {
        // Without an inode no process holds the socket, and that is certain.
        if (socket.Inode == 0)
        {
            return Truth.False;
        }

        return context.Owners is { } owners ? owners(socket.Inode, Pattern) : Truth.Unknown;
    }

    internal override void Print(StringBuilder text) => text.Append("process = ").Append(FilterWords.Escape(Pattern.Text));
}

/// <summary>
/// <c>user = NAME|UID</c>: who made the socket. Mini-sockets, and sockets that no process holds any more or yet, are reported
/// with uid 0 whoever made them (net/ipv4/inet_diag.c, net/core/sock.c <c>sock_i_uid</c>): of these it is unknown.
/// </summary>
/// <param name="uid">The user's number.</param>
public sealed class UserCondition(uint uid) : FilterExpression
{
    /// <summary>The user's number.</summary>
    public uint Uid { get; } = uid;

    internal override bool KernelDecides => false;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context) =>
        socket is { Uid: 0, Inode: 0 } ? Truth.Unknown : TruthLogic.Of(socket.Uid == Uid);

    internal override void Print(StringBuilder text) => text.Append("user = ").Append(Uid);
}

/// <summary>Which of a socket's queues.</summary>
public enum SocketQueue : byte
{
    /// <summary>Unread bytes; of a LISTEN socket the connections waiting to be accepted.</summary>
    Receive,

    /// <summary>Unacknowledged bytes; of a LISTEN socket the accept queue's limit.</summary>
    Send,
}

/// <summary><c>recvq</c> and <c>sendq</c> compared with a number.</summary>
/// <param name="queue">Which queue.</param>
/// <param name="comparison">How.</param>
/// <param name="length">The number: bytes, or connections of a LISTEN socket.</param>
public sealed class QueueCondition(SocketQueue queue, Comparison comparison, uint length) : FilterExpression
{
    /// <summary>Which queue.</summary>
    public SocketQueue Queue { get; } = queue;

    /// <summary>How the queue (left) is compared with <see cref="Length"/> (right).</summary>
    public Comparison Comparison { get; } = comparison;

    /// <summary>The number: bytes, or connections of a LISTEN socket.</summary>
    public uint Length { get; } = length;

    /// <inheritdoc/>
    public override FilterNeeds Needs => FilterNeeds.Answer;

    internal override bool KernelDecides => false;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context) =>
        TruthLogic.Of(Comparison.Holds(Queue == SocketQueue.Receive ? socket.RecvQ : socket.SendQ, Length));

    internal override void Print(StringBuilder text) =>
        text.Append(Queue == SocketQueue.Receive ? "recvq " : "sendq ").Append(Comparison.Symbol()).Append(' ').Append(Length);
}
