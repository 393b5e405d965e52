using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Ports;

/// <summary>TV302: outgoing connections bind their source address first, and so hold each port alone.</summary>
internal sealed class BindBeforeConnect : Rule
{
    private const double ParityTells = 0.95;
    private const double OfBindParity = 0.9;
    private const double SharedTells = 20;
    private const double OfExpected = 0.1;

    private static readonly Threshold WarnShare = new("TV302.warn_share", 60, "%", "as TV301.warn_share", "warning when the connections of one source address hold so much of the ephemeral ports");
    private static readonly Threshold CriticalShare = new("TV302.critical_share", 85, "%", "as TV301.critical_share", "critical from so much on");

    public override string Code => "TV302";

    public override string Name => "bind-before-connect";

    public override string Summary => "Ports are bound before connect() and so serve one connection each instead of one for each destination";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> SymptomOf => ["TV301"];

    public override IReadOnlyList<string> Complaints => ["Address already in use (EADDRINUSE) from bind() before connect()", "Cannot assign requested address (EADDRNOTAVAIL)", "a proxy with source addresses runs out of ports early"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A program sets the source address of its outgoing connections with `bind(address, port 0)` and then connects. The kernel does not know yet where the connection will go, so that it takes a port that nobody else has; the port is then held alone. A plain `connect()` would share each port among all destinations.

        ## Why it hurts
        The whole ephemeral range is used up by the connections to all destinations together: 28,232 by default instead of 28,232 for each. Then `bind()` fails with EADDRINUSE, "Address already in use", although no service is concerned. Ports that are bound so are also closed to every plain `connect()` of the namespace, from whichever source address: those fail with EADDRNOTAVAIL (measured on Linux 6.18).

        ## How we know
        The distinct ports that a source address holds, against the range less `ip_local_reserved_ports`, and the marks that bind() leaves. It prefers ports of the other parity than the lower bound of the range, connect() those of the same parity (net/ipv4/inet_connection_sock.c `inet_csk_find_open_port`, inet_hashtables.c `__inet_hash_connect`; measured: 300 of 300 each). And with connect() several destinations share ports by chance; here none or next to none are shared.

        ## What to do
        Set IP_BIND_ADDRESS_NO_PORT (Linux 4.2) on the socket before `bind(address, 0)`: the port is then chosen by `connect()` and shared again. nginx does so for `proxy_bind` since 1.11.4 (1.11.2 meant to, and 1.11.4 mended it); HAProxy does for `source` unless a range of source ports is given. Both need to have been built with a C library that knows the option. Envoy's `upstream_bind_config` binds first in releases before its pull request 45916 (July 2026); there a `socket_options` entry sets the option before bind(): level 0, name 24, int_value 1, state STATE_PREBIND. A program that is older, or that chooses source ports itself, holds them alone. Otherwise do not set a source address where the route chooses the right one, use connections again, or give the program more source addresses: bound ports are counted for each address.

        ## What does not help

        ## When to ignore
        If the number of connections is bounded by design and stays below the range.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_tw_reuse", "it acts in connect() on a tuple that collides, not in bind()") { IsCode = true },
        new("SO_REUSEADDR before bind()", "automatic choice still takes a port that nobody has, unless ip_autobind_reuse is on") { Page = "SO_REUSEADDR: without `ip_autobind_reuse` automatic choice still takes free ports, and with it connect() may fail later with EADDRNOTAVAIL." },
        new("tcp_fin_timeout", "TIME_WAIT is a constant of 60 s") { IsCode = true },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnShare, CriticalShare];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.PortBudget is not { Limit: > 0 } budget)
        {
            return RuleAnswer.Quiet; // TV301 says that the range is unknown, where it matters
        }

        if (input.Netns.SourcePorts is not { } sources)
        {
            return budget.Held * 100.0 >= input.Settings[WarnShare] * budget.Limit && input.Netns.PortTuples.Count > 0
                ? RuleAnswer.CannotTell(input.Lacks("ports by source address", FactNames.SockDiag)) : RuleAnswer.Quiet;
        }

        return RuleAnswer.Fires([.. sources
            .Where(source => source.Ports * 100.0 >= input.Settings[WarnShare] * budget.Limit)
            .Select(source => (Source: source, Parity: HasParity(source, budget), Alone: IsAlone(source)))
            .Where(found => found.Parity || found.Alone)
            .Select(found => Bound(found.Source, found.Parity, found.Alone, budget, input))]);
    }

    /// <summary>Where one destination alone takes the ports, sharing them with others would not free any.</summary>
    public override bool IsExplainedBy(Finding symptom, Finding cause, RuleInput input) =>
        symptom.Subject.Local is { } source && cause.Subject.Local is { } local && source.Addr == local.Addr
        && input.Netns.SourcePorts?.FirstOrDefault(ports => ports.Source == source.Addr) is { } all
        && input.Netns.PortTuples.FirstOrDefault(tuple => tuple.Source == local.Addr && tuple.Destination == cause.Subject.Peer) is { } one
        && one.Used * 10 >= all.Ports * 9L;

    // bind() takes its own half first, connect() the other one; when nearly all are taken both look alike.
    private static bool HasParity(SourcePorts source, PortBudget budget) =>
        source.Ports <= ParityTells * budget.Limit && source.BindParityPorts >= OfBindParity * Math.Min(source.Ports, budget.Limit / 2.0);

    private static bool IsAlone(SourcePorts source) =>
        source.Destinations > 1
            && source.ExpectedShared >= SharedTells
            && source.Connections - source.Ports <= OfExpected * source.ExpectedShared;

    private Finding Bound(SourcePorts source, bool parity, bool alone, PortBudget budget, RuleInput input)
    {
        Severity severity = source.Ports * 100.0 >= input.Settings[CriticalShare] * budget.Limit ? Severity.Critical : Severity.Warning;
        FindingSubject subject =
            new() { Process = source.Process, Cgroup = input.Process(source.Process)?.Unit, Local = new(source.Source, 0) };
        List<Evidence> evidence =
        [
            new("ports held by connections from the address", $"{Figure.Of((long)source.Ports)} ({Figure.Percent(source.Ports, budget.Limit)} of {Figure.Of((long)budget.Limit)})", "sock_diag: id.idiag_sport, all states"),
            new("connections, and destinations", $"{Figure.Of(source.Connections)}, {Figure.Of((long)source.Destinations)}", "sock_diag: id.idiag_dst, idiag_dport"),
            new("ports of the parity that bind() prefers", $"{Figure.Of((long)source.BindParityPorts)} ({Figure.Percent(source.BindParityPorts, source.Ports)})", "sock_diag: id.idiag_sport"),
        ];
        if (source.Destinations > 1)
        {
            evidence.Add(new("connections that share a port, and as many as chance would give", $"{Figure.Of(Math.Max(0, source.Connections - source.Ports))}, {Figure.Of(source.ExpectedShared)}", "sock_diag: id.idiag_sport"));
        }

        if (source.Process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        return Found(severity, parity && alone ? Confidence.Certain : Confidence.Likely,
            $"{Who.Process(source.Process)} holds {Figure.Of((long)source.Ports)} of {Figure.Of((long)budget.Limit)} ports of {Who.Short(new(source.Source, 0))}, each alone", subject) with
        {
            Figures =
            [
                FindingFigure.Count("ports", source.Ports, "ports"),
                FindingFigure.Limit("ports_limit", budget.Limit, "ports"),
                FindingFigure.Share("ports_share", source.Ports, budget.Limit),
                FindingFigure.Count("connections", source.Connections, "connections"),
            ],
            Evidence = evidence,
            Cause = "The program binds its source address before it connects, so that each port serves one connection instead of one for each destination.",
            Remedies =
            [
                new(RemedyLevel.Application, "Set IP_BIND_ADDRESS_NO_PORT before bind(address, 0), so that connect() chooses and shares the port"),
                new(RemedyLevel.Configuration, "Leave the source address to the route where it chooses the right one (proxy_bind, source, bind address)"),
                new(RemedyLevel.Application, "Use connections again (pool, keep-alive), and limit how many are open"),
                new(RemedyLevel.Network, "Spread the connections over more source addresses"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
