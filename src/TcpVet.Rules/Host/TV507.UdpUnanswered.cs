using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Host;

/// <summary>TV507: datagrams are sent and nothing ever comes back.</summary>
internal sealed class UdpUnanswered : Rule
{
    private const ushort Dns = 53;
    private const string SentSource = "eBPF: sock_send_length, sock_recv_length";
    private const string SilentSource = "eBPF: iter/udp, sk_incoming_cpu";

    private static readonly Threshold WarnCount = new("TV507.warn_count", 3, "questions", "engineering default: one question without an answer is asked again", "warning from so many unanswered questions to one destination on; fewer are information");
    private static readonly Threshold InfoCount = new("TV507.info_count", 10, "calls", "engineering default", "where nobody knows whether an answer is due, information from so many sent datagrams on");
    private static readonly Threshold Patience = new("TV507.patience_ms", 500, "ms", "engineering default: a resolver answers from its cache in 1 ms, and from the root down within this", "the first question must be so old");
    private static readonly Threshold MaxDestinations = new("TV507.max_destinations", 5, "destinations", "engineering default", "so many are reported, those with most questions");

    public override string Code => "TV507";

    public override string Name => "udp-unanswered";

    public override string Summary => "A process asks over UDP and nothing ever comes back: a dead resolver, a server that is not there, a firewall that drops";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["DNS takes five seconds", "Temporary failure in name resolution", "UDP packets get no answer"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A process sends datagrams to a destination and receives none from it, neither in the time that was listened nor, where the sockets show it, in their whole lives. With a protocol of questions and answers, such as DNS, nobody answers.

        ## Why it hurts
        Each question waits for its time-out: five seconds with the resolver of glibc, before it asks again or asks another server. Everything that looks up a name stalls with it, and no error says why.

        ## How we know
        The kernel tells of each call that sends or receives on a UDP socket (`sock_send_length`, `sock_recv_length`, Linux 6.3), and the check-up counts them by process and destination. Besides, it walks the UDP sockets at the beginning and at the end: a connected socket notes the processor of each datagram that comes (`sk_incoming_cpu`), and one that waits all the time without such a note has never received anything. A destination that answers anybody here is not reported, nor one that refuses (TV212).

        Only connected sockets name their destination; the resolvers of glibc, Go and Java connect them. What goes out through an unconnected socket (`sendto()`; musl's resolver) is counted without its destination, and no finding is made of it. Before Linux 6.3 the waiting sockets alone are told, for DNS.

        ## What to do
        Ask it by hand: `tcpvet probe ADDRESS:53/udp`. If it is dead, take it out of `/etc/resolv.conf`, or put one that answers first; `options timeout:1 attempts:2` shortens the stall. If it lives, something on the way drops the question or the answer: a packet filter here, there or between.

        ## What does not help

        ## When to ignore
        Protocols that never answer: metrics, logs, traces, media. Those of well-known ports are left out (statsd, syslog, SNMP traps, NetFlow, GELF and others); what is sent to other ports is information at the most.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("net.core.rmem_max, udp_mem", "nothing arrives that a buffer could hold") { Page = "`net.core.rmem_max` and `udp_mem`: nothing arrives that a larger buffer could hold." },
        new("a longer timeout", "nobody answers later either") { Page = "A longer time-out: nobody answers later either." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount, InfoCount, Patience, MaxDestinations];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.Heard is not { } heard)
        {
            return RuleAnswer.CannotTell(input.Lacks(FactNames.Events));
        }

        // A socket that got nothing yet says little where its process may have had its answers by others.
        if (heard.Datagrams is null)
        {
            return RuleAnswer.CannotTell("datagrams that are sent and received (Linux 6.3)");
        }

        List<UnansweredFlow> silent = [.. UnansweredFlow.In(heard)
            .Where(flow => Questions(flow, input) > 0)
            .OrderByDescending(flow => Questions(flow, input))
            .ThenBy(flow => flow.Peer)
            .Take((int)input.Settings[MaxDestinations])];
        return RuleAnswer.From([.. silent.Select(flow => One(flow, heard, input))], heard.DatagramsLeftOut > 0 && silent.Count == 0
            ? (Phrase)$"where {Figure.Count(heard.DatagramsLeftOut, "more datagram")} went: beyond the record's limit" : null);
    }

