using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Closing;

/// <summary>TV115: many connections are made and few are kept.</summary>
internal sealed class ConnectionChurn : Rule
{
    private const int TimeWaitSeconds = 60; // TCP_TIMEWAIT_LEN, include/net/tcp.h
    private const string Active = "Tcp.ActiveOpens";
    private const string Passive = "Tcp.PassiveOpens";
    private const string Failed = "Tcp.AttemptFails";
    private const string Kept = "Tcp.CurrEstab";

    private static readonly Threshold MinRate = new("TV115.min_rate", 50, "connections/s", "engineering default: 3,000 TIME_WAIT, a tenth of the ephemeral ports", "slower ones are no matter");
    private static readonly Threshold MinRatio = new("TV115.min_ratio", 1, "opens/s per connection", "Little's law: above 1 a connection lives for less than a second on average", "fires above it");
    private static readonly Threshold MinOpens = new("TV115.min_opens", 250, "connections", "engineering default: five seconds at min_rate; a script makes fewer", "so many in the interval, or as many TIME_WAIT as half a minute of that rate leaves, are no burst");

    public override string Code => "TV115";

    public override string Name => "connection-churn";

    public override string Summary => "Connections are opened far faster than they are kept: each exchange pays for a handshake";

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> SymptomOf => ["TV104", "TV105", "TV117", "TV301"];

    public override IReadOnlyList<string> Complaints => ["many TIME_WAIT", "high rate of new connections", "keep-alive is on and not used"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        More connections are made each second than there are at any moment: on average one lives for less than a second. Clients and servers open a connection for each exchange and close it after.

        ## Why it hurts
        Each exchange pays one round trip for the handshake, with TLS two or three, and begins with a small congestion window. Whoever closes first keeps a TIME_WAIT for 60 s; on the client's side that is a port (TV105, TV301). A firewall or NAT on the way has an entry to make for each.

        ## How we know
        `ActiveOpens` − `AttemptFails` + `PassiveOpens` grew by that much in the interval (attempts that failed are no connections), and `CurrEstab` says how many are kept. A short burst is not counted: the interval must hold enough of them, or the TIME_WAIT must show that it has gone on. Where a service or destination holds most of the TIME_WAIT, it is named; the side that closes first is the one that has them.

        ## What to do
        Use connections again: HTTP keep-alive at server and client, a connection pool, keep-alive to the upstream in a proxy. Where keep-alive is on and not used, look for a `Connection: close`, a limit of requests a connection, or an idle time below the pause between requests.

        ## What does not help

        ## When to ignore
        When the exchanges are by different clients that come once, as on a public web server, a health check, or a tool that connects for one question.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_tw_reuse", "it gives ports back, the connections are made all the same") { Page = "`tcp_tw_reuse`, `tcp_fin_timeout` and `tcp_max_tw_buckets` change what is left behind, not how many connections are made." },
        new("tcp_fin_timeout", "it is about orphaned FIN_WAIT2") { Page = "" },
        new("a larger backlog", "it makes room for the same waste") { Page = "A larger backlog or more ports make room for the same waste." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinRate, MinRatio, MinOpens];

    // A peer is named while most is about it.
    public override FindingSubject Lasting(FindingSubject subject) => subject with { Peer = null };

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Delta(Active) is not { } active || input.Delta(Passive) is not { } passive || input.Delta(Failed) is not { } failed
            || input.Total(Kept) is not { } kept || input.IntervalSeconds is not { } seconds)
        {
            // Nothing churns without leaving TIME_WAIT somewhere, and here only sometimes: with none the counters are not missed.
            long traces = input.Netns.Tcp[TcpState.TimeWait];
            return traces < input.Settings[MinRate] * TimeWaitSeconds ? RuleAnswer.Quiet
                : RuleAnswer.CannotTell(input.IntervalSeconds is null
                    ? input.Lacks(FactNames.SecondReading)
                    : input.Lacks(FactNames.Counters));
        }

