using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Sockets as comma-separated values.</summary>
/// <param name="output">Where to.</param>
/// <param name="columns">What to show.</param>
/// <param name="header">A line of names first.</param>
internal sealed class SocketCsv(Utf8Output output, SocketColumns columns, bool header) : SocketLine, ISocketConsumer
{
    private static readonly SkMemInfo[] MemoryFields = Enum.GetValues<SkMemInfo>();

    private bool headed = !header;

    public void Begin(SocketListing listing)
    {
    }

    public void Take(in SocketView socket, ISocketContext context)
    {
        WriteHeader();
        output.Text(Of(in socket, context)).EndLine();
    }

    public void End() => WriteHeader();

    protected override void Build(ref LineBuilder text, in SocketView socket, ISocketContext context)
    {
        text.Text(SocketWords.Proto(socket.Protocol));
        text.Text(","u8);
        text.Text(SocketWords.Family(socket.Family));
        text.Text(","u8);
        text.Text(SocketWords.State(socket.State));
        Number(ref text, socket.RecvQ);
        Number(ref text, socket.SendQ);
        text.Text(","u8);
        text.Address(socket.LocalAddress);
        Number(ref text, socket.LocalPort);
        text.Text(","u8);
        text.Address(socket.PeerAddress);
        Number(ref text, socket.PeerPort);
        Number(ref text, socket.Uid);
        Number(ref text, socket.Inode);
        Number(ref text, socket.Cookie);
        Cell(ref text, context.Netns);
        if (columns.Processes)
        {
            Processes(ref text, context.Holders(socket.Inode));
        }

        if (columns.Extended)
        {
            Extended(ref text, in socket, context);
        }

        if (columns.TcpInfo)
        {
            TcpInfoView info = socket.TcpInfo;
            foreach (TcpInfoField field in TcpInfoFields.All)
            {
                Number(ref text, info.Value(field));
            }
        }

        if (columns.Memory)
        {
            foreach (SkMemInfo index in MemoryFields)
            {
                Number(ref text, socket.Memory(index));
            }
        }
    }

    private static void Extended(ref LineBuilder text, in SocketView socket, ISocketContext context)
    {
        text.Text(","u8);
        text.Text(SocketWords.Timer(socket.Timer));
        Number(ref text, socket.ExpiresMs);
        Number(ref text, socket.Retransmits);
        Cell(ref text, socket.CgroupId is { } cgroup ? context.CgroupPath(cgroup) : null);
        Number(ref text, socket.Mark);
    }

    private static void Processes(ref LineBuilder text, IReadOnlyList<SocketHolder> holders)
    {
        if (holders.Count == 0)
        {
            text.Text(","u8);
            return;
        }

        string[] words = new string[holders.Count];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = $"{holders[i].Name}[{holders[i].Pid}]";
        }

        Cell(ref text, string.Join(' ', words));
    }

    private static void Number(ref LineBuilder text, ulong? value)
    {
        text.Text(","u8);
        if (value is { } known)
        {
            text.Number(known);
        }
    }

    private static void Cell(ref LineBuilder text, string? raw)
    {
        text.Text(","u8);
        text.Text(Csv.Cell(raw ?? ""));
    }

    private void WriteHeader()
    {
        if (headed)
        {
            return;
        }

        headed = true;
        List<string?> names =
        [
            "proto", "family", "state", "recv_q", "send_q", "local_addr", "local_port", "peer_addr", "peer_port", "uid", "inode", "cookie",
            "netns",
        ];
        names.AddRange(columns.Processes ? ["processes"] : []);
        names.AddRange(columns.Extended ? ["timer", "timer_expires_ms", "timer_retransmits", "cgroup", "mark"] : []);
        names.AddRange(columns.TcpInfo ? TcpInfoFields.All.Select(field => $"tcp_info_{field.Name}") : []);
        names.AddRange(columns.Memory ? Enum.GetNames<SkMemInfo>().Select(name => $"memory_{name["SK_MEMINFO_".Length..].ToLowerInvariant()}") : []);
        Csv.Row(output, names.ToArray());
    }
}