    // What is asked of a destination and has waited long enough; 0 where no answer is due.
    private static long Questions(UnansweredFlow flow, RuleInput input)
    {
        long sent = flow.FirstSentMs >= input.Settings[Patience] ? flow.Sent : 0;
        return OneWayPorts.Name(flow.Peer.Port) is not null ? 0
            : flow.Peer.Port == Dns ? Math.Max(sent, flow.Sockets)
            : OneWayPorts.Answered(flow.Peer.Port) is not null ? sent
            : sent >= input.Settings[InfoCount] ? sent : 0;
    }

    private Finding One(UnansweredFlow flow, HeardFacts heard, RuleInput input)
    {
        string? protocol = OneWayPorts.Answered(flow.Peer.Port);
        long questions = Questions(flow, input);
        bool due = protocol is not null;
        Severity severity = due && questions >= input.Settings[WarnCount] ? Severity.Warning : Severity.Info;
        FindingSubject subject = new() { Process = flow.Process, Cgroup = input.Process(flow.Process)?.Unit, Peer = flow.Peer };
        Phrase what = protocol is null ? (Phrase)$"UDP {Who.Short(flow.Peer)}" : $"{Who.Short(flow.Peer)} ({Phrase.Verbatim(protocol)})";
        List<Evidence> evidence =
        [
            new($"calls that sent / that received, in {Figure.Time(heard.DurationMs)}", $"{Figure.Of(flow.Sent)} / 0", SentSource),
        ];
        if (flow.FirstSentMs is { } first)
        {
            evidence.Add(new("the first of them", $"{Figure.Time(first)} before the end", SentSource));
        }

        if (flow.Sockets > 0)
        {
            evidence.Add(new("sockets that waited all the time and have never received anything", Figure.Of(flow.Sockets), SilentSource));
        }

        if (flow.Process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        ListenerFacts? here = input.IsLocalAddress(flow.Peer.Addr)
            ? input.Netns.Listeners.FirstOrDefault(socket => socket.Proto == Protocol.Udp && socket.Local.Port == flow.Peer.Port) : null;
        return Found(severity, due ? Confidence.Likely : Confidence.Possible,
            $"{Who.Process(flow.Process)} gets no answer from {what}: {Figure.Count(questions, "question")} without one", subject) with
        {
            Figures = [FindingFigure.Count("unanswered", questions, "questions")],
            Evidence = evidence,
            Cause = here is not null
                ? ((Phrase)$"{(here.Processes is [{ } holder, ..] ? Who.Process(holder) : "a socket without a known process")} is bound to that port here and does not answer; {Figure.Bytes(here.Queue)} wait there unread.").AsSentence()
                : due ? "Datagrams go out and nothing comes back, not even a refusal: the server is dead or not there, or a firewall drops the questions or the answers. A living host without such a service would refuse (ICMP)."
                : "Datagrams go out and nothing comes back. Whether an answer is due is not known of this port: metrics, logs and media are sent one way.",
            Remedies = Remedies(flow, here, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Remedy> Remedies(UnansweredFlow flow, ListenerFacts? here, RuleInput input)
    {
        List<Remedy> remedies = [new(RemedyLevel.Network, "Ask it by hand", input.Tcpvet($"probe {flow.Peer}/udp"))];
        if (here?.Processes is [{ } holder, ..])
        {
            remedies.Add(new(RemedyLevel.Application, $"Look why {Who.Process(holder)} does not answer", $"head -n 1 /proc/{holder.Pid}/task/*/comm /proc/{holder.Pid}/task/*/wchan"));
        }
        else
        {
            remedies.Add(new(RemedyLevel.Network, "Let the port through in the firewalls between, both ways", input.Inside($"tracepath -n {flow.Peer.Addr}")));
        }

        if (flow.Peer.Port == Dns)
        {
            remedies.Add(new(RemedyLevel.Configuration, "Put a resolver that answers first in /etc/resolv.conf, and 'options timeout:1 attempts:2' against the stall"));
        }

        return remedies;
    }
}
