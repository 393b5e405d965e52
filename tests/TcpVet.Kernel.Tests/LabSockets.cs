using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>What ss must see inside a scenario of so many, half a second after it was made.</summary>
internal static class LabSockets
{
    internal static readonly Dictionary<string, Func<SsRow[], int, bool>> Expected = new()
    {
        ["close-wait-leak"] = (rows, count) => Count(rows, TcpState.CloseWait, row => row.RecvQ == 0) == count && rows.Length == count + 1,
        ["close-wait-unread"] = (rows, count) => Count(rows, TcpState.CloseWait, row => row.RecvQ == 1) == count && rows.Length == count + 1,
        ["socket-fd-leak"] = (rows, _) => Count(rows, TcpState.Listen) == 1 && Count(rows, TcpState.Established) <= 2,
        ["time-wait-on-server"] = (rows, count) => Count(rows, TcpState.TimeWait, row => row.Local.Port == 8080) >= count && Count(rows, TcpState.Listen) == 1,
        ["time-wait-on-client"] = (rows, count) => Count(rows, TcpState.TimeWait, row => row.Peer.Port == 5432) >= count && Count(rows, TcpState.Listen) == 0,
        ["time-wait-overflow"] = (rows, count) => Count(rows, TcpState.TimeWait) == count,
        ["fin-wait1-pile-up"] = (rows, count) => Count(rows, TcpState.FinWait1, row => row is { SendQ: > 0, Inode: 0 }) == count && rows.Length == count,
        ["fin-wait2-orphans"] = (rows, count) => Count(rows, TcpState.FinWait2, row => row.Inode == 0) >= count,
        ["fin-wait2-held"] = (rows, count) => Count(rows, TcpState.FinWait2) >= count && rows.All(row => row.Inode > 0),
        ["last-ack-pile-up"] = (rows, count) => Count(rows, TcpState.LastAck) >= count && rows.All(row => row.State == TcpState.LastAck),
        ["closing-stuck"] = (rows, count) => Count(rows, TcpState.Closing) >= count && rows.All(row => row.State == TcpState.Closing),
        ["idle-without-keepalive"] = (rows, count) =>
            Count(rows, TcpState.Established) == count && rows.All(row => row.State is TcpState.Established or TcpState.Listen),
        ["keepalive-too-slow"] = (rows, count) => Count(rows, TcpState.Established) == count && rows.Length == count,
        ["connection-churn"] = (rows, _) =>
            rows.Length <= 12
                && rows.All(row => row.State is TcpState.Established or TcpState.CloseWait or TcpState.LastAck or TcpState.SynSent),
        ["established-leak"] = (rows, count) => Count(rows, TcpState.Established) >= count,
        ["accept-queue-full"] = (rows, count) =>
            Count(rows, TcpState.Listen, row => row.RecvQ == count + 1 && row.SendQ == count) == 1
                && Count(rows, TcpState.Established) == count + 1,
        ["accept-stalled"] = (rows, count) =>
            Count(rows, TcpState.Listen, row => row.RecvQ == count && row.SendQ == 4096) == 1
                && Count(rows, TcpState.Established, row => row is { Inode: 0, RecvQ: > 0 }) == count,
        ["accept-stalled-worker"] = (rows, count) =>
            Count(rows, TcpState.Listen) == 4 && Count(rows, TcpState.Listen, row => row.RecvQ > 0) == 1
                && Count(rows, TcpState.Established) == count,
        ["silent-clients-hold-workers"] = (rows, count) =>
            Count(rows, TcpState.Listen, row => row.RecvQ == count) == 1 && Count(rows, TcpState.Established, row => row.Inode > 0) == 3,
        ["self-connection"] = (rows, _) => rows is [{ State: TcpState.Established } only] && only.Local == only.Peer,
        ["one-family-unreachable"] = (rows, count) => Count(rows, TcpState.SynSent) == count && Count(rows, TcpState.Established) == 1,
        ["inherited-listener"] = (rows, count) => Count(rows, TcpState.Listen, row => row.RecvQ == count) == 1 && Count(rows, TcpState.Established) == count,
        ["accept-queue-overflowed"] = (rows, _) => Count(rows, TcpState.Listen, row => row.SendQ == 8) == 1,
        ["backlog-capped"] = (rows, _) => Count(rows, TcpState.Listen, row => row.SendQ == 16) == 1,
        ["syn-flood"] = (rows, _) =>
            Count(rows, TcpState.SynRecv) > 5
                && rows.Where(row => row.State == TcpState.SynRecv).Select(row => row.Peer.Addr).Distinct().Count() > 5,
        ["slow-handshakes"] = (rows, _) => Count(rows, TcpState.Listen, row => row.SendQ == 8) == 1,
        ["syncookies-off"] = (rows, _) => Count(rows, TcpState.Listen) == 1,
        ["syn-recv-stuck"] = (rows, count) => Count(rows, TcpState.SynRecv) >= count && Count(rows, TcpState.Established) == 0,
        ["half-established"] = (rows, count) => Count(rows, TcpState.Established, row => row.SendQ > 0) >= count && Count(rows, TcpState.SynRecv) >= count,
        ["connect-unanswered"] = (rows, count) => Count(rows, TcpState.SynSent) >= count && rows.All(row => row.Peer.Port == 5432),
        ["connect-fan-out"] = (rows, count) =>
            Count(rows, TcpState.SynSent) >= count && rows.Select(row => row.Peer.Addr).Distinct().Count() == rows.Length,
        ["reload-resets"] = (rows, _) => Count(rows, TcpState.Listen) == 3,
        ["ephemeral-ports-low"] = (rows, count) =>
            Count(rows, TcpState.TimeWait, row => row.Peer.Port == 9000) >= count - 60
                && Count(rows, TcpState.Established) == 50
                && Ports(rows) <= 1000,
        ["bind-before-connect"] = (rows, count) =>
            Count(rows, TcpState.Established) == count && Ports(rows) == count && rows.Select(row => row.Peer.Port).Distinct().Count() == 5,
        ["bind-conflict"] = (rows, _) => rows is [{ State: TcpState.Listen, Local.Port: 8080 }],
        ["ephemeral-range-overlaps"] = (rows, _) => rows is [{ State: TcpState.Listen, Local.Port: 40000 }],
        ["zero-window-peer"] = (rows, count) => Count(rows, TcpState.Established, row => row.SendQ > 8192) == count && rows.Length == count,
        ["black-hole"] = (rows, count) => Count(rows, TcpState.Established, row => row.SendQ == 10) == count && rows.Length == count,
        ["path-mtu-black-hole"] = (rows, count) => Count(rows, TcpState.Established, row => row.SendQ == 6000) == count,
        ["reader-stalled"] = (rows, count) => Count(rows, TcpState.Established, row => row.RecvQ > 16384) == count && rows.Length == count + 1,
        ["retransmit-storm"] = (rows, count) => Count(rows, TcpState.Established) == count && rows.Length == count,
        ["buffer-limited"] = (rows, count) => Count(rows, TcpState.Established, row => row.SendQ > 16384) == count && rows.Length == count,
        ["nat-timestamps"] = (rows, _) =>
            Count(rows, TcpState.Listen) == 1 && rows.All(row => row.State == TcpState.Listen || row.Peer.Port is >= 20000 and < 20040),
        ["resets-sent"] = (rows, _) => Count(rows, TcpState.Established) is >= 200 and < 300 && Count(rows, TcpState.TimeWait) == 0,
        ["resets-received"] = (rows, _) => Count(rows, TcpState.Established) is >= 200 and < 300 && Count(rows, TcpState.TimeWait) == 0,
        ["conntrack-full"] = (rows, _) => rows.Length == 0,
        ["conntrack-idle"] = (rows, count) => Count(rows, TcpState.Established) == count + 1,
        ["descriptors-exhausted"] = (rows, _) => Count(rows, TcpState.Established) == 144 && Count(rows, TcpState.Listen, row => row.RecvQ > 16) == 1,
        ["connect-refused"] = (rows, _) => rows.Length <= 2 && rows.All(row => row.State == TcpState.SynSent),
        ["connect-failed"] = (rows, _) => rows.All(row => row.State == TcpState.SynSent),
        ["connect-timed-out"] = (rows, _) => rows.Length is >= 1 and <= 6 && rows.All(row => row.State == TcpState.SynSent),
        ["connect-reset"] = (rows, _) => rows.Length <= 3,
        ["idle-pool-saturated"] = (rows, count) => Count(rows, TcpState.Established) >= count && Count(rows, TcpState.TimeWait) >= 3,
        ["published-port-dead"] = (rows, _) => Count(rows, TcpState.Listen) == 1 && rows.Length <= 3,
        ["udp-unanswered"] = (rows, _) => rows.Length == 0,
        ["reverse-path-drops"] = (rows, _) => rows.Length == 0,
        ["own-firewall"] = (rows, _) => rows.Length == 0,
        ["udp-receive-drops"] = (rows, _) => rows.Length == 0,
    };

    private static int Ports(SsRow[] rows) => rows.Select(row => row.Local.Port).Distinct().Count();

    private static int Count(SsRow[] rows, TcpState state, Func<SsRow, bool>? also = null) =>
        rows.Count(row => row.State == state && (also is null || also(row)));
}
