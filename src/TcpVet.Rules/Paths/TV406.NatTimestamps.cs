using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV406: clients behind one address meet each other's old connections.</summary>
internal sealed class NatTimestamps : Rule
{
    private const string OfTimeWait = "TcpExt.PAWSTimewait"; // counted apart from Linux 6.16 on; before inside PAWSEstab
    private const string OfEstablished = "TcpExt.PAWSEstab";
    private const string SynChallenges = "TcpExt.TCPSYNChallenge";
    private const string Accepted = "Tcp.PassiveOpens";

    private static readonly Threshold MinCount = new("TV406.min_count", 10, "segments", "engineering default: old doubles of a lossy path are refused too", "fewer refusals in the interval are not reported");
    private static readonly Threshold MinShare = new("TV406.min_share", 2, "%", "engineering default: 1 to 2 % are the noise of busy servers", "information when refusals are so large a share of the connections that came in");
    private static readonly Threshold WarnShare = new("TV406.warn_share", 10, "%", "engineering default", "warning from this share on, and five times min_count");

    public override string Code => "TV406";

    public override string Name => "nat-timestamps";

    public override string Summary => "New connections meet old ones of the same address and port, and are refused by their timestamps: reuse by a NAT";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["connecting fails now and then behind NAT", "packets rejected because of timestamp"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Behind a NAT or a balancer many clients share one address, and the port of a connection that just ended is given to another client. This server still has the old connection, mostly in TIME_WAIT. The newcomer's timestamps come from another clock: when they are older, the kernel takes the SYN for a stray double and refuses it (PAWS, RFC 7323 §5).

        ## Why it hurts
        The server answers the SYN with an ACK of the old connection. A client that sees it sends a reset, which ends the old connection, and tries again: a Linux client within 10 to 100 ms (measured on Linux 6.18; net/ipv4/tcp_input.c `tcp_rcv_synsent_state_process` shortens its timer), others after their SYN's time-out of a second or more. Where a firewall drops that odd ACK, or `tcp_rfc1337` is 1, the client hangs until TIME_WAIT is over.

        ## How we know
        `PAWSTimewait` grows by one for each refused SYN (measured), in kernels without that counter (before 6.16) `PAWSEstab`, which also counts segments of established connections; there a SYN that meets an established connection is also counted in `TCPSYNChallenge`. The share is of the connections that came in meanwhile.

        ## What to do
        Let the NAT or balancer use more source addresses or a longer port range, so that it returns to a port later, or let it keep its connections open and use them again. Let the clients close first: TIME_WAIT is then theirs. Keep `tcp_rfc1337` at 0.

        ## What does not help

        ## When to ignore
        One or two per cent, which busy servers always have: strays of a lossy path are refused by the same test.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_tw_reuse", "it is for connections that go out") { IsCode = true },
        new("tcp_fin_timeout", "TIME_WAIT is a constant of 60 s") { IsCode = true },
        new("tcp_timestamps=0", "it takes PAWS and good round-trip times from every connection") { Page = "`tcp_timestamps=0`: it takes PAWS, good round-trip times and the options of SYN cookies from every connection, and sequence numbers then decide alike." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, MinShare, WarnShare];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) =>
        [Yardstick.Counter(OfTimeWait), Yardstick.Counter(OfEstablished)];

    public override RuleAnswer Check(RuleInput input)
    {
        if (Increase.Of(input, OfEstablished) is not { } established)
        {
            return RuleAnswer.CannotTell(Increase.Lacks(input, OfEstablished));
        }

        bool apart = input.Total(OfTimeWait) is not null;
        long timeWait = apart ? Increase.Of(input, OfTimeWait) ?? 0 : 0;
        long refused = apart ? timeWait + Math.Min(established, Increase.Of(input, SynChallenges) ?? 0) : established;
        if (refused < input.Settings[MinCount])
        {
            return apart && Increase.Of(input, OfTimeWait) is null
                ? RuleAnswer.CannotTell(Increase.Lacks(input, OfTimeWait))
                : RuleAnswer.Quiet;
        }

        if (Increase.Of(input, Accepted) is not { } accepted)
        {
            return RuleAnswer.CannotTell(Increase.Lacks(input, Accepted));
        }

        double share = 100.0 * refused / Math.Max(1, accepted);
        if (share < input.Settings[MinShare] || (!apart && input.Netns.Tcp[TcpState.TimeWait] == 0))
        {
            return RuleAnswer.Quiet;
        }

        bool grave = apart && share >= input.Settings[WarnShare] && refused >= 5 * input.Settings[MinCount];
        return RuleAnswer.Fires(Refused(grave ? Severity.Warning : Severity.Info, refused, accepted, apart, [
            new("refused in the interval", Figure.Of(refused), apart ? (Phrase)$"{OfTimeWait}, {OfEstablished} with {SynChallenges}" : OfEstablished),
            new("connections that came in meanwhile", Figure.Of(accepted), Accepted),
            new("sockets in TIME_WAIT", Figure.Of(input.Netns.Tcp[TcpState.TimeWait]), "sock_diag: idiag_state"),
            new("tcp_timestamps / tcp_rfc1337", $"{input.Running("net.ipv4.tcp_timestamps")} / {input.Running("net.ipv4.tcp_rfc1337")}", "net.ipv4.tcp_timestamps, net.ipv4.tcp_rfc1337"),
        ], input));
    }

    private Finding Refused(Severity severity, long refused, long accepted, bool apart, Evidence[] evidence, RuleInput input)
    {
        bool stalls = input.Netns.Setting("net.ipv4.tcp_rfc1337") == 1;
        List<Remedy> remedies =
        [
            new(RemedyLevel.Network, "Give the NAT or balancer more source addresses or ports, or let it keep connections open and use them again"),
            new(RemedyLevel.Application, "Let the clients close first, so that TIME_WAIT is theirs"),
        ];
        if (stalls)
        {
            remedies.Insert(0, KernelChange.Here(input, "Let a client's reset end the old connection", "net.ipv4.tcp_rfc1337", "0"));
        }

        return Found(severity, apart ? Confidence.Likely : Confidence.Possible, $"{Figure.Count(refused, "segment")} refused by timestamp beside {Figure.Count(accepted, "new connection")}: ports reused by a NAT",
            new FindingSubject { Counter = apart ? OfTimeWait : OfEstablished }) with
        {
            Figures = [FindingFigure.Gain("refused", refused, "segments"), FindingFigure.Gain("accepted", accepted, "connections")],
            Evidence = evidence,
            Cause = (Phrase)"SYNs arrive for an address and port whose old connection this host still keeps, with timestamps that are older: another client behind the same NAT or balancer."
                + (stalls ? " With tcp_rfc1337=1 the old connection survives the client's reset, and the client waits until it ends." : ""),
            Remedies = remedies,
            DoesNotHelp = FalseRemedies,
        };
    }
}
