using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV104: connections of a listener end in TIME_WAIT here, because this host closes first.</summary>
internal sealed class TimeWaitOnServer : Rule
{
    private const int TimeWaitMs = 60_000; // TCP_TIMEWAIT_LEN, include/net/tcp.h
    private const int BytesEach = 256; // the slab object of tcp_timewait_sock, measured on Linux 6.18

    private static readonly Threshold MinCount = new("TV104.min_count", 1_000, "sockets", "engineering default: 256 KB of memory", "information from so many on one service on");

    public override string Code => "TV104";

    public override string Name => "time-wait-on-server";

    public override string Summary => "TIME_WAIT on a listening port: this host closes first. It costs memory, not ports";

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Complaints => ["many TIME_WAIT", "TIME_WAIT on a web server"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The side that closes a connection first keeps it in TIME_WAIT for 60 s, to answer a lost last ACK and to keep old segments out of a new connection (RFC 9293 §3.6.1). So many TIME_WAIT on a listening port say one thing: this server closes first.

        ## Why it hurts
        Hardly. A TIME_WAIT is a small record of 256 bytes; 20,000 of them take 5 MB. It holds no descriptor and no process, and it does not use up ports, because all connections of a server share its one port. A client that comes back with the same address and port gets through: the kernel accepts a new SYN in TIME_WAIT if its sequence number or timestamp is newer. The price is elsewhere: each request pays for a new handshake.

        ## How we know
        The TIME_WAIT sockets have the listener's local port. On loopback, where both ends are on this host, only the end that closed first is in TIME_WAIT.

        ## What to do
        Nothing, if it works. To have fewer handshakes, let connections live longer: HTTP keep-alive on the server and a keep-alive pool in the balancer before it. To move TIME_WAIT to the clients, let them close first.

        ## What does not help

        ## When to ignore
        Practically always: it is the normal sign of a busy server behind clients or balancers that do not keep connections.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_tw_reuse", "it acts in connect() only, a server does not connect") { Page = "`tcp_tw_reuse` works for outgoing connections only (`connect()`); a server does not connect." },
        new("tcp_fin_timeout", "it governs orphaned FIN_WAIT2, TIME_WAIT is a constant of 60 s") { Page = "`tcp_fin_timeout` governs orphaned FIN_WAIT2. TIME_WAIT is a compiled constant." },
        UselessRemedy.OnPage("`tcp_tw_recycle` dropped clients behind NAT and was removed in Linux 4.12."),
        new("a lower tcp_max_tw_buckets", "beyond it closing connections are cut off instead of waited for") { Page = "A lower `tcp_max_tw_buckets` ends closing connections with resets (TV106)." },
        UselessRemedy.OnPage("SO_LINGER 0 replaces the proper close by a reset, which can destroy data on its way."),
        new("tcp_tw_recycle", "it broke clients behind NAT and is gone since Linux 4.12") { Page = "" },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount];

    public override RuleAnswer Check(RuleInput input)
    {
        IEnumerable<Finding> findings = input.Netns.Listeners
            .Where(listener => listener.Proto == Protocol.Tcp && TimeWaits(listener) > 0 && TimeWaits(listener) >= input.Settings[MinCount])
            .DistinctBy(listener => listener.Local)
            .Select(listener => ClosesFirst(listener, input));
        return RuleAnswer.Fires([.. findings]);
    }

    // The states of listeners that share an address and port are already those of all of them.
    private static long TimeWaits(ListenerFacts listener) => listener.States.GetValueOrDefault(TcpState.TimeWait);

    private Finding ClosesFirst(ListenerFacts listener, RuleInput input)
    {
        long count = TimeWaits(listener);
        ProcessRef? process = listener.Processes is [{ } first, ..] ? first : null;
        Phrase who = process is null ? (Phrase)$"the service on {Who.Service(listener.Local)}" : $"{Who.Process(process)} on {Who.Service(listener.Local)}";
        FindingSubject subject =
            new() { Process = process, Cgroup = input.Process(process)?.Unit ?? Who.Cgroup(listener.Cgroup), Local = listener.Local };
        return Found(Severity.Info, Confidence.Certain, $"{who} closes its connections first: {Figure.Of(count)} in TIME_WAIT", subject) with
        {
            Figures =
            [
                FindingFigure.Count("time_wait", count, "sockets"),
                FindingFigure.Rate("closed", count * 1000.0 / TimeWaitMs, "connections"),
            ],
            Evidence =
            [
                new("TIME_WAIT on the listening port", Figure.Of(count), "sock_diag: idiag_state, idiag_sport"),
                new("of all TIME_WAIT here", Figure.Percent(count, Math.Max(count, input.Netns.Tcp[TcpState.TimeWait])), "sock_diag, /proc/net/sockstat: tw"),
                new("connections closed a second, from that", $"about {Figure.Of(count * 1000.0 / TimeWaitMs)}", "include/net/tcp.h: TCP_TIMEWAIT_LEN is 60 s"),
                .. Traced.Closers(input, Traced.Service(input, listener.Local)),
                new("memory they take", Figure.Bytes(count * BytesEach), "slab tw_sock_TCP: 256 B each"),
            ],
            Cause = "The side that closes first keeps the connection in TIME_WAIT for 60 s. It costs memory and a handshake each, but no ports: a server's connections share its one port.",
            Remedies =
            [
                new(RemedyLevel.Configuration, "Nothing has to be done; to save handshakes, let connections live longer (HTTP keep-alive, a balancer that pools)"),
                .. KnownSoftware.Remedies(Fault.ClosesFirst, input.Process(process)),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
