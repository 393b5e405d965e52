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
    private bool wasReset;

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
            // A server that accepts and resets at once has done both before this is noticed.
            if (connectedUs == 0 && HasCompleted())
            {
                connectedUs = EventLoop.NowUs;
                ReadHandshake(connectedUs - StartUs);
                wasReset = true;
                FinishOpen();
                return;
            }

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
            // A reset follows the accepted handshake by a round trip, and what the server takes to wake up.
            Loop.Forget(Socket.Fd);
            Loop.Watch(Socket.Fd, EPOLLIN, OnFirstWord);
            After(Math.Min((2 * rttUs) + WakeUpUs, MostAfterwardsUs), FinishOpen);
            return;
        }

        conversation ??= new TcpConversation(Question, Options);
        Converse();
    }

    // Data or the end of the stream is a live server; only a reset is told.
    private void OnFirstWord(uint events)
    {
        wasReset = Socket!.TakePending() == Errno.ECONNRESET;
        FinishOpen();
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

    private const long WakeUpUs = 5_000;
    private const long MostAfterwardsUs = 200_000;

    // tcpi_bytes_acked, since Linux 4.1. The SYN takes one place in the sequence, and only the handshake acknowledges it
    // (net/ipv4/tcp_input.c tcp_snd_una_update); a refusal acknowledges nothing, since its reset is looked at first
    // (tcp_rcv_synsent_state_process).
    private const int BytesAckedOffset = 120;

    // tcpi_total_retrans.
    private const int TotalRetransOffset = 100;

    private bool HasCompleted()
    {
        Span<byte> buffer = stackalloc byte[256];
        return Socket!.Info(buffer).UInt64(BytesAckedOffset) > 0;
    }

    // In SYN_SENT tcpi_retransmits counts the SYNs that were sent again.
    private int Retransmits()
    {
        Span<byte> buffer = stackalloc byte[256];
        return Socket!.Info(buffer).UInt8(2) ?? 0;
    }

    private string ConnectedWords() => wasReset
        ? "the handshake completed, and the server reset the connection at once: it accepts and refuses, or something in front of it has no server behind"
        : retransmits == 0
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

        wasReset |= received == -Errno.ECONNRESET;
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
        wasReset &= reply is null;
        string more = conversation is null || reply is not null || wasReset ? "" : "; it said nothing that is known";
        string state = wasReset ? ProbeResult.OpenThenReset : "two-way";
        Finish(ProbeVerdict.Open, ConnectedWords() + more, result => result with { RttUs = rttUs, Reply = reply, State = state });
    }
}
