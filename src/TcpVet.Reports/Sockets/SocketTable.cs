using System.Text;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>
/// Sockets as aligned lines, streamed: the first lines decide the widths and later ones widen them when they must, so that a million
/// sockets need no memory.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="columns">What to show.</param>
/// <param name="header">A line of heads first.</param>
/// <param name="oneLine">Details at the end of the line instead of on a second one.</param>
internal sealed class SocketTable(Utf8Output output, SocketColumns columns, bool header, bool oneLine) : SocketLine, ISocketConsumer
{
    private const int Lookahead = 1024;
    private const int NetnsWidth = 16;
    private const int LeastEnd = 10;

    private readonly List<AheadSocket> ahead = [];
    private readonly byte[] localText = new byte[512];
    private readonly byte[] peerText = new byte[512];
    private int stateWidth = "ESTABLISHED".Length;
    private int recvWidth = "RECV-Q".Length;
    private int sendWidth = "SEND-Q".Length;
    private int localWidth = "LOCAL".Length;
    private int peerWidth = "PEER".Length;
    private int recvLeast;
    private int sendLeast;
    private bool protocols;
    private bool namespaces;
    private bool started;
    private int gap = 2;
    private bool below;

    /// <summary>Columns of the screen: below it addresses lose their middle; <see cref="int.MaxValue"/> for a pipe.</summary>
    public int Screen { get; init; } = int.MaxValue;

    public void Begin(SocketListing listing)
    {
        protocols = listing.ManyProtocols;
        namespaces = listing.ManyPlaces;
    }

    public void Take(in SocketView socket, ISocketContext context)
    {
        if (started)
        {
            output.Text(Of(in socket, context)).EndLine();
            return;
        }

        LineBuilder local = new(localText);
        local.Endpoint(socket.Local, socket.Protocol, socket.Interface, context);
        LineBuilder peer = new(peerText);
        peer.Endpoint(socket.Peer, socket.Protocol, 0, context);
        stateWidth = Math.Max(stateWidth, SocketWords.Shown(socket.State, socket.Protocol).Length);
        recvLeast = Math.Max(recvLeast, Digits(socket.RecvQ));
        sendLeast = Math.Max(sendLeast, Digits(socket.SendQ));
        recvWidth = Math.Max(recvWidth, recvLeast);
        sendWidth = Math.Max(sendWidth, sendLeast);
        localWidth = Math.Max(localWidth, local.Length);
        peerWidth = Math.Max(peerWidth, peer.Length);
        ahead.Add(new AheadSocket(socket.Protocol, socket.Bytes.ToArray(), context));
        if (ahead.Count == Lookahead)
        {
            Start();
        }
    }

    public void End()
    {
        if (!started)
        {
            Start();
        }
    }

    private void Start()
    {
        started = true;
        Narrow();
        if (header)
        {
            WriteHeader();
        }

        foreach (AheadSocket waiting in ahead)
        {
            if (SocketView.TryRead(waiting.Protocol, waiting.Bytes, out SocketView socket))
            {
                output.Text(Of(in socket, waiting.Context)).EndLine();
            }
        }

        ahead.Clear();
        ahead.TrimExcess();
    }

    // What a narrow screen has no room for: wide gaps first, then heads, then the middle of addresses; owners go to a line of their own.
    private void Narrow()
    {
        int before = (namespaces ? NetnsWidth + 2 : 0) + (protocols ? 7 : 0) + stateWidth;
        if (Screen == int.MaxValue || before + recvWidth + sendWidth + localWidth + peerWidth + (4 * gap) <= Screen)
        {
            return;
        }

        gap = 1;
        below = true;
        recvWidth = Math.Max(recvLeast, "RQ".Length);
        sendWidth = Math.Max(sendLeast, "SQ".Length);
        int room = Screen - before - recvWidth - sendWidth - (4 * gap);
        while (localWidth + peerWidth > Math.Max(room, 2 * LeastEnd))
        {
            _ = localWidth > peerWidth ? localWidth-- : peerWidth--;
        }
    }

