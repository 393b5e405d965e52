using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Results;
using TcpVet.Probes.Sockets;
using TcpVet.Probes.Udp.Payloads;
using TcpVet.Probes.Udp.Questions;
using static TcpVet.Linux.Interop.Libc;

namespace TcpVet.Probes.Udp;

/// <summary>
/// Asks a UDP port: sends every question of the port, and again after growing pauses, until something answers, an ICMP error comes over
/// the error queue (IP_RECVERR, ip(7)), or the time is over. The socket is connected, so that the kernel hands it nobody else's datagrams,
/// unless the protocol answers from another port.
/// </summary>
internal sealed class UdpProbe(ProbeQuestion question, ProbeOptions options, EventLoop loop, Action<int> spend, Action<ProbeResult> done,
    bool once = false)
    : PortProbe(question, options, loop, spend, done)
{
    // Three rounds, with pauses that double: at 0, 1/7 and 3/7 of the time.
    private const int Rounds = 3;

    private readonly List<(UdpQuestion Question, QuestionContext Context)> asked = [];
    private readonly List<byte[]> datagrams = [];
    private bool connected;
    private int round;
    private long lastSentUs;

    public override void Start()
    {
        IReadOnlyList<UdpQuestion> questions = Options.Payload is not null ? []
            : Options.As is { } one ? [one]
            : UdpQuestions.For(Question.Peer.Port);
        if (!Open(questions.Select(candidate => candidate.LocalPort).FirstOrDefault(port => port is not null) ?? 0))
        {
            return;
        }

        connected = !Question.Peer.Addr.IsMulticast && !questions.Any(candidate => candidate.AnswersFromOtherPort);
        if (!Address())
        {
            return;
        }

        Prepare(questions);
        Loop.Watch(Socket!.Fd, EPOLLIN, OnEvent);
        StartUs = EventLoop.NowUs;
        Ask();
    }

    // Even where it must not stay connected, connecting tells which address of this host the kernel sends from.
    private bool Address()
    {
        Socket!.AllowBroadcast();
        int errno = Socket.Connect(Question.Peer, Question.Scope);
        if (errno != 0)
        {
            (ProbeVerdict verdict, string why) = LocalRefusal.OfSend(Question.Peer, errno);
            Finish(verdict, why);
            return false;
        }

        Local = Socket.Local;
        if (!connected)
        {
            Socket.Disconnect();
            // Bound again, so that the questions that tell their own port tell the right one.
            _ = Local is { } end ? Socket.Bind(end, Question.Scope) : 0;
        }

        return true;
    }

    private void Prepare(IReadOnlyList<UdpQuestion> questions)
    {
        if (Options.Payload is { } payload)
        {
            datagrams.Add(payload.ToArray());
            return;
        }

        InetEndpoint local = Local
            ?? new InetEndpoint(Question.Peer.Addr.Family == AddressFamily.IPv4 ? InetAddress.AnyIPv4 : InetAddress.AnyIPv6, 0);
        foreach (UdpQuestion candidate in questions)
        {
            QuestionContext context = QuestionContext.Fresh(Question.Peer, local) with { Secret = Options.Secret };
            asked.Add((candidate, context));
            datagrams.AddRange(candidate.Datagrams(context));
        }

        if (datagrams.Count == 0)
        {
            datagrams.Add([]);
        }
    }

    private void Ask()
    {
        round++;
        Spend(datagrams.Count);
        foreach (byte[] datagram in datagrams)
        {
            int sent = connected ? Socket!.Send(datagram) : Socket!.SendTo(datagram, Question.Peer, Question.Scope);
            if (sent < 0 && !Survives(-sent))
            {
                return;
            }

            Attempts++;
        }

        lastSentUs = EventLoop.NowUs;
        bool last = once || round == Rounds;
        After(once ? TimeoutUs : (TimeoutUs << (round - 1)) / 7, last ? OnSilence : Ask);
    }

    // An ICMP error of an earlier datagram is reported by the next call on the socket, whichever it is.
    private bool Survives(int errno)
    {
        if (Socket!.TakeError() is { } error && error.Meaning != IcmpMeaning.TooBig)
        {
            Finish(error);
            return false;
        }

        if (errno is Errno.ECONNREFUSED or Errno.EHOSTUNREACH or Errno.EAGAIN or Errno.ENOBUFS && Attempts > 0)
        {
            return true;
        }

        (ProbeVerdict verdict, string why) = LocalRefusal.OfSend(Question.Peer, errno);
        Finish(verdict, why);
        return false;
    }

    private void OnEvent(uint events)
    {
        while (Socket is not null && Socket.TakeError() is { } error)
        {
            if (error.Meaning != IcmpMeaning.TooBig)
            {
                Finish(error);
                return;
            }
        }

        int received = Socket!.Receive(Loop.Buffer, out InetEndpoint sender);
        if (received < 0 || !IsFromTarget(sender))
        {
            return;
        }

        Understand(Loop.Buffer.AsSpan(0, received), sender);
    }

    // A connected socket gets nothing else; another one anybody's.
    private bool IsFromTarget(InetEndpoint sender) => connected || Question.Peer.Addr.IsMulticast || sender.Addr == Question.Peer.Addr;

    private void Understand(ReadOnlySpan<byte> reply, InetEndpoint sender)
    {
        ProtocolReply? understood = null;
        foreach ((UdpQuestion candidate, QuestionContext context) in asked)
        {
            understood = candidate.Read(reply, context);
            if (understood is not null)
            {
                break;
            }
        }

        if (understood is null && sender != Question.Peer)
        {
            // Not the port that was asked and nothing that answers: somebody else's datagram.
            return;
        }

        string from = sender == Question.Peer ? "" : sender.Addr == Question.Peer.Addr ? $" from port {sender.Port}" : $" from {sender}";
        string why = understood is not null
            ? $"answered as {understood.Protocol}{from}"
            : $"answered with {Quantity.Of(reply.Length, "byte")}{from} {(asked.Count > 0 ? "that answer none of the questions" : "of no known protocol")}";
        ProtocolReply told = understood ?? new ProtocolReply("unknown", ReplyText.Line($"{Quantity.Of(reply.Length, "byte")}: {ReplyText.Of(reply)}"));
        long rtt = EventLoop.NowUs - lastSentUs;
        Finish(ProbeVerdict.Open, why, result => result with { RttUs = rtt, Reply = told, State = "two-way" });
    }

    private void OnSilence()
    {
        string names = string.Join(", ", asked.Where(pair => pair.Question.CannotBeProbed is null).Select(pair => pair.Question.Name));
        string what = Options.Payload is { } payload ? payload.IsEmpty ? "empty datagrams" : "the given payload"
            : names.Length > 0 ? $"questions in {names}" : "empty datagrams, as no protocol is known for this port";
        UdpQuestion? silent = asked.Select(pair => pair.Question).FirstOrDefault(candidate => candidate.CannotBeProbed is not null);
        string why = silent is { CannotBeProbed: { } never }
            ? $"no answer to {Quantity.Of(Attempts, "datagram")}, as was to be expected of {silent.Name}: {never}"
            : $"no answer to {Quantity.Of(Attempts, "datagram")} ({what}): a service that does not answer them, or a firewall that drops them";
        List<string> notes = [.. asked.Select(pair => pair.Question.Silence).OfType<string>()];
        notes.Add(asked.Count == 0
            ? "to settle it: ask in the service's own protocol (--as NAME, --payload), or run tcpvet probe on the target's host, where it sees who is bound"
            : "to settle it: run tcpvet probe on the target's host, where it sees who is bound and what is dropped");
        Finish(ProbeVerdict.OpenOrFiltered, why, result => result with { Silent = true, State = "sending unanswered", Notes = notes });
    }
}
