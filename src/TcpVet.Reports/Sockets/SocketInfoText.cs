using System.Globalization;
using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>
/// <c>tcp_info</c> as <c>ss -ie</c> writes it (iproute2 misc/ss.c tcp_stats_print): its words, its order, its units (milliseconds and
/// bits a second). What ss does not show yet follows under the kernel's names. Zero is left out, as there.
/// </summary>
internal static class SocketInfoText
{
    // TCPI_OPT_* (include/uapi/linux/tcp.h).
    private const byte Timestamps = 1;
    private const byte Sack = 2;
    private const byte WindowScale = 4;
    private const byte Ecn = 8;
    private const byte EcnSeen = 16;
    private const byte SynData = 32;

    // TCP_TIMEOUT_INIT of old kernels, in microseconds: ss leaves it out as nothing measured.
    private const ulong NoRto = 3_000_000;

    // tcp_reordering's usual value (net/ipv4/tcp_ipv4.c tcp_sk_init).
    private const ulong UsualReordering = 3;

    private static readonly string[] Counted =
    [
        "bytes_sent", "bytes_retrans", "bytes_acked", "bytes_received", "segs_out", "segs_in", "data_segs_out", "data_segs_in",
    ];

    private static readonly string[] KernelNames =
    [
        "snd_wnd", "rcv_wnd", "rehash", "retransmits", "probes", "ca_state", "total_rto", "total_rto_recoveries", "total_rto_time",
    ];

    /// <summary>Writes the words, each with a space before it.</summary>
    public static void Write(ref LineBuilder text, in SocketView socket)
    {
        TcpInfoView info = socket.TcpInfo;
        Options(ref text, info);
        ReadOnlySpan<byte> congestion = socket.Attribute(InetDiagAttribute.INET_DIAG_CONG).TrimEnd((byte)0);
        if (!congestion.IsEmpty)
        {
            text.Text(" "u8);
            text.Text(SafeText.Escape(Encoding.UTF8.GetString(congestion)));
        }

        if ((info.UInt8(5) & WindowScale) != 0 && info.UInt8(6) is { } scale)
        {
            text.Text(string.Create(CultureInfo.InvariantCulture, $" wscale:{scale & 15},{scale >> 4}"));
        }

        Times(ref text, info);
        Path(ref text, info);
        Traffic(ref text, info);
        Rates(ref text, info);
        Trouble(ref text, info, socket.State == TcpState.Listen);
        Receiving(ref text, info);
    }

    private static void Options(ref LineBuilder text, TcpInfoView info)
    {
        byte options = info.UInt8(5) ?? 0;
        text.Text((options & Timestamps) != 0 ? " ts"u8 : default);
        text.Text((options & Sack) != 0 ? " sack"u8 : default);
        text.Text((options & Ecn) != 0 ? " ecn"u8 : default);
        text.Text((options & EcnSeen) != 0 ? " ecnseen"u8 : default);
        text.Text((options & SynData) != 0 ? " fastopen"u8 : default);
    }

    private static void Times(ref LineBuilder text, TcpInfoView info)
    {
        if (Value(info, "rto") is > 0 and not NoRto and ulong rto)
        {
            Word(ref text, "rto", Milliseconds(rto));
        }

        Number(ref text, info, "backoff", "backoff");
        if (Value(info, "rtt") is > 0 and ulong rtt)
        {
            Word(ref text, "rtt", $"{Milliseconds(rtt)}/{Milliseconds(Value(info, "rttvar") ?? 0)}");
        }

        Time(ref text, info, "ato", "ato");
    }

    private static void Path(ref LineBuilder text, TcpInfoView info)
    {
        Number(ref text, info, "mss", "snd_mss");
        Number(ref text, info, "pmtu", "pmtu");
        Number(ref text, info, "rcvmss", "rcv_mss");
        Number(ref text, info, "advmss", "advmss");
        Number(ref text, info, "cwnd", "snd_cwnd");
        if (Value(info, "snd_ssthresh") is > 0 and < 0xFFFF and ulong threshold)
        {
            Word(ref text, "ssthresh", Text(threshold));
        }
    }

    private static void Traffic(ref LineBuilder text, TcpInfoView info)
    {
        foreach (string name in Counted)
        {
            Number(ref text, info, name, name);
        }
    }

