using System.Globalization;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Lab;

/// <summary>One TCP socket as /proc/net/tcp and tcp6 show it (net/ipv4/tcp_ipv4.c <c>get_tcp4_sock</c> and its kin).</summary>
/// <param name="State">The state; request sockets are SYN_RECV.</param>
/// <param name="LocalPort">The local port.</param>
/// <param name="PeerPort">The remote port; 0 for a listener.</param>
/// <param name="SendQ">Unacknowledged and unsent bytes.</param>
/// <param name="RecvQ">Unread bytes; a listener's accept-queue length.</param>
/// <param name="Timer">The timer that runs.</param>
/// <param name="Retransmits">Retransmissions by that timer.</param>
/// <param name="Inode">The inode; 0 for what no process holds.</param>
public sealed record SocketRow(TcpState State, ushort LocalPort, ushort PeerPort, uint SendQ, uint RecvQ, SocketTimer Timer,
    int Retransmits, ulong Inode);

/// <summary>
/// The TCP sockets of one namespace, read the old way: it needs no privilege, no tool and none of the code that is
/// tested with it. It lacks sockets that are only bound.
/// </summary>
/// <param name="folder">The net folder of a thread in that namespace, <c>/proc/PID/task/TID/net</c>.</param>
public sealed class SocketTable(string folder)
{
    /// <summary>Every socket, both families.</summary>
    public IReadOnlyList<SocketRow> Read() => [.. Rows("tcp"), .. Rows("tcp6")];

    /// <summary>Waits until a socket is as expected.</summary>
    /// <param name="localPort">Its local port.</param>
    /// <param name="peerPort">Its remote port.</param>
    /// <param name="state">Its state.</param>
    /// <param name="also">What else must hold.</param>
    /// <param name="deadline">How long to wait; <see cref="Deadline.Usual"/> if left out.</param>
    /// <exception cref="LabException">It did not become so in time; the message says what was there.</exception>
    public SocketRow WaitFor(ushort localPort, ushort peerPort, TcpState state, Func<SocketRow, bool>? also = null,
        Deadline? deadline = null)
    {
        string seen = "nothing";
        bool IsIt(SocketRow row) => row.State == state && (also is null || also(row));
        try
        {
            return (deadline ?? Deadline.Usual).Wait("", () =>
            {
                SocketRow[] rows = [.. Read().Where(row => row.LocalPort == localPort && row.PeerPort == peerPort)];
                seen = string.Join("; ", rows.Select(row => row.ToString()));
                return Array.Find(rows, IsIt);
            });
        }
        catch (LabException)
        {
            throw new LabException($"{localPort}>{peerPort} did not reach {state.Name()} in time; there is {seen}");
        }
    }

    private IEnumerable<SocketRow> Rows(string file) =>
        File.Exists(Path.Combine(folder, file)) ? File.ReadLines(Path.Combine(folder, file)).Skip(1).Select(Parse) : [];

    private static SocketRow Parse(string line)
    {
        // sl local rem st tx:rx tr:when retrnsmt uid timeout inode …
        string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string[] queues = fields[4].Split(':');
        return new SocketRow(
            (TcpState)Hex(fields[3]), Port(fields[1]), Port(fields[2]), Hex(queues[0]), Hex(queues[1]),
            (SocketTimer)Hex(fields[5].Split(':')[0]), (int)Hex(fields[6]), ulong.Parse(fields[9], CultureInfo.InvariantCulture));
    }

    private static ushort Port(string end) => (ushort)Hex(end.AsSpan(end.IndexOf(':') + 1));

    private static uint Hex(ReadOnlySpan<char> text) => uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
