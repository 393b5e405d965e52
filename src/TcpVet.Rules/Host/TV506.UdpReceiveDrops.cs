using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Host;

/// <summary>TV506: a UDP socket drops what it receives.</summary>
internal sealed class UdpReceiveDrops : Rule
{
    private const string BufferFull = "Udp.RcvbufErrors";
    private const string BufferFull6 = "Udp6.RcvbufErrors";
    private const string NoMemory = "Udp.MemErrors";
    private const string BadSum = "Udp.InCsumErrors";

    private static readonly Threshold WarnCount = new("TV506.warn_count", 10, "datagrams", "engineering default: one datagram that is lost is one that is asked for again", "warning from so many of one socket in the interval on; fewer are information");
    private static readonly Threshold MaxSockets = new("TV506.max_sockets", 5, "sockets", "engineering default", "so many are reported one by one, those that dropped most");

    public override string Code => "TV506";

    public override string Name => "udp-receive-drops";

    public override string Summary => "A UDP socket drops what it receives: its program reads too slowly for its buffer";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["lost UDP datagrams", "DNS or syslog messages are missing", "packet receive errors"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Datagrams arrive for the socket, and its receive buffer is full: the kernel drops them. UDP has no window, so that the sender does not learn of it.

        ## Why it hurts
        What is dropped is gone: lost log lines and metrics, DNS answers that come after a time-out and a second question, gaps in sound.

        ## How we know
        The socket's own drops (`sk_drops` in INET_DIAG_SKMEMINFO, `drops` in /proc/net/udp) grew between the readings; measured, they equal the growth of `Udp.RcvbufErrors` when the buffer is the reason. A checksum error or a socket filter adds to them too: those have other counters. Drops of connected sockets, and of sockets that are gone, are told by the counter alone.

        ## What to do
        Let the program read faster: a thread that only reads and hands over, `recvmmsg()`, more sockets with SO_REUSEPORT. Against bursts, a larger `SO_RCVBUF`; `net.core.rmem_max` bounds it, and the kernel doubles what is asked for, because it charges its own overhead.

        ## What does not help

        ## When to ignore
        A few at the start of a program, or while it is stopped. A monitor that samples and lets the rest go by.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_rmem and tcp_mem", "they are TCP's") { Page = "`tcp_rmem` and `tcp_mem`: they are TCP's." },
        new("net.core.rmem_max alone", "it permits a larger buffer, the program must ask for it") { Page = "`net.core.rmem_max` alone: it permits, the program must ask (`rmem_default` is what sockets get that do not ask)." },
        UselessRemedy.OnPage("`netdev_max_backlog`: this queue is the socket's (TV505 is the other)."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount, MaxSockets];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter(BufferFull)];

    public override RuleAnswer Check(RuleInput input)
    {
        List<(ListenerFacts Socket, long Dropped)> droppers = [.. input.Netns.Listeners
            .Where(socket => socket.Proto == Protocol.Udp && input.IntervalSeconds is not null)
            .Select(socket => (socket, Dropped: socket.Drops - socket.DropsFirst ?? 0))
            .Where(entry => entry.Dropped > 0)
            .OrderByDescending(entry => entry.Dropped)];
        List<Finding> findings =
            [.. droppers.Take((int)input.Settings[MaxSockets]).Select(entry => Drops(entry.Socket, entry.Dropped, input))];
        long? counted = Increase.Of(input, BufferFull) + (input.Total(BufferFull6) is null ? 0 : Increase.Of(input, BufferFull6));
        long unnamed = (counted ?? 0) - droppers.Sum(entry => entry.Dropped);
        bool many = unnamed >= input.Settings[WarnCount];
        if ((many || (unnamed > 0 && input.IsLacking(FactNames.SockDiag)))
            && input.Netns.Listeners.Any(socket => socket.Proto == Protocol.Udp && (socket.Drops is null || socket.DropsFirst is null)))
        {
            return RuleAnswer.From(findings, $"which UDP socket lost {Figure.Count(unnamed, "datagram")}: {input.Lacks(FactNames.ListenerDrops, FactNames.SockDiag)}");
        }

        // What is left over after the named ones may only be what moved between two files' readings.
        if (unnamed >= input.Settings[WarnCount] && unnamed * 2 >= counted)
        {
            findings.Add(Unnamed(unnamed, input));
        }

        return RuleAnswer.From(findings,
            counted is null && findings.Count == 0
                ? Increase.Lacks(input, input.Total(BufferFull) is null || input.IntervalSeconds is null ? BufferFull : BufferFull6)
                : null);
    }