    private static void Rates(ref LineBuilder text, TcpInfoView info)
    {
        if (Value(info, "rtt") is > 0 and ulong rtt && Value(info, "snd_mss") is > 0 and ulong mss
            && Value(info, "snd_cwnd") is > 0 and ulong window)
        {
            double sent = window * (double)mss * 8_000_000 / rtt;
            text.Text(string.Create(CultureInfo.InvariantCulture, $" send {sent:0}bps"));
        }

        Number(ref text, info, "lastsnd", "last_data_sent");
        Number(ref text, info, "lastrcv", "last_data_recv");
        Number(ref text, info, "lastack", "last_ack_recv");
        if (Value(info, "pacing_rate") is > 0 and not ulong.MaxValue and ulong pacing)
        {
            string most = Value(info, "max_pacing_rate") is > 0 and not ulong.MaxValue and ulong limit ? $"/{Bits(limit)}" : "";
            text.Text($" pacing_rate {Bits(pacing)}{most}");
        }

        if (Value(info, "delivery_rate") is > 0 and ulong delivery)
        {
            text.Text($" delivery_rate {Bits(delivery)}");
        }

        Number(ref text, info, "delivered", "delivered");
        Number(ref text, info, "delivered_ce", "delivered_ce");
        text.Text((info.UInt8(7) & 1) == 1 ? " app_limited"u8 : default);
    }

    private static void Trouble(ref LineBuilder text, TcpInfoView info, bool listens)
    {
        ulong busy = Value(info, "busy_time") ?? 0;
        if (busy > 0)
        {
            Word(ref text, "busy", $"{busy / 1000}ms");
        }

        Limited(ref text, info, "rwnd_limited", busy);
        Limited(ref text, info, "sndbuf_limited", busy);
        Number(ref text, info, "unacked", "unacked");
        (ulong now, ulong ever) = (Value(info, "retrans") ?? 0, Value(info, "total_retrans") ?? 0);
        if (now > 0 || ever > 0)
        {
            Word(ref text, "retrans", $"{now}/{ever}");
        }

        Number(ref text, info, "lost", "lost");
        if (!listens)
        {
            // Of a listening socket the field is the limit of its queue, which stands under SEND-Q.
            Number(ref text, info, "sacked", "sacked");
        }

        Number(ref text, info, "dsack_dups", "dsack_dups");
        if (Value(info, "reordering") is { } reordering and not (0 or UsualReordering))
        {
            Word(ref text, "reordering", Text(reordering));
        }

        Number(ref text, info, "reord_seen", "reord_seen");
    }

    private static void Receiving(ref LineBuilder text, TcpInfoView info)
    {
        Time(ref text, info, "rcv_rtt", "rcv_rtt");
        Number(ref text, info, "rcv_space", "rcv_space");
        Number(ref text, info, "rcv_ssthresh", "rcv_ssthresh");
        Number(ref text, info, "notsent", "notsent_bytes");
        Time(ref text, info, "minrtt", "min_rtt");
        Number(ref text, info, "rcv_ooopack", "rcv_ooopack");
        foreach (string name in KernelNames)
        {
            Number(ref text, info, name, name);
        }
    }

    private static void Limited(ref LineBuilder text, TcpInfoView info, string name, ulong busy)
    {
        if (Value(info, name) is > 0 and ulong time && busy > 0)
        {
            text.Text(string.Create(CultureInfo.InvariantCulture, $" {name}:{time / 1000}ms({100.0 * time / busy:0.0}%)"));
        }
    }

    private static void Number(ref LineBuilder text, TcpInfoView info, string word, string field)
    {
        if (Value(info, field) is > 0 and ulong value)
        {
            Word(ref text, word, Text(value));
        }
    }

    private static void Time(ref LineBuilder text, TcpInfoView info, string word, string field)
    {
        if (Value(info, field) is > 0 and ulong value)
        {
            Word(ref text, word, Milliseconds(value));
        }
    }

    private static void Word(ref LineBuilder text, string word, string value)
    {
        text.Text(" "u8);
        text.Text(word);
        text.Text(":"u8);
        text.Text(value);
    }

    private static ulong? Value(TcpInfoView info, string name) => info.Value(TcpInfoFields.Named(name));

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Bits(ulong bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes * 8.0:0}bps");

    // printf's %g: six significant digits, no zeros behind them.
    private static string Milliseconds(ulong microseconds) => (microseconds / 1000.0).ToString("G6", CultureInfo.InvariantCulture);
}
