using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV208: the client believes it is connected and the server does not.</summary>
internal sealed class HalfEstablished : Rule
{
    public override string Code => "TV208";

    public override string Name => "half-established";

    public override string Summary => "Clients of this host believe they are connected, and the server's half is still a request";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> SymptomOf => ["TV201", "TV202"];

    public override IReadOnlyList<string> Complaints => ["connected, and no answer ever comes", "the program hangs after connect()", "read timed out"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Both ends of these connections are on this host, and they disagree: the client is ESTABLISHED, the server's half is still a request in SYN_RECV. The last packet of the handshake, and the data after it, were dropped on their way to the server.

        ## Why it hurts
        `connect()` has succeeded, so that the client's connect timeout does not apply any more. It sends, nobody acknowledges, and it waits: for its read timeout if it has one, else for about a quarter of an hour of retransmissions (`tcp_retries2`).

        ## How we know
        The client's socket is ESTABLISHED and its counterpart, the same four addresses and ports turned round, is in SYN_RECV (net/ipv4/tcp_minisocks.c `tcp_check_req`). The server has repeated its SYN-ACK twice, or once while the client has data that stays unacknowledged; a handshake that is merely under way has not. A listener with TCP_DEFER_ACCEPT looks half-established as well until the client speaks; it is not meant.

        ## What to do
        If the listener's accept queue is full, that is the cause (TV201): the kernel drops the third packet and hopes for later. Otherwise a packet filter on this host lets SYNs through and drops what follows: look at rules that match connection state, and at conntrack. Give clients a read timeout, not only a connect timeout.

        ## What does not help

        ## When to ignore
        A single one during a burst that is gone at the next look: a packet was lost and repeated, and the two ends agree again.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a shorter connect timeout", "connecting has succeeded already"),
        new("tcp_abort_on_overflow", "it turns the wait into resets") { Page = "`tcp_abort_on_overflow=1` turns the wait into resets, and SYNs at a full queue are dropped as before." },
        new("tcp_syn_retries", "it concerns SYNs that nobody answers, these were answered") { Page = "`tcp_syn_retries` concerns SYNs that nobody answers; these were answered." },
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        IReadOnlyList<HalfOpen> requests = HalfOpen.All.Of(input);
        if (input.Netns.HalfEstablished is not { } groups)
        {
            return requests.Any(service => service.RepeatedTwice > 0 && IsFromHere(service, input))
                || (input.IsLacking(FactNames.SockDiag) && input.Netns.Listeners.Any(listener => listener.Proto == Protocol.Tcp))
                ? RuleAnswer.CannotTell(input.Lacks("the clients' halves", FactNames.SockDiag, FactNames.Census)) : RuleAnswer.Quiet;
        }

        return RuleAnswer.Fires([.. groups
            .Where(group => group.Count > 0)
            .GroupBy(group => input.ListenerAt(group.Service)?.Local ?? group.Service)
            .Select(group =>
                (Service: requests.FirstOrDefault(service => service.Service == group.Key), Local: group.Key,
                    Clients: (List<HalfEstablishedGroup>)[.. group]))
            .Where(found => Disagree(found.Clients, found.Service))
            .Select(found => Believes(found.Local, found.Clients, found.Service, input))]);
    }

    // The two ends are not read in the same moment: on a busy service one handshake may end in between. It has not repeated its SYN-ACK.
    private static bool Disagree(List<HalfEstablishedGroup> clients, HalfOpen? service) => service is { KnowsRepetitions: true }
        ? service.RepeatedTwice > 0 || (service.Repeated > 0 && clients.Exists(client => client.WithData > 0))
        : clients.Exists(client => client.WithData > 0);

    /// <summary>The same service turns connections away.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        Related.ByService(symptom.Subject, cause.Subject);

    private static bool IsFromHere(HalfOpen service, RuleInput input) => input.GroupsOf(TcpState.SynRecv)
        .Any(group => group.Inbound && group.RetransmittingTwice > 0
            && Related.SameEndpoint(group.Local, service.Service) && input.IsLocalAddress(group.Peer.Addr));

    private Finding Believes(InetEndpoint local, List<HalfEstablishedGroup> clients, HalfOpen? service, RuleInput input)
    {
        long count = clients.Sum(client => client.Count);
        long waiting = clients.Sum(client => client.WithData);
        ProcessRef? caller = clients.Where(client => client.Process is not null).MaxBy(client => client.Count)?.Process;
        ListenerFacts? listener = input.ListenerAt(local);
        ProcessRef? server = listener?.Processes is [{ } first, ..] ? first : null;
        FindingSubject subject =
            new() { Process = server, Cgroup = input.Process(server)?.Unit ?? Who.Cgroup(listener?.Cgroup), Local = local };
        Phrase[] holders =
            [.. clients.Select(client => client.Process).OfType<ProcessRef>().Distinct().Take(3).Select(process => Who.Process(process))];
        List<Evidence> evidence =
        [
            new("client ESTABLISHED, server SYN_RECV", Figure.Of(count), "sock_diag: idiag_state of both ends"),
            new("of them, the client's data is not acknowledged", Figure.Of(waiting), "sock_diag: idiag_wqueue of the client"),
            new("clients", holders.Length > 0 ? Phrase.List(holders) : input.Lacks(FactNames.Owners), "/proc/PID/fd"),
        ];
        if (service is not null)
        {
            evidence.Add(new("SYN-ACK repeated twice or more", Figure.Of(service.RepeatedTwice), "sock_diag: idiag_retrans"));
        }

        if (listener is { Limit: { } limit })
        {
            evidence.Add(new("accept queue, and its limit", $"{Figure.Of(listener.Queue)} of {Figure.Of(limit)}", "sock_diag: idiag_rqueue, idiag_wqueue"));
        }

        return Found(Severity.Warning, Confidence.Certain, $"{Who.Process(caller)} believes in {Figure.Count(count, "connection")} to {Who.Service(local)} that the server does not know", subject) with
        {
            Figures = [FindingFigure.Count("connections", count, "connections"), FindingFigure.Count("waiting", waiting, "connections")],
            Evidence = evidence,
            Cause = "The last packet of the handshake, and the data after it, are dropped on their way to the server: by a packet filter of this host, or by an accept queue that was full when it came.",
            Remedies =
            [
                new(RemedyLevel.Network, "Look for a rule that lets SYNs through and drops what follows", input.Inside("nft list ruleset")),
                new(RemedyLevel.Application, "Look at the listener's accept queue and what it turned away", input.Tcpvet("listeners")),
                new(RemedyLevel.Application, "Give the client a read timeout, so that it does not wait for ever"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
