using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV210: one process tries very many destinations, and hardly any answers.</summary>
internal sealed class ConnectFanOut : Rule
{
    private static readonly Threshold MinDestinations = new("TV210.min_destinations", 100, "addresses", "engineering default", "so many addresses must be in SYN_SENT by one process, on one port");
    private static readonly Threshold MinFailing = new("TV210.min_failing", 80, "%", "engineering default: a crawler's connections mostly succeed", "so many of the attempts, and of the addresses silent or connected, must fail");
    private static readonly Threshold MinPortShare = new("TV210.min_port_share", 80, "%", "engineering default: scans go along one port, peer-to-peer does not", "so many of the addresses must be tried on the same port");
    private static readonly Threshold MinRepeated = new("TV210.min_repeated", 50, "%", "engineering default: SYNs that were just sent tell nothing", "so many of the sockets must have repeated their SYN");

    public override string Code => "TV210";

    public override string Name => "connect-fan-out";

    public override string Summary => "One process tries to connect to very many addresses on one port, and most attempts fail";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["many SYN_SENT", "an abuse report about this host", "conntrack fills with unreplied entries"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        One process here has sent SYNs to a hundred addresses or more, nearly all on the same port, and nearly none answers. This is what a scanner or a worm looks like from inside. It is also what discovery, monitoring of hosts that are gone, or a list of addresses that is out of date looks like.

        ## Why it hurts
        If nobody here started it, the host may be compromised, and others will report it. If it is wanted, each silent address costs a socket, a port and a conntrack entry for up to two minutes, and whatever waits for the attempts.

        ## How we know
        The sockets in SYN_SENT by process and destination, and how many have repeated their SYN (`idiag_retrans`). Because failures stay in SYN_SENT for minutes and successes for milliseconds, the share that fails is taken from what was attempted meanwhile (`ActiveOpens`, `AttemptFails`) wherever anything was. The addresses to which the process has a connection open on the same port count as answers: a monitor keeps those, and opens new ones towards the dead alone. Many SYN_SENT towards one destination are another matter: a firewall or a dead dependency (TV209).

        ## What to do
        Look at the process first: what it is, who started it, since when. If it is wanted, give it a list of addresses that exist, a connect timeout of a few seconds, and a limit of attempts at a time. If it is not, take the host off the network before you look further.

        ## What does not help

        ## When to ignore
        A scan, a discovery or a peer-to-peer program that you started. A crawler whose connections mostly succeed is not reported.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a lower tcp_syn_retries", "each attempt gets shorter, and the program tries more") { Page = "`tcp_syn_retries` lowered shortens each attempt and lets the program try more." },
        new("tcp_tw_reuse or a wider port range", "no port is lacking") { Page = "`tcp_tw_reuse` and a wider port range: no port is lacking." },
        new("tcp_syncookies", "it concerns connections that come in") { Page = "`tcp_syncookies` and backlogs concern connections that come in." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinDestinations, MinFailing, MinPortShare, MinRepeated];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        foreach (Grouping<int?, SocketGroup> process in input.GroupsOf(TcpState.SynSent)
            .Where(group => group.Count > 0 && !group.Peer.Addr.IsAny).GroupBy(group => group.Process?.Pid))
        {
            // A group has one destination: fewer groups are fewer destinations.
            if (process.Count() < input.Settings[MinDestinations])
            {
                continue;
            }

            List<SocketGroup> groups = [.. process];
            Dictionary<ushort, long> byPort = groups.DistinctBy(group => group.Peer)
                .GroupBy(group => group.Peer.Port)
                .ToDictionary(port => port.Key, port => port.LongCount());
            KeyValuePair<ushort, long> most = byPort.MaxBy(port => (port.Value, port.Key));
            if (most.Value < input.Settings[MinDestinations] || most.Value * 100.0 < input.Settings[MinPortShare] * byPort.Values.Sum()
                || groups.Sum(group => group.Retransmitting) * 100.0 < input.Settings[MinRepeated] * groups.Sum(group => group.Count))
            {
                continue;
            }

            double? failing = FanOut.FailingShare(groups, input);
            if (process.Key is not { } pid || failing is null)
            {
                missing ??= process.Key is null
                    ? input.Lacks(FactNames.Owners)
                    : input.Lacks("Tcp.ActiveOpens", FactNames.SecondReading, FactNames.Counters);
                continue;
            }

            long living = FanOut.Living(new HashSet<int> { pid }, new HashSet<ushort> { most.Key }, input);
            bool manyFail = most.Value * 100.0 >= input.Settings[MinFailing] * (most.Value + living);
            if (failing * 100 >= input.Settings[MinFailing] && manyFail)
            {
                findings.Add(Tries(groups, most.Key, most.Value, failing.Value, living, input));
            }
            else if (!manyFail && input.Netns.Connections is null)
            {
                missing ??= input.Lacks(FactNames.TcpInfo, FactNames.SockDiag);
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private Finding Tries(List<SocketGroup> groups, ushort port, long addresses, double failing, long living, RuleInput input)
    {
        ProcessRef process = groups[0].Process!;
        ProcessFacts? facts = input.Process(process);
        List<Evidence> evidence =
        [
            new("addresses in SYN_SENT on one port", $"{Figure.Of(addresses)} on port {port}", "sock_diag: idiag_state, id.idiag_dst"),
            new("sockets in SYN_SENT, SYN repeated", $"{Figure.Of(groups.Sum(group => group.Count))}, {Figure.Of(groups.Sum(group => group.Retransmitting))}", "sock_diag: idiag_retrans"),
            new("attempts that fail", $"{Figure.Of(Math.Floor(failing * 100))} %", "idiag_retrans, Tcp.ActiveOpens, Tcp.AttemptFails"),
            new("addresses with an open connection on that port", $"{(input.Netns.Connections is null ? (Phrase)"at most " : "")}{Figure.Of(living)}", "sock_diag: idiag_state, id.idiag_dst"),
        ];
        if (input.Netns.GroupsLeftOut > 0)
        {
            evidence.Add(new("sockets beyond the record's limit", Figure.Of(input.Netns.GroupsLeftOut), "this record"));
        }

        if (facts?.AgeSeconds is { } age)
        {
            evidence.Add(new("the process runs since", Figure.Time(age * 1000), "/proc/PID/stat"));
        }

        return Found(Severity.Warning, Confidence.Possible, $"{Who.Process(process)} tries {Figure.Of(addresses)} addresses on port {port}, and hardly any answers",
            new FindingSubject { Process = process, Cgroup = facts?.Unit ?? Who.Cgroup(groups[0].Cgroup) }) with
        {
            Figures =
            [
                FindingFigure.Count("addresses", addresses, "addresses"),
                FindingFigure.Share("failing_share", failing, 1),
                FindingFigure.Count("connected_addresses", living, "addresses"),
            ],
            Evidence = evidence,
            Cause = "A scanner or a worm looks like this; so does discovery, monitoring of hosts that are gone, or a list of addresses that is out of date.",
            Remedies =
            [
                new(RemedyLevel.Application, "See what the process is and who started it", $"ps -o pid,ppid,user,lstart,args -p {process.Pid}"),
                new(RemedyLevel.Application, "See which addresses it tries", input.Tcpvet("list -p -e state syn-sent")),
                new(RemedyLevel.Application, "If it is wanted: give it addresses that exist, a connect timeout, and fewer attempts at a time"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
