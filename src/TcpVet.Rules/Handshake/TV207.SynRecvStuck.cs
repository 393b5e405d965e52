using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV207: SYN-ACKs are repeated and nobody answers them.</summary>
internal sealed class SynRecvStuck : Rule
{
    private static readonly Threshold MinCount = new("TV207.min_count", 3, "requests", "engineering default: one client that vanished during its handshake is everyday life", "so many requests of a service must have repeated their SYN-ACK twice");
    private static readonly Threshold WarnCount = new("TV207.warn_count", 10, "requests", "engineering default", "warning from so many on; fewer are information");
    private static readonly Threshold MinShare = new("TV207.min_share", 50, "%", "engineering default: beside it a busy service has young requests that will be answered", "so many of the service's requests must have repeated their SYN-ACK twice");

    public override string Code => "TV207";

    public override string Name => "syn-recv-stuck";

    public override string Summary => "A service's SYN-ACKs are repeated and not answered: they are lost, or the way back is another one";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV201", "TV202", "TV204", "TV208"];

    public override IReadOnlyList<string> Complaints => ["many SYN_RECV", "connection timed out", "clients of one network cannot connect"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        SYNs reach this host, it answers with SYN-ACK, and the third packet of the handshake does not arrive. The kernel repeats the SYN-ACK; the requests stay in SYN_RECV.

        ## Why it hurts
        These clients cannot connect: they end with "Connection timed out" although their SYN does arrive. Each request takes a place in the listener's queue for about a minute (63 s with `tcp_synack_retries` 5).

        ## How we know
        `idiag_retrans` of a request in SYN_RECV counts its repeated SYN-ACKs; these have repeated it at least twice. A listener with TCP_DEFER_ACCEPT also keeps SYN_RECV while the client believes to be connected, and is not meant: it repeats nothing while it waits (measured on Linux 6.18, 30 s with `idiag_retrans` 0). A full accept queue drops the third packet too; then TV201 is the cause.

        ## What to do
        Look which addresses they are. If it is one client or one network: the way back to it is broken or filtered, or leaves through another interface or firewall that never saw the SYN (asymmetric routing). If they are many and far apart: forged sources or scanners. Capture on both ends; the SYN-ACK that leaves and does not arrive shows where.

        ## What does not help

        ## When to ignore
        A few on a public server: scanners send SYNs and never finish, and mobile clients vanish in the middle of a handshake.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a longer backlog or somaxconn", "there is room; the answers do not arrive") { Page = "A longer backlog or `somaxconn`: there is room, the answers are lost." },
        new("a higher tcp_synack_retries", "the way does not get better by repeating") { Page = "`tcp_synack_retries` higher: the way does not get better by repeating." },
        new("tcp_max_syn_backlog", "it is not consulted while tcp_syncookies is on") { Page = "`tcp_max_syn_backlog` is not consulted while `tcp_syncookies` is on." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, WarnCount, MinShare];

    public override RuleAnswer Check(RuleInput input)
    {
        List<HalfOpen> stuck = [.. HalfOpen.All.Of(input)
            .Where(service =>
                service.RepeatedTwice >= input.Settings[MinCount]
                    && service.RepeatedTwice * 100.0 >= input.Settings[MinShare] * service.Count)];
        return stuck.TrueForAll(service => service.KnowsRepetitions)
            ? RuleAnswer.Fires([.. stuck.Select(service => Stuck(service, input))])
            : RuleAnswer.CannotTell(input.Lacks("repeated SYN-ACKs", FactNames.SockDiag));
    }

    /// <summary>The same service: its full accept queue, or the flood on it, accounts for its half-open requests.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        Related.ByService(symptom.Subject, cause.Subject);

    private Finding Stuck(HalfOpen service, RuleInput input)
    {
        bool one = service.Sources == 1;
        Severity severity = service.RepeatedTwice >= input.Settings[WarnCount] ? Severity.Warning : Severity.Info;
        return Found(severity, one ? Confidence.Likely : Confidence.Possible,
            $"{service.Name} gets no answer to {Figure.Count(service.RepeatedTwice, "SYN-ACK")} from {(one ? (Phrase)"one address" : (Phrase)$"{Figure.Of((long)service.Sources)} addresses")}", service.Subject(input)) with
        {
            Figures =
            [
                FindingFigure.Count("requests", service.Count, "requests"),
                FindingFigure.Count("repeated_twice", service.RepeatedTwice, "requests"),
                FindingFigure.Count("addresses", service.Sources, "addresses"),
            ],
            Evidence =
            [
                new("requests in SYN_RECV; SYN-ACK repeated once or more / twice or more", $"{Figure.Of(service.Count)}; {Figure.Of(service.Repeated)} / {Figure.Of(service.RepeatedTwice)}", "sock_diag: idiag_state, idiag_retrans"),
                new("most repetitions of one SYN-ACK", Figure.Of((long)service.MostRepetitions), "sock_diag: idiag_retrans"),
                new("where they come from", service.Peers, "sock_diag: id.idiag_dst"),
            ],
            Cause = one
                ? "SYNs of one address arrive, and what this host answers does not reach it: a filter or a broken route on the way back, or a way back that is another one."
                : "SYNs arrive and the handshakes are not completed: the way back is filtered or broken, or the senders never meant to answer.",
            Remedies =
            [
                new(RemedyLevel.Network, "See whether the SYN-ACKs leave, and by which interface", input.Inside(Look.ForSyn(service.Service.Port))),
                new(RemedyLevel.Network, "Look for a rule on this host that drops them or the answers", input.Inside("nft list ruleset")),
                new(RemedyLevel.Network, "Let the firewalls on the way see both directions"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
