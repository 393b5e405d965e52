using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Sockets as comma-separated values.</summary>
/// <param name="output">Where to.</param>
/// <param name="columns">What to show.</param>
/// <param name="header">A line of names first.</param>
internal sealed class SocketCsv(Utf8Output output, SocketColumns columns, bool header) : ISocketConsumer
{
    private bool headed = !header;

    public void Begin(SocketListing listing)
    {
    }

    public void Take(in SocketView socket, ISocketContext context)
    {
        WriteHeader();
        InetEndpoint local = socket.Local;
        InetEndpoint peer = socket.Peer;
        List<string?> cells =
        [
            socket.Protocol == Protocol.Tcp ? "tcp" : "udp", socket.Family == AddressFamily.IPv4 ? "ipv4" : "ipv6", socket.State.Name(),
            socket.RecvQ.ToString(), socket.SendQ.ToString(), local.Addr.ToString(), local.Port.ToString(), peer.Addr.ToString(), peer.Port.ToString(),
            socket.Uid.ToString(), socket.Inode.ToString(), socket.Cookie.ToString(), context.Netns,
        ];
        if (columns.Processes)
        {
            cells.Add(string.Join(' ', context.Holders(socket.Inode).Select(holder => $"{holder.Name}[{holder.Pid}]")));
        }

        if (columns.Extended)
        {
            cells.AddRange(
                System.Text.Encoding.ASCII.GetString(SocketWords.Timer(socket.Timer)), socket.ExpiresMs.ToString(), socket.Retransmits.ToString(),
                socket.CgroupId is { } cgroup ? context.CgroupPath(cgroup) : null, socket.Mark?.ToString());
        }

        if (columns.TcpInfo)
        {
            TcpInfoView info = socket.TcpInfo;
            foreach (TcpInfoField field in TcpInfoFields.All)
            {
                cells.Add(info.Value(field)?.ToString());
            }
        }

        if (columns.Memory)
        {
            foreach (Linux.Interop.SkMemInfo index in Enum.GetValues<Linux.Interop.SkMemInfo>())
            {
                cells.Add(socket.Memory(index)?.ToString());
            }
        }

        Csv.Row(output, cells.ToArray());
    }

    public void End() => WriteHeader();

    private void WriteHeader()
    {
        if (headed)
        {
            return;
        }

        headed = true;
        List<string?> names =
            ["proto", "family", "state", "recv_q", "send_q", "local_addr", "local_port", "peer_addr", "peer_port", "uid", "inode", "cookie", "netns"];
        names.AddRange(columns.Processes ? ["processes"] : []);
        names.AddRange(columns.Extended ? ["timer", "timer_expires_ms", "timer_retransmits", "cgroup", "mark"] : []);
        names.AddRange(columns.TcpInfo ? TcpInfoFields.All.Select(field => $"tcp_info_{field.Name}") : []);
        names.AddRange(columns.Memory
            ? Enum.GetNames<Linux.Interop.SkMemInfo>().Select(name => $"memory_{name["SK_MEMINFO_".Length..].ToLowerInvariant()}") : []);
        Csv.Row(output, names.ToArray());
    }
}
