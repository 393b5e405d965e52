using System.Text;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>Which time of a socket.</summary>
public enum SocketTime : byte
{
    /// <summary>Since data last moved, either way.</summary>
    Idle,

    /// <summary>The time that the kernel proves the socket to have been in its present form, at least.</summary>
    Age,
}

/// <summary><c>idle</c> and <c>age</c> compared with a duration.</summary>
/// <param name="time">Which time.</param>
/// <param name="comparison">How.</param>
/// <param name="milliseconds">The duration.</param>
public sealed class TimeCondition(SocketTime time, Comparison comparison, ulong milliseconds) : FilterExpression
{
    // TCP_TIMEWAIT_LEN (include/net/tcp.h).
    private const uint TimeWaitMs = 60_000;

    /// <summary>Which time.</summary>
    public SocketTime Time { get; } = time;

    /// <summary>How the socket's time (left) is compared with <see cref="Milliseconds"/> (right).</summary>
    public Comparison Comparison { get; } = comparison;

    /// <summary>The duration in milliseconds.</summary>
    public ulong Milliseconds { get; } = milliseconds;

    /// <inheritdoc/>
    public override FilterNeeds Needs => FilterNeeds.TcpInfo;

    internal override bool KernelDecides => false;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context)
    {
        uint? actual = Time == SocketTime.Idle ? Idle(in socket) : Age(in socket, context);
        return actual is { } known ? TruthLogic.Of(Comparison.Holds(known, Milliseconds)) : Truth.Unknown;
    }

    /// <summary>Milliseconds since data last moved: min(tcpi_last_data_sent, tcpi_last_data_recv); null when it cannot be told.</summary>
    internal static uint? Idle(in SocketView socket)
    {
        if (!HasConnected(socket.State))
        {
            return null;
        }

        TcpInfoView info = socket.TcpInfo;
        return info.LastDataSentMs is { } sent && info.LastDataRecvMs is { } received ? Math.Min(sent, received) : null;
    }

    /// <summary>
    /// Milliseconds, at least, that the socket has been in its present form: of a mini-socket what has passed of its
    /// time, of a connection the longest of the times since data was sent, data or a packet was received.
    /// </summary>
    internal static uint? Age(in SocketView socket, FilterContext context)
    {
        if (socket.Timer == SocketTimer.TimeWait)
        {
            uint lifetime = socket.State == TcpState.TimeWait ? TimeWaitMs : context.FinWait2TimeoutMs;
            return lifetime > socket.ExpiresMs ? lifetime - socket.ExpiresMs : 0;
        }

        if (!HasConnected(socket.State))
        {
            return null;
        }

        TcpInfoView info = socket.TcpInfo;
        return info.LastDataSentMs is { } sent && info.LastDataRecvMs is { } received && info.LastAckRecvMs is { } acknowledged
            ? Math.Max(Math.Max(sent, received), acknowledged)
            : null;
    }

    internal override void Print(StringBuilder text) =>
        text.Append(Time == SocketTime.Idle ? "idle " : "age ").Append(Comparison.Symbol()).Append(' ').Append(FilterDuration.Format(Milliseconds));

    // lsndtime, lrcvtime and rcv_tstamp are set when a connection is made (net/ipv4/tcp_input.c tcp_finish_connect,
    // tcp_minisocks.c tcp_create_openreq_child). Before, and of a listener, tcp_info holds zero or the time since boot.
    private static bool HasConnected(TcpState state) =>
        state is not (TcpState.Listen or TcpState.Close or TcpState.SynSent or TcpState.BoundInactive or TcpState.Unknown);
}
