namespace TcpVet.Linux.SockDiag;

/// <summary>A field of <c>struct tcp_info</c>.</summary>
/// <param name="Name">Its name without the prefix <c>tcpi_</c>.</param>
/// <param name="Offset">Its offset in bytes.</param>
/// <param name="Size">Its size in bytes: 1, 2, 4 or 8.</param>
public readonly record struct TcpInfoField(string Name, int Offset, int Size);

/// <summary>
/// The fields of <c>struct tcp_info</c> in the kernel's order (include/uapi/linux/tcp.h), bit fields aside. Units are the kernel's:
/// rto, ato, rtt, rttvar, rcv_rtt, min_rtt, busy_time, rwnd_limited and sndbuf_limited in microseconds, last_* and
/// total_rto_time in milliseconds, rates in bytes a second, cwnd and ssthresh in segments.
/// </summary>
public static class TcpInfoFields
{
    /// <summary>Every field from the oldest to the newest.</summary>
    public static IReadOnlyList<TcpInfoField> All { get; } = Lay(
        ("state", 1), ("ca_state", 1), ("retransmits", 1), ("probes", 1), ("backoff", 1), ("options", 1), ("wscale", 1), ("flags", 1),
        ("rto", 4), ("ato", 4), ("snd_mss", 4), ("rcv_mss", 4),
        ("unacked", 4), ("sacked", 4), ("lost", 4), ("retrans", 4), ("fackets", 4),
        ("last_data_sent", 4), ("last_ack_sent", 4), ("last_data_recv", 4), ("last_ack_recv", 4),
        ("pmtu", 4), ("rcv_ssthresh", 4), ("rtt", 4), ("rttvar", 4), ("snd_ssthresh", 4), ("snd_cwnd", 4), ("advmss", 4), ("reordering", 4),
        ("rcv_rtt", 4), ("rcv_space", 4), ("total_retrans", 4),
        ("pacing_rate", 8), ("max_pacing_rate", 8), ("bytes_acked", 8), ("bytes_received", 8), ("segs_out", 4), ("segs_in", 4),
        ("notsent_bytes", 4), ("min_rtt", 4), ("data_segs_in", 4), ("data_segs_out", 4), ("delivery_rate", 8),
        ("busy_time", 8), ("rwnd_limited", 8), ("sndbuf_limited", 8), ("delivered", 4), ("delivered_ce", 4),
        ("bytes_sent", 8), ("bytes_retrans", 8), ("dsack_dups", 4), ("reord_seen", 4), ("rcv_ooopack", 4), ("snd_wnd", 4),
        ("rcv_wnd", 4), ("rehash", 4), ("total_rto", 2), ("total_rto_recoveries", 2), ("total_rto_time", 4));

    private static readonly Dictionary<string, TcpInfoField> ByName = All.ToDictionary(field => field.Name);

    /// <summary>The field of a name.</summary>
    /// <param name="name">Without the prefix <c>tcpi_</c>.</param>
    public static TcpInfoField Named(string name) => ByName[name];

    private static TcpInfoField[] Lay(params ReadOnlySpan<(string Name, int Size)> fields)
    {
        TcpInfoField[] laid = new TcpInfoField[fields.Length];
        int offset = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            laid[i] = new TcpInfoField(fields[i].Name, offset, fields[i].Size);
            offset += fields[i].Size;
        }

        return laid;
    }
}
