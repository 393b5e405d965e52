using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV405: the send buffer is smaller than what the path could hold.</summary>
internal sealed class BufferLimited : Rule
{
    private static readonly Threshold MinCount = new("TV405.min_count", 3, "connections", "engineering default", "information from so many of one program and end on; fewer only when they are lone_share of them");
    private static readonly Threshold LoneShare = new("TV405.lone_share", 50, "%", "engineering default", "any number is reported when it is so large a share of the program's connections there");
    private static readonly Threshold MaxRate = new("TV405.max_rate_mbit", 1_000, "Mbit/s", "engineering default: a burst on a fast network fills any buffer and hurts nobody", "not reported where buffer ÷ round-trip time allows more than that");

    public override string Code => "TV405";

    public override string Name => "buffer-limited";

    public override string Summary => "Throughput is held back by the send buffer: it is smaller than rate times round-trip time";

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> SymptomOf => ["TV401", "TV402", "TV404"];

    public override IReadOnlyList<string> Complaints => ["transfers are slow", "one connection does not fill the link"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        TCP keeps sent data until it is acknowledged, one round trip later. When the send buffer is full of it, nothing more can be sent, though the path and the peer would take more. A connection can carry at most its buffer in each round trip.

        ## Why it hurts
        Transfers over long paths are slow, however fast the link: 64 KB at 100 ms are 5 Mbit/s.

        ## How we know
        `tcpi_sndbuf_limited` is the time in which a connection had data and lacked buffer; more than a fifth of `tcpi_busy_time` counts, for connections that were busy for a second or more. The rate that the buffer allows is `skmem`'s send buffer divided by `tcpi_rtt`; the kernel charges its own overhead to the buffer, so that the true rate is lower. The kernel's clock misses much: it starts only where a segment is sent while the program has already been refused room, nothing is left to send, and congestion control would allow more (net/ipv4/tcp_output.c `tcp_cwnd_validate`), and stops as soon as acknowledgements make room. A program that blocks in `write()` is refused after the last segment was sent, and can be held back all the time and show 0. So this rule finds some of these connections, and its silence proves nothing.

        ## What to do
        If the program sets `SO_SNDBUF`, let it stop: that switches the kernel's autotuning off for the socket. If it does not, raise the third number of `net.ipv4.tcp_wmem`, up to which autotuning goes.

        ## What does not help

        ## When to ignore
        A transfer that is fast enough. A limit that somebody set on purpose, to bound memory or latency.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("net.core.wmem_max", "it bounds SO_SNDBUF, not autotuning") { Page = "`net.core.wmem_max`: it bounds what a program may ask for with `SO_SNDBUF`, not autotuning." },
        UselessRemedy.OnPage("A larger receive buffer here: this is about what is sent."),
        new("another congestion control", "the buffer has less than it would let fly") { Page = "Another congestion control: it decides how much may be in flight, and the buffer has less." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, LoneShare, MaxRate];

    // A service has many peers; an outgoing pile is told from others by its destination.
    public override FindingSubject Lasting(FindingSubject subject) => subject.Local is null ? subject : subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = ConnectionPile.Unknown(input);
        foreach (ConnectionPile pile in ConnectionPile.ByHolder(input, Held).Where(pile => IsMany(pile, input)))
        {
            long rtt = pile.Most(group => group.SendBufferLimitedRttUs);
            if (pile.Least(group => group.SendBufferLimited > 0 ? group.SendBufferMin : null) is not { } buffer || rtt == 0)
            {
                missing ??= input.Lacks(FactNames.TcpInfo, FactNames.SockDiag);
                continue;
            }

            double mbit = buffer * 8.0 / rtt;
            if (mbit <= input.Settings[MaxRate])
            {
                findings.Add(Limited(pile, buffer, rtt, mbit, input));
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    /// <summary>The same service or destination stands still, or the path to the same address loses packets.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        cause.Code == "TV404" ? Related.BySubject(symptom.Subject, cause.Subject) : Related.BySide(symptom.Subject, cause.Subject);

    private static long Held(ConnectionGroup group) => group.SendBufferLimited;

    private static bool IsMany(ConnectionPile pile, RuleInput input)
    {
        long held = pile.Sum(Held);
        return held > 0 && (held >= input.Settings[MinCount] || held * 100.0 >= input.Settings[LoneShare] * pile.Count);
    }

    private Finding Limited(ConnectionPile pile, long buffer, long rtt, double mbit, RuleInput input)
    {
        ProcessRef? process = pile.Process(Held);
        Phrase where = pile.Inbound ? (Phrase)$" on {Who.Service(pile.End)}" : pile.Remote(Held) is { } peer ? (Phrase)$" to {Who.Short(peer)}" : "";
        Phrase title = $"{Who.Process(process)}{where}: send buffers of {Figure.Bytes(buffer)} hold back {Figure.Count(pile.Sum(Held), "connection")}";
        return Found(Severity.Info, Confidence.Likely, title, pile.Subject(Held)) with
        {
            Figures =
            [
                FindingFigure.Count("connections", pile.Sum(Held), "connections"),
                FindingFigure.Count("established", pile.Count, "connections"),
                FindingFigure.Bytes("buffer", buffer),
                FindingFigure.Duration("round_trip", rtt / 1000.0),
            ],
            Evidence =
            [
                new("held back by the send buffer, of established", $"{Figure.Of(pile.Sum(Held))} of {Figure.Of(pile.Count)}", "sock_diag: tcpi_sndbuf_limited, tcpi_busy_time"),
                new("largest share of busy time lost", $"{Figure.Of(pile.Any(group => group.SendBufferLimitedShareMax is not null) ? pile.Most(group => (long?)group.SendBufferLimitedShareMax) : 0)} %", "sock_diag: tcpi_sndbuf_limited"),
                new("smallest buffer, longest round-trip time", $"{Figure.Bytes(buffer)}, {Figure.Of(rtt / 1000.0)} ms", "sock_diag: INET_DIAG_SKMEMINFO, tcpi_rtt"),
                new("rate that they allow, at most", $"{Figure.Of(mbit)} Mbit/s", "buffer ÷ round-trip time"),
                new("limits of autotuning", input.Running("net.ipv4.tcp_wmem"), "net.ipv4.tcp_wmem"),
                .. pile.Holder(Held),
            ],
            Cause = "What was sent and not yet acknowledged fills the send buffer: more cannot be sent until the next round trip, though path and peer would take it.",
            Remedies =
            [
                .. KnownSoftware.Remedies(Fault.SmallBuffers, input.Process(process)),
                new(RemedyLevel.Application, "Let the program not set SO_SNDBUF, so that the kernel tunes the buffer"),
                new(RemedyLevel.Kernel, "If it sets none, raise the third number of tcp_wmem; this shows it", input.Inside("sysctl net.ipv4.tcp_wmem")),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
