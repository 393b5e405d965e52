using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Sockets;

namespace TcpVet.Probes.Engine;

/// <summary>One port that is being asked: opens its socket, reacts to what happens to it, and ends with a result.</summary>
/// <param name="question">What is asked.</param>
/// <param name="options">How.</param>
/// <param name="loop">Where it lives.</param>
/// <param name="spend">Pays for packets.</param>
/// <param name="done">Gets the result, once.</param>
internal abstract class PortProbe(ProbeQuestion question, ProbeOptions options, EventLoop loop,
    Action<int> spend, Action<ProbeResult> done) : IDisposable
{
    private LoopTimer? timer;
    private bool finished;

    protected ProbeQuestion Question => question;

    protected ProbeOptions Options => options;

    protected EventLoop Loop => loop;

    protected ProbeSocket? Socket { get; private set; }

    /// <summary>When the first packet left, in the scale of <see cref="EventLoop.NowUs"/>.</summary>
    protected long StartUs { get; set; }

    /// <summary>This host's end, once it is known.</summary>
    protected InetEndpoint? Local { get; set; }

    /// <summary>Packets that asked.</summary>
    protected int Attempts { get; set; }

    protected long TimeoutUs => (long)options.Timeout.TotalMicroseconds;

    /// <summary>Asks.</summary>
    public abstract void Start();

    public void Dispose() => Release();

    protected void Spend(int packets) => spend(packets);

    /// <summary>Opens the socket and binds what was asked for; false when that failed and the result is told.</summary>
    protected bool Open(ushort localPort = 0)
    {
        InetAddress address = question.Peer.Addr;
        if (options.Source is { } wrong && wrong.Family != address.Family)
        {
            Fail($"the source address {wrong} is of the other family: no packet can go from there to {address}");
            return false;
        }

        Socket = ProbeSocket.Open(question.Protocol, address.Family);
        if (options.Source is null && localPort == 0)
        {
            return true;
        }

        InetAddress source = options.Source ?? (address.Family == AddressFamily.IPv4 ? InetAddress.AnyIPv4 : InetAddress.AnyIPv6);
        int errno = Socket.Bind(new InetEndpoint(source, localPort), question.Scope);
        if (errno != 0 && options.Source is not null)
        {
            Fail(LocalRefusal.OfBind(source, errno));
            return false;
        }

        // A wished-for port that is taken or privileged is done without.
        return true;
    }

    /// <summary>Calls back after a time; one timer at a time.</summary>
    protected void After(long microseconds, Action action)
    {
        timer?.Stop();
        timer = loop.At(EventLoop.NowUs + microseconds, action);
    }

    /// <summary>Ends with an error of this host.</summary>
    protected void Fail(string why) => Finish(ProbeVerdict.Error, why);

    /// <summary>Ends by an ICMP error.</summary>
    protected void Finish(in IcmpError error)
    {
        IcmpJudgement judgement = IcmpJudgement.Of(error, question.Protocol, question.Peer.Addr, Local?.Addr);
        IcmpError decisive = error;
        Finish(judgement.Verdict, judgement.Why, result => result with { Icmp = decisive, RttUs = EventLoop.NowUs - StartUs });
    }

    protected void Finish(ProbeVerdict verdict, string why, Func<ProbeResult, ProbeResult>? more = null)
    {
        if (finished)
        {
            return;
        }

        finished = true;
        ProbeResult result = new()
        {
            Target = question.Target,
            Protocol = question.Protocol,
            Peer = question.Peer,
            Verdict = verdict,
            Why = why,
            Attempts = Attempts,
            Local = Local,
        };
        result = more?.Invoke(result) ?? result;
        Release();
        done(result);
    }

    /// <summary>Closes the socket, for the end or for another one.</summary>
    protected void Release()
    {
        timer?.Stop();
        if (Socket is not null)
        {
            loop.Forget(Socket.Fd);
            Socket.Dispose();
            Socket = null;
        }
    }
}
