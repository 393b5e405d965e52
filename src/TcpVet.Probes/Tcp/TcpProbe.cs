using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;
using TcpVet.Probes.Sockets;
using static TcpVet.Linux.Interop.Libc;

namespace TcpVet.Probes.Tcp;

/// <summary>
/// Asks a TCP port by connecting to it, as every client does. The kernel repeats the SYN by itself; an ICMP error comes over the socket's
/// error queue (tcp_v4_err, tcp_v6_err call ip_icmp_error while the state is SYN_SENT), which tells a rejecting firewall from a reset:
/// both are ECONNREFUSED.
/// </summary>
internal sealed class TcpProbe(ProbeQuestion question, ProbeOptions options, EventLoop loop, Action<int> spend, Action<ProbeResult> done)
    : PortProbe(question, options, loop, spend, done)
{
    private TcpConversation? conversation;
    private long connectedUs;
    private long rttUs;
    private int retransmits;

    public override void Start()
    {
        StartUs = EventLoop.NowUs;
        Connect();
    }

    private void Connect()
    {
        if (!Open())
        {
            return;
        }

        if (connectedUs == 0)
        {
            StartUs = EventLoop.NowUs;
        }

        Spend(1);
        int errno = Socket!.Connect(Question.Peer, Question.Scope);
        Local = Socket.Local ?? Local;
        if (errno is not (0 or Errno.EINPROGRESS))
        {
            Refused(errno);
            return;
        }

        Attempts = Math.Max(Attempts, 1);
        Loop.Watch(Socket.Fd, EPOLLOUT, OnConnect);
        After(TimeoutUs, OnSilence);
    }

    private void OnConnect(uint events)
    {
        int errno = Socket!.TakePending();
        if (errno != 0 || (events & EPOLLERR) != 0)
        {
            Refused(errno);
            return;
        }

        long now = EventLoop.NowUs;
        if (connectedUs == 0)
        {
            connectedUs = now;
            ReadHandshake(now - StartUs);
        }

        if (!Options.Banner && Options.Payload is null)
        {
            Finish(ProbeVerdict.Open, ConnectedWords(), result => result with { RttUs = rttUs, State = "two-way" });
            return;
        }

        conversation ??= new TcpConversation(Question, Options);
        Converse();
    }

    private void Refused(int errno)
    {
        if (connectedUs != 0)
        {
            // A second connection for another question: the port is open all the same.
            FinishOpen();
            return;
        }

        Attempts = Math.Max(Attempts, 1 + Retransmits());
        if (Socket!.TakeError() is { } error)
        {
            Finish(error);
        }
        else if (errno == Errno.ECONNREFUSED)
        {
            long rtt = EventLoop.NowUs - StartUs;
            Finish(ProbeVerdict.Closed, "refused with a TCP reset: nobody listens there, or a firewall rule resets", result => result with { RttUs = rtt });
        }
        else if (errno == Errno.ECONNRESET)
        {
            Finish(ProbeVerdict.Closed, "reset during the handshake");
        }
        else
        {
            (ProbeVerdict verdict, string why) = LocalRefusal.OfSend(Question.Peer, errno);
            Attempts = 0;
            Finish(verdict, why);
        }
    }

    private void OnSilence()
    {
        if (connectedUs != 0)
        {
            FinishOpen();
            return;
        }

        Attempts = 1 + Retransmits();
        string asked = Attempts == 1 ? "a SYN" : $"{Attempts} SYNs";
        Finish(
            ProbeVerdict.Filtered, $"no answer to {asked} in {Durations.OfMicroseconds(TimeoutUs)}: a firewall drops them, the host is down, or its queue of connections is full",
            result => result with { Silent = true });
    }

    // tcpi_rtt is the first sample of the handshake, taken in the kernel; there is none after a repeated SYN (Karn's algorithm, RFC 6298
    // §3).
    private void ReadHandshake(long wallUs)
    {
        Span<byte> buffer = stackalloc byte[256];
        TcpInfoView info = Socket!.Info(buffer);
        retransmits = (int)Math.Min(info.UInt32(TotalRetransOffset) ?? 0, 255);
        Attempts = 1 + retransmits;
        rttUs = retransmits == 0 && info.RttUs is > 0 and { } kernel && kernel <= wallUs ? kernel : wallUs;
    }

    // tcpi_total_retrans.
    private const int TotalRetransOffset = 100;

    // In SYN_SENT tcpi_retransmits counts the SYNs that were sent again.
    private int Retransmits()
    {
        Span<byte> buffer = stackalloc byte[256];
        return Socket!.Info(buffer).UInt8(2) ?? 0;
    }

    private string ConnectedWords() => retransmits == 0
        ? "the handshake completed"
        : $"the handshake completed, but only after {retransmits + 1} SYNs: packets are lost, or the queue of connections was full";

    private void Converse()
    {
        Loop.Forget(Socket!.Fd);
        Loop.Watch(Socket.Fd, EPOLLIN, OnData);
        Next();
    }

    private void Next()
    {
        TcpStep step = conversation!.Next();
        if (step.Data is { Length: > 0 } data)
        {
            _ = Socket!.Send(data);
        }

        if (step.Reconnect)
        {
            Release();
            Connect();
            return;
        }

        if (step.Done)
        {
            FinishOpen();
            return;
        }

        After(Math.Min(step.WaitUs, TimeoutUs), Next);
    }

    private void OnData(uint events)
    {
        byte[] buffer = Loop.Buffer;
        int received = Socket!.Receive(buffer, out _);
        if (received == -Errno.EAGAIN)
        {
            return;
        }

        if (conversation!.Take(received > 0 ? buffer.AsSpan(0, received) : default))
        {
            FinishOpen();
            return;
        }

        if (received <= 0)
        {
            // The end of the stream stays readable: stop looking, and go on with the next question.
            Loop.Forget(Socket.Fd);
            Next();
        }
    }

    private void FinishOpen()
    {
        ProtocolReply? reply = conversation?.Reply;
        string more = conversation is null || reply is not null ? "" : "; it said nothing that is known";
        Finish(ProbeVerdict.Open, ConnectedWords() + more, result => result with { RttUs = rttUs, Reply = reply, State = "two-way" });
    }
}
