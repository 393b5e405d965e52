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

    private readonly List<AheadSocket> ahead = [];
    private readonly byte[] localText = new byte[512];
    private readonly byte[] peerText = new byte[512];
    private int stateWidth = "ESTABLISHED".Length;
    private int recvWidth = "RECV-Q".Length;
    private int sendWidth = "SEND-Q".Length;
    private int localWidth = "LOCAL".Length;
    private int peerWidth = "PEER".Length;
    private bool protocols;
    private bool namespaces;
    private bool started;

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
        stateWidth = Math.Max(stateWidth, SocketWords.State(socket.State).Length);
        recvWidth = Math.Max(recvWidth, Digits(socket.RecvQ));
        sendWidth = Math.Max(sendWidth, Digits(socket.SendQ));
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

    private void WriteHeader()
    {
        string netns = namespaces ? $"{"NETNS",-NetnsWidth}  " : "";
        string protocol = protocols ? "PROTO  " : "";
        string state = "STATE".PadRight(stateWidth);
        string tail = columns.Processes ? $"{"PEER".PadRight(peerWidth)}  PROCESS" : "PEER";
        string queues = $"{"RECV-Q".PadLeft(recvWidth)}  {"SEND-Q".PadLeft(sendWidth)}";
        output.Line($"{netns}{protocol}{state}  {queues}  {"LOCAL".PadRight(localWidth)}  {tail}");
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

        Padded(ref text, SocketWords.State(socket.State), stateWidth);
        recvWidth = Math.Max(recvWidth, Digits(socket.RecvQ));
        sendWidth = Math.Max(sendWidth, Digits(socket.SendQ));
        Right(ref text, socket.RecvQ, recvWidth);
        Right(ref text, socket.SendQ, sendWidth);

        LineBuilder local = new(localText);
        local.Endpoint(socket.Local, socket.Protocol, socket.Interface, context);
        LineBuilder peer = new(peerText);
        peer.Endpoint(socket.Peer, socket.Protocol, 0, context);
        localWidth = Math.Max(localWidth, local.Length);
        peerWidth = Math.Max(peerWidth, peer.Length);
        Padded(ref text, local.Written, localWidth);
        WriteTail(ref text, in socket, peer.Written, context);
    }

    private void WriteTail(ref LineBuilder text, in SocketView socket, ReadOnlySpan<byte> peer, ISocketContext context)
    {
        IReadOnlyList<SocketHolder> holders = columns.Processes ? context.Holders(socket.Inode) : [];
        bool figures = SocketDetailText.HasFigures(in socket, columns);
        if (holders.Count == 0 && !columns.Extended && !figures)
        {
            text.Text(peer);
            return;
        }

        bool followed = holders.Count > 0 || columns.Extended || oneLine;
        Padded(ref text, peer, followed ? peerWidth : peer.Length, followed ? 2 : 0);
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

    private static void Padded(ref LineBuilder text, ReadOnlySpan<byte> cell, int width, int gap = 2)
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

    private static void Right(ref LineBuilder text, uint number, int width)
    {
        // A number of 32 bits has ten digits at the most.
        text.Text("          "u8[..(width - Digits(number))]);
        text.Number(number);
        text.Text("  "u8);
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
