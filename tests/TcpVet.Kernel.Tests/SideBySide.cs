using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>
/// Compares what tcpvet and ss say about the same sockets, each recognised by its cookie. ss is asked before and after:
/// what moves meanwhile (timers, retransmissions) must lie between its two answers.
/// </summary>
internal static class SideBySide
{
    // skmem's letters in ss (misc/ss.c print_skmeminfo) and SK_MEMINFO_* in tcpvet.
    private static readonly (string Ss, string Cli)[] MemoryNames =
    [
        ("r", "rmem_alloc"), ("rb", "rcvbuf"), ("t", "wmem_alloc"), ("tb", "sndbuf"), ("f", "fwd_alloc"),
        ("w", "wmem_queued"), ("o", "optmem"), ("bl", "backlog"), ("d", "drops"),
    ];

    /// <summary>Compares every TCP socket of a sandbox.</summary>
    /// <returns>How many there were.</returns>
    internal static int Tcp(Sandbox sandbox) =>
        Compare("tcp", () => Ss.Tcp(sandbox), () => [.. Cli.Sockets(sandbox, "-a", "-e", "-m").Where(socket => socket.State != "BOUND_INACTIVE")]);

    /// <summary>Compares every UDP socket of a sandbox.</summary>
    /// <returns>How many there were.</returns>
    internal static int Udp(Sandbox sandbox) =>
        Compare("udp", () => Ss.Udp(sandbox), () => Cli.Sockets(sandbox, "-u", "-a", "-e", "-m"));

    private static int Compare(string proto, Func<IReadOnlyList<SsRow>> ss, Func<IReadOnlyList<CliSocket>> tcpvet)
    {
        // Whoever asks first for a socket's cookie makes it (net/core/sock_diag.c), so the order of asking does not matter.
        Dictionary<ulong, SsRow> before = ss().ToDictionary(row => row.Cookie);
        IReadOnlyList<CliSocket> sockets = tcpvet();
        Dictionary<ulong, SsRow> after = ss().ToDictionary(row => row.Cookie);
        Assert.Equal(before.Keys.Order(), sockets.Select(socket => socket.Cookie).Order());
        foreach (CliSocket socket in sockets)
        {
            Assert.Equal(proto, socket.Proto);
            Same(socket, before[socket.Cookie], after.GetValueOrDefault(socket.Cookie) ?? before[socket.Cookie]);
        }

        return sockets.Count;
    }

    private static void Same(CliSocket socket, SsRow before, SsRow after)
    {
        string what = $"\ntcpvet {socket.Json}\nss {before}\nss {after}";
        Between(TcpStateNames.Name(before.State), TcpStateNames.Name(after.State), socket.State, "state", what);
        Between(before.RecvQ, after.RecvQ, socket.RecvQ, "recv_q", what);
        Between(before.SendQ, after.SendQ, socket.SendQ, "send_q", what);
        Between(before.Local, after.Local, socket.Local, "local", what);
        Between(before.Peer, after.Peer, socket.Peer, "peer", what);
        Between(before.Uid, after.Uid, socket.Uid, "uid", what);
        Between(before.Inode, after.Inode, socket.Inode, "inode", what);
        Between(before.Mark, after.Mark, socket.Mark, "mark", what);
        Between(before.Device, after.Device, socket.Interface, "interface", what);
        Between(before.Cgroup, after.Cgroup, socket.Cgroup, "cgroup", what);
        Assert.True(socket.Family == (socket.Local.Addr.Family == AddressFamily.IPv4 ? "ipv4" : "ipv6"), $"family{what}");
        SameTimer(socket.Timer, before.Timer, after.Timer, what);
        foreach ((string letter, string name) in MemoryNames)
        {
            Between(Figure(before, letter), Figure(after, letter), socket.Memory(name), name, what);
        }
    }

    private static ulong? Figure(SsRow row, string letter) => row.Memory.TryGetValue(letter, out ulong figure) ? figure : null;

    private static void SameTimer(SsTimer? timer, SsTimer? before, SsTimer? after, string what)
    {
        Between(before?.Kind, after?.Kind, timer?.Kind, "timer", what);
        if (timer is null || before is null || after is null || before.Kind != after.Kind)
        {
            return;
        }

        // An answered window probe sets the count back to 0, so it need not grow.
        Assert.True(timer.Retransmits >= Math.Min(before.Retransmits, after.Retransmits)
            && timer.Retransmits <= Math.Max(before.Retransmits, after.Retransmits), $"retransmits{what}");
        if (before.Retransmits == after.Retransmits && after.ExpiresMs <= before.ExpiresMs)
        {
            // ss cuts minutes and seconds off at the second.
            Assert.True(timer.ExpiresMs <= before.ExpiresMs + 1000 && timer.ExpiresMs >= after.ExpiresMs - 1000, $"expires_ms{what}");
        }
    }

    private static void Between<T>(T before, T after, T actual, string name, string what) =>
        Assert.True(EqualityComparer<T>.Default.Equals(actual, before) || EqualityComparer<T>.Default.Equals(actual, after), $"{name}{what}");
}