    private void WriteHeader()
    {
        string between = new(' ', gap);
        string netns = namespaces ? $"{"NETNS",-NetnsWidth}  " : "";
        string protocol = protocols ? "PROTO  " : "";
        string state = "STATE".PadRight(stateWidth);
        string tail = columns.Processes && !below ? $"{"PEER".PadRight(peerWidth)}  PROCESS" : "PEER";
        string queues = $"{(below ? "RQ" : "RECV-Q").PadLeft(recvWidth)}{between}{(below ? "SQ" : "SEND-Q").PadLeft(sendWidth)}";
        output.Line($"{netns}{protocol}{state}{between}{queues}{between}{"LOCAL".PadRight(localWidth)}{between}{tail}");
    }

    protected override void Build(ref LineBuilder text, in SocketView socket, ISocketContext context)
    {
        if (namespaces)
        {
            text.Text(SafeText.Escape(context.Netns).PadRight(NetnsWidth));
            text.Text("  "u8);
        }

        if (protocols)
        {
            text.Text(SocketWords.Proto(socket.Protocol));
            text.Text("    "u8);
        }

        Padded(ref text, SocketWords.Shown(socket.State, socket.Protocol), stateWidth, gap);
        recvWidth = Math.Max(recvWidth, Digits(socket.RecvQ));
        sendWidth = Math.Max(sendWidth, Digits(socket.SendQ));
        Right(ref text, socket.RecvQ, recvWidth);
        Right(ref text, socket.SendQ, sendWidth);

        LineBuilder local = new(localText);
        local.Endpoint(socket.Local, socket.Protocol, socket.Interface, context);
        LineBuilder peer = new(peerText);
        peer.Endpoint(socket.Peer, socket.Protocol, 0, context);
        if (below)
        {
            Padded(ref text, Cut(local.Written, localWidth), localWidth, gap);
            WriteTail(ref text, in socket, Cut(peer.Written, peerWidth), context);
            return;
        }

        localWidth = Math.Max(localWidth, local.Length);
        peerWidth = Math.Max(peerWidth, peer.Length);
        Padded(ref text, local.Written, localWidth, gap);
        WriteTail(ref text, in socket, peer.Written, context);
    }

    private ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> end, int width) =>
        end.Length <= width ? end : Encoding.UTF8.GetBytes(TableWidths.Cut(Encoding.UTF8.GetString(end), width, output.Ellipsis));

    private void WriteTail(ref LineBuilder text, in SocketView socket, ReadOnlySpan<byte> peer, ISocketContext context)
    {
        IReadOnlyList<SocketHolder> holders = columns.Processes ? context.Holders(socket.Inode) : [];
        bool figures = SocketDetailText.HasFigures(in socket, columns);
        if (holders.Count == 0 && !columns.Extended && !figures)
        {
            text.Text(peer);
            return;
        }

        bool followed = !below && (holders.Count > 0 || columns.Extended || oneLine);
        Padded(ref text, peer, followed ? peerWidth : 0, followed ? 2 : 0);
        if (below && (holders.Count > 0 || columns.Extended))
        {
            text.Text(oneLine ? " "u8 : "\n\t"u8);
        }

        SocketDetailText.Processes(ref text, holders);
        if (columns.Extended)
        {
            text.Text(holders.Count > 0 ? "  "u8 : default);
            SocketDetailText.Extended(ref text, in socket, context);
        }

        if (figures)
        {
            text.Text(oneLine ? " "u8 : "\n\t"u8);
            SocketDetailText.Memory(ref text, in socket, columns.Memory);
            SocketDetailText.TcpInfo(ref text, in socket, columns.TcpInfo);
        }
    }

    private static void Padded(ref LineBuilder text, ReadOnlySpan<byte> cell, int width, int gap)
    {
        text.Text(cell);
        int spaces = Math.Max(0, width - cell.Length) + gap;
        while (spaces > 0)
        {
            int step = Math.Min(spaces, 16);
            text.Text("                "u8[..step]);
            spaces -= step;
        }
    }

    private void Right(ref LineBuilder text, uint number, int width)
    {
        // A number of 32 bits has ten digits at the most.
        text.Text("          "u8[..(width - Digits(number))]);
        text.Number(number);
        text.Text("  "u8[..gap]);
    }

    private static int Digits(uint number)
    {
        int digits = 1;
        for (uint rest = number; rest >= 10; rest /= 10)
        {
            digits++;
        }

        return digits;
    }

    /// <summary>A socket of the first lines, whose bytes must outlive the dump.</summary>
    private sealed record AheadSocket(Protocol Protocol, byte[] Bytes, ISocketContext Context);
}