    private static Phrase Reason(RuleInput input) =>
        Increase.Of(input, BufferFull) + (Increase.Of(input, BufferFull6) ?? 0) > 0 ? "Its receive buffer was full: the program reads more slowly than datagrams come."
        : Increase.Of(input, NoMemory) > 0 ? "All UDP of the host is at its limit of memory (udp_mem)."
        : Increase.Of(input, BadSum) > 0 ? "Their checksums were wrong: a path or card damages them."
        : "Its buffer was full, or a socket filter of the program refused them.";

    private static IEnumerable<Evidence> Counters(RuleInput input)
    {
        yield return new("all UDP sockets in the interval: buffer full / no memory / bad checksum",
            $"{Gain(input, BufferFull)} / {Gain(input, NoMemory)} / {Gain(input, BadSum)}", $"{BufferFull}, {NoMemory}, {BadSum}");
        yield return new("default / largest buffer that a program may ask for",
            $"{input.Running("net.core.rmem_default")} / {input.Running("net.core.rmem_max")}", "net.core.rmem_default, net.core.rmem_max");
    }

    private static Phrase Gain(RuleInput input, string counter) => Increase.Of(input, counter) is { } gain ? Figure.Of(gain) : "unknown";

    private Finding Drops(ListenerFacts socket, long dropped, RuleInput input)
    {
        ProcessRef? process = socket.Processes is [{ } first, ..] ? first : null;
        Severity severity = dropped >= input.Settings[WarnCount] ? Severity.Warning : Severity.Info;
        FindingSubject subject =
            new() { Process = process, Cgroup = input.Process(process)?.Unit ?? Who.Cgroup(socket.Cgroup), Local = socket.Local };
        List<Evidence> evidence =
        [
            new("dropped in the interval / since the socket was made", $"{Figure.Of(dropped)} / {Figure.Of(socket.Drops ?? 0)}", "sock_diag: INET_DIAG_SKMEMINFO sk_drops"),
            new("unread now, and the receive buffer", $"{Figure.Bytes(socket.Queue)} of {(socket.Limit is { } limit ? Figure.Bytes(limit) : "unknown")}", "sock_diag: idiag_rqueue, SKMEMINFO rcvbuf"),
            .. Counters(input),
        ];
        if (process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        return Found(severity, Confidence.Certain, $"{Who.Process(process)} on UDP {Who.Service(socket.Local)} lost {Figure.Count(dropped, "datagram")} in {Figure.Time(input.Capture.IntervalMs)}", subject) with
        {
            Figures = [FindingFigure.Gain("dropped", dropped, "datagrams")],
            Evidence = evidence,
            Cause = IsBurst(socket) ? (Phrase)$"{Reason(input)} It keeps up in between, for little is unread now: they come in bursts." : Reason(input),
            Remedies = Remedies(process, input, IsBurst(socket)),
            DoesNotHelp = FalseRemedies,
        };
    }

    private Finding Unnamed(long dropped, RuleInput input) => Found(Severity.Info, Confidence.Likely,
        $"UDP sockets lost {Figure.Count(dropped, "datagram")} in {Figure.Time(input.Capture.IntervalMs)}: which ones is unknown", new FindingSubject { Counter = BufferFull }) with
    {
        Figures = [FindingFigure.Gain("dropped", dropped, "datagrams")],
        Evidence = [.. Counters(input)],
        Cause = "Receive buffers were full. The sockets are connected ones, gone again, or their own drops could not be read.",
        Remedies = Remedies(null, input, bursts: false),
        DoesNotHelp = FalseRemedies,
    };

    // A program that is too slow for what comes leaves its buffer full; one that keeps up has it nearly empty when it is looked at.
    private static bool IsBurst(ListenerFacts socket) =>
        socket is { Limit: { } limit, QueueFirst: { } first } && first * 4 < limit && socket.Queue * 4 < limit;

    private static List<Remedy> Remedies(ProcessRef? process, RuleInput input, bool bursts)
    {
        ProcessFacts? facts = input.Process(process);
        List<Remedy> remedies = [.. KnownSoftware.Remedies(Fault.SlowReader, facts)];
        if (process is not null
            && KnownSoftware.ThreadDump(process, facts) is { } dump
            && !remedies.Exists(remedy => remedy.Command == dump))
        {
            remedies.Insert(0, new(RemedyLevel.Application, "See what keeps the program from reading", dump));
        }

        remedies.Add(new(RemedyLevel.Application, "Look at the sockets' queues, buffers and drops", input.Tcpvet("list -u -a -p -m")));
        remedies.Add(new(RemedyLevel.Application, "Read faster: a thread that only reads, recvmmsg(), more sockets with SO_REUSEPORT"));
        remedies.Insert(bursts ? 0 : remedies.Count,
            new(RemedyLevel.Configuration, "For bursts, let the program ask for a larger SO_RCVBUF, up to net.core.rmem_max"));
        return remedies;
    }
}
