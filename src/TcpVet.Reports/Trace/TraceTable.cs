using TcpVet.Ebpf.Tracing;
using TcpVet.Model;
using TcpVet.Operations.Trace;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Trace;

/// <summary>A trace as aligned lines, each written when it happens: the columns of ends widen when they must.</summary>
/// <param name="screen">Where and how.</param>
/// <param name="texts">Names and clocks.</param>
/// <param name="netns">A column for the namespace.</param>
/// <param name="lives">Finished connections instead of changes of state.</param>
internal sealed class TraceTable(Screen screen, TraceTexts texts, bool netns, bool lives) : ITraceSink
{
    private const int TimeWidth = 16;
    private const int StateWidth = 11;
    private const int HeldWidth = 7;
    private const int NetnsWidth = 16;
    private const int BytesWidth = 10;
    private const int EndWidth = 14;

    private readonly byte[] room = new byte[4096];
    private readonly bool wide = screen.Format == OutputFormat.Wide;
    private int localWidth = 21;
    private int peerWidth = 21;
    private bool started;

    public void Write(in Transition transition)
    {
        Start();
        LineBuilder line = new(room);
        TraceWords.TimeOfDay(ref line, texts.Names.TimeOf(transition.At));
        line.Text(transition.Derived ? "~  "u8 : "   "u8);
        Namespace(ref line, transition.Netns);
        Left(ref line, SocketWords.State(transition.From), StateWidth);
        Left(ref line, SocketWords.State(transition.To), StateWidth);
        Right(ref line, transition.HeldNs is { } held ? TraceWords.Short(held) : "?", HeldWidth);
        Ends(ref line, transition.Local, transition.Peer);
        Process(ref line, transition.Process);
        screen.Out.Text(line.Written).EndLine();
    }

    public void Write(ConnectionLife life)
    {
        Start();
        LineBuilder line = new(room);
        TraceWords.TimeOfDay(ref line, texts.Names.TimeOf(life.Closed));
        line.Text("   "u8);
        Namespace(ref line, life.Netns);
        Right(ref line, life.LastedNs is { } lasted ? TraceWords.Short(lasted) : "?", HeldWidth);
        Left(ref line, TraceWords.Of(life.Direction), 3);
        Ends(ref line, life.Local, life.Peer);
        Right(ref line, $"{life.BytesIn}", BytesWidth);
        Right(ref line, $"{life.BytesOut}", BytesWidth);
        Right(ref line, $"{life.Retransmits}", HeldWidth);
        Right(ref line, life.RttUs is { } rtt ? TraceWords.Short(rtt * 1000UL) : "-", HeldWidth);
        Left(ref line, TraceWords.Of(life.FirstCloser), 6);
        Left(ref line, TraceWords.Of(life.EndedBy), EndWidth);
        if (life.IsListeners)
        {
            line.Text("~"u8);
        }

        Process(ref line, life.Process);
        if (wide)
        {
            Details(ref line, life);
        }

        screen.Out.Text(line.Written).EndLine();
    }

    public void End(TraceSummary? summary)
    {
        if (summary is null)
        {
            return;
        }

        if (started)
        {
            screen.Out.EndLine();
        }

        TraceSummaryReport.Write(screen, summary);
    }

    private void Start()
    {
        if (started)
        {
            return;
        }

        started = true;
        if (!screen.Header)
        {
            return;
        }

        LineBuilder line = new(room);
        Left(ref line, lives ? "CLOSED"u8 : "TIME"u8, TimeWidth);
        if (netns)
        {
            Left(ref line, "NETNS"u8, NetnsWidth);
        }

        if (!lives)
        {
            Left(ref line, "FROM"u8, StateWidth);
            Left(ref line, "TO"u8, StateWidth);
        }

        Right(ref line, lives ? "LASTED" : "HELD", HeldWidth);
        if (lives)
        {
            Left(ref line, "DIR"u8, 3);
        }

        Left(ref line, "LOCAL"u8, localWidth);
        Left(ref line, "PEER"u8, peerWidth);
        if (lives)
        {
            Right(ref line, "IN", BytesWidth);
            Right(ref line, "OUT", BytesWidth);
            Right(ref line, "RETRANS", HeldWidth);
            Right(ref line, "RTT", HeldWidth);
            Left(ref line, "CLOSER"u8, 6);
            Left(ref line, "ENDED"u8, EndWidth);
        }

        line.Text(lives && wide ? "PROCESS  STATES"u8 : "PROCESS"u8);
        screen.Out.Text(line.Written).EndLine();
    }

    private void Details(ref LineBuilder line, ConnectionLife life)
    {
        line.Text(" "u8);
        foreach (LifeStep step in life.States)
        {
            line.Text(" "u8);
            line.Text(SocketWords.State(step.State));
            line.Text("="u8);
            line.Text(step.Ns is { } ns ? TraceWords.Short(ns) : "?");
            line.Text(step.Derived ? "~"u8 : default);
        }

        if (life.Error != 0)
        {
            line.Text("  "u8);
            line.Text(TraceWords.Error(life.Error));
        }

        if (life.ResetReasonName is { } reason)
        {
            line.Text("  "u8);
            line.Text(texts.Plain(reason));
        }
    }

    private void Namespace(ref LineBuilder line, uint inode)
    {
        if (netns)
        {
            Left(ref line, texts.Plain(texts.Names.Netns(inode)), NetnsWidth);
        }
    }

    private void Ends(ref LineBuilder line, InetEndpoint local, InetEndpoint peer)
    {
        Span<byte> bytes = stackalloc byte[128];
        LineBuilder end = new(bytes);
        Endpoint(ref end, local);
        localWidth = Math.Max(localWidth, end.Length);
        Left(ref line, end.Written, localWidth);
        end = new LineBuilder(bytes);
        Endpoint(ref end, peer);
        peerWidth = Math.Max(peerWidth, end.Length);
        Left(ref line, end.Written, peerWidth);
    }

    private static void Endpoint(ref LineBuilder line, InetEndpoint endpoint)
    {
        bool brackets = endpoint.Addr.Family == AddressFamily.IPv6;
        line.Text(brackets ? "["u8 : default);
        line.Address(endpoint.Addr);
        line.Text(brackets ? "]:"u8 : ":"u8);
        if (endpoint.Port == 0)
        {
            line.Text("*"u8);
        }
        else
        {
            line.Number(endpoint.Port);
        }
    }

    private void Process(ref LineBuilder line, ProcessRef? process)
    {
        if (process is null)
        {
            line.Text("-"u8);
            return;
        }

        line.Text(texts.Plain(process.Name));
        line.Text("("u8);
        line.Number((ulong)process.Pid);
        line.Text(")"u8);
    }

    private static void Left(ref LineBuilder line, scoped ReadOnlySpan<byte> cell, int width)
    {
        line.Text(cell);
        Spaces(ref line, width - cell.Length + 2);
    }

    private static void Right(ref LineBuilder line, string cell, int width)
    {
        Spaces(ref line, width - cell.Length);
        line.Text(cell);
        line.Text("  "u8);
    }

    private static void Spaces(ref LineBuilder line, int count)
    {
        for (int left = Math.Max(count, 0); left > 0; left -= 16)
        {
            line.Text("                "u8[..Math.Min(left, 16)]);
        }
    }
}
