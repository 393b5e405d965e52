using System.Globalization;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Sysctl;

namespace TcpVet.Probes.Connections;

/// <summary>The settings of a namespace that decide what happens to a connection next; the kernel's defaults where one cannot be
/// read.</summary>
public sealed record ConnectionSettings
{
    /// <summary>net.ipv4.tcp_syn_retries.</summary>
    public int SynRetries { get; init; } = 6;

    /// <summary>net.ipv4.tcp_syn_linear_timeouts: SYNs that are sent again a second apart before the time doubles (Linux 6.5; none
    /// before).</summary>
    public int SynLinearTimeouts { get; init; }

    /// <summary>net.ipv4.tcp_synack_retries.</summary>
    public int SynAckRetries { get; init; } = 5;

    /// <summary>net.ipv4.tcp_retries2.</summary>
    public int Retries2 { get; init; } = 15;

    /// <summary>net.ipv4.tcp_orphan_retries; 0 acts as 8.</summary>
    public int OrphanRetries { get; init; } = 8;

    /// <summary>net.ipv4.tcp_fin_timeout in seconds.</summary>
    public int FinTimeout { get; init; } = 60;

    /// <summary>net.ipv4.tcp_keepalive_probes.</summary>
    public int KeepaliveProbes { get; init; } = 9;

    /// <summary>net.ipv4.tcp_keepalive_intvl in seconds.</summary>
    public int KeepaliveInterval { get; init; } = 75;

    /// <summary>net.ipv4.tcp_rto_max_ms: the longest retransmission timeout (Linux 6.15; 120 s before).</summary>
    public int RtoMaxMs { get; init; } = 120_000;

    /// <summary>Reads the settings of the calling thread's namespace.</summary>
    /// <param name="root">Where proc(5) is mounted.</param>
    public static ConnectionSettings Read(ProcFsRoot root)
    {
        SysctlReader reader = new(root);
        ConnectionSettings usual = new();
        int orphan = Number("tcp_orphan_retries", 0);
        return new ConnectionSettings
        {
            SynRetries = Number("tcp_syn_retries", usual.SynRetries),
            SynLinearTimeouts = Number("tcp_syn_linear_timeouts", 0),
            SynAckRetries = Number("tcp_synack_retries", usual.SynAckRetries),
            Retries2 = Number("tcp_retries2", usual.Retries2),
            OrphanRetries = orphan == 0 ? 8 : orphan,
            FinTimeout = Number("tcp_fin_timeout", usual.FinTimeout),
            KeepaliveProbes = Number("tcp_keepalive_probes", usual.KeepaliveProbes),
            KeepaliveInterval = Number("tcp_keepalive_intvl", usual.KeepaliveInterval),
            RtoMaxMs = Number("tcp_rto_max_ms", usual.RtoMaxMs),
        };

        int Number(string name, int otherwise) =>
            int.TryParse(reader.Read($"net.ipv4.{name}"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
    }
}
