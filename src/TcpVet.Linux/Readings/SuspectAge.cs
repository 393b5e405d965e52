using TcpVet.Linux.Scan;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>How long a socket has been in its state, in milliseconds.</summary>
/// <param name="AtLeastMs">Not less; null when unknown.</param>
/// <param name="AtMostMs">Not more; null when unknown.</param>
internal readonly record struct SuspectAge(long? AtLeastMs, long? AtMostMs)
{
    public bool IsKnown => AtLeastMs is not null || AtMostMs is not null;

    /// <summary>What tcp_info and two readings tell together.</summary>
    /// <param name="suspect">The socket at the last reading.</param>
    /// <param name="wasThere">Whether it was in this state at the first one; null when unknown.</param>
    /// <param name="apartMs">The time between.</param>
    public static SuspectAge Of(in SuspectTally.Suspect suspect, bool? wasThere, (long AtLeast, long AtMost) apartMs)
    {
        SuspectAge age = ByPackets(in suspect);
        return wasThere switch
        {
            true => age with { AtLeastMs = Math.Max(age.AtLeastMs ?? 0, apartMs.AtLeast) },
            false =>
                new(age.AtLeastMs is { } least ? Math.Min(least, apartMs.AtMost) : null,
                    Math.Min(age.AtMostMs ?? long.MaxValue, apartMs.AtMost)),
            null => age,
        };
    }

    private static SuspectAge ByPackets(in SuspectTally.Suspect suspect) => suspect.State switch
    {
        // The peer's FIN, which began the state, updates last_ack_recv even when it is bare, and not last_data_recv, and no data follows
        // it.
        TcpState.CloseWait or TcpState.Closing => new(suspect.LastAckRecvMs, suspect.LastDataRecvMs),

        // The ACK of our FIN began it; data may still come, and none was sent since.
        TcpState.FinWait2 => new(suspect.LastAckRecvMs, suspect.LastDataSentMs),

        // close() or connect() began the others, and leaves no time in tcp_info.
        _ => default,
    };
}