        long outgoing = Math.Max(0, active - failed);
        long opens = outgoing + Math.Max(0, passive);
        double rate = opens / seconds;
        bool lasts = opens >= input.Settings[MinOpens] || input.Netns.Tcp[TcpState.TimeWait] >= rate * TimeWaitSeconds / 2;
        bool many = rate > 0 && rate >= input.Settings[MinRate] && rate > input.Settings[MinRatio] * kept;
        return many && lasts ? RuleAnswer.Fires(Churns(outgoing, opens - outgoing, kept, seconds, input)) : RuleAnswer.Quiet;
    }

    /// <summary>The same connections, seen from the service or from the client.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        Related.BySubject(symptom.Subject, cause.Subject) || OtherEnd.IsOf(symptom, cause, input);

    private Finding Churns(long outgoing, long incoming, long kept, double seconds, RuleInput input)
    {
        double rate = (outgoing + incoming) / seconds;
        long timeWait = input.Netns.Tcp[TcpState.TimeWait];
        ListenerFacts? service = Service(timeWait, input);
        PortTuple? destination =
            input.Netns.PortTuples.Where(tuple => tuple.TimeWait * 2 >= timeWait && tuple.TimeWait > 0).MaxBy(tuple => tuple.TimeWait);
        // Where the TIME_WAIT are with the other side, a trace has seen the connections themselves.
        ServiceTrace? traced = service is null && destination is null ? Traced.Most(input) : null;
        InetEndpoint? local = service?.Local ?? (traced is { Inbound: true } ? traced.Service : null);
        InetEndpoint? peer = service is not null
            ? null
            : destination?.Destination ?? (traced is { Inbound: false } ? traced.Service : null);
        ProcessRef? process = service?.Processes is [{ } first, ..] ? first : destination?.Process ?? traced?.Process;
        Phrase where = local is { } here ? (Phrase)$", most on {Who.Service(here)}" : peer is { } there ? (Phrase)$", most to {Who.Short(there)}" : "";
        FindingSubject subject = new()
        {
            Process = process,
            Cgroup = input.Process(process)?.Unit,
            Local = local,
            Peer = peer,
            Netns = local is null && peer is null ? input.Netns.Netns.Label : null,
        };
        List<Evidence> evidence =
        [
            new("connections made", $"{Figure.Of(outgoing)} outgoing and {Figure.Of(incoming)} incoming in {Figure.Time(seconds * 1000)}", $"{Active}, {Failed}, {Passive}"),
            new("connections kept", Figure.Of(kept), Kept),
            new("average life of one, from that", $"about {Figure.Time(kept * 1000 / rate)}", "Little's law: kept / made a second"),
            new("TIME_WAIT here", Figure.Of(timeWait), "sock_diag, /proc/net/sockstat: tw"),
        ];
        if (service is not null)
        {
            evidence.Add(new($"of them on {Who.Service(service.Local)}", Figure.Of(TimeWaits(service)), "sock_diag: idiag_sport"));
        }

        if (destination is not null)
        {
            evidence.Add(new($"of them towards {Who.Endpoint(destination.Destination)}", Figure.Of(destination.TimeWait), "sock_diag: id.idiag_dst"));
        }

        evidence.AddRange(Traced.Busiest(input));

        // On loopback each connection is made twice, once by each side.
        Phrase direction = outgoing > 0 && incoming > 0 ? "made and taken" : outgoing > 0 ? "made" : "taken";
        return Found(Severity.Info, Confidence.Likely, $"{Figure.Of(rate)} connections a second are {direction} and {Figure.Of(kept)} kept{where}", subject) with
        {
            Figures =
            [
                FindingFigure.Rate("connections", rate, "connections"),
                FindingFigure.Count("kept", kept, "connections"),
                FindingFigure.Count("time_wait", timeWait, "sockets"),
            ],
            Evidence = evidence,
            Cause = (Phrase)"A connection is made for each exchange and closed after it."
                + (local is null && peer is null ? " Who does it the TIME_WAIT here do not tell: the other sides close first, or it is spread." : ""),
            Remedies =
            [
                .. KnownSoftware.Remedies(Fault.NoConnectionReuse, input.Process(process)),
                new(RemedyLevel.Configuration, "Use connections again: keep-alive at the server, a pool in the client, keep-alive to the upstream in a proxy"),
                outgoing > incoming
                    ? new(RemedyLevel.Application, "See which program connects, and where to", Look.ForConnects)
                    : new(RemedyLevel.Application, "See whose clients they are", input.Tcpvet(timeWait > 0 ? "count --by service state time-wait" : "count --by service,peer state connected")),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private static ListenerFacts? Service(long timeWait, RuleInput input) => input.Netns.Listeners
        .Where(listener => listener.Proto == Protocol.Tcp && TimeWaits(listener) > 0 && TimeWaits(listener) * 2 >= timeWait)
        .MaxBy(TimeWaits);

    private static long TimeWaits(ListenerFacts listener) => listener.States.GetValueOrDefault(TcpState.TimeWait);
}
