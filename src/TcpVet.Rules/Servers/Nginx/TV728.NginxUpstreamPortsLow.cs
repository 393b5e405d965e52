using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV728: all requests go to one address and port, and the local ports towards it run out.</summary>
internal sealed class NginxUpstreamPortsLow : Rule
{
    private static readonly Threshold WarnShare = new("TV728.warn_share", 60, "%", "as TV301.warn_share", "warning when connections to the destination hold so much of the ports");
    private static readonly Threshold CriticalShare = new("TV728.critical_share", 85, "%", "as TV301.critical_share", "critical from so much on");

    public override string Code => "TV728";

    public override string Name => "nginx-upstream-ports-low";

    public override string Summary => "nginx passes its requests to one address and port, and the local ports towards it run out";

    public override Severity Severity => Severity.Critical;

    // The same ports, seen from the kernel's side.
    public override IReadOnlyList<string> SymptomOf => ["TV301"];

    public override IReadOnlyList<string> Complaints => ["connect() failed (99: Cannot assign requested address) while connecting to upstream", "no live upstreams while connecting to upstream"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        Connections from this host to a server of nginx's configuration hold most of the local ports that one destination can have. Each connection to the same address and port needs a local port of its own, and so does each TIME_WAIT.

        ## Why it hurts
        At the end of the range connect() fails with "Cannot assign requested address", nginx marks the server as failed (`max_fails`), and answers 502 although the server is well.

        ## How we know
        sock_diag shows the ports that connections to this destination hold, ip_local_port_range and ip_local_reserved_ports how many there are. The destination stands in the file behind proxy_pass or in an upstream block.

        ## What to do
        Keep connections to the upstream (TV723, TV724): that ends most of it. Beyond that let the server listen at more addresses or ports and name all of them in the upstream block; each has the whole range again. On a host with several addresses `proxy_bind` with a variable that splits clients over them does the same.

        ## What does not help

        ## When to ignore
        If the load is a test that never comes again, and nothing else on this host connects there.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("tcp_fin_timeout", "it does not shorten TIME_WAIT") { IsCode = true },
        new("more worker processes", "they share the ports"),
        UselessRemedy.OnPage("`tcp_max_tw_buckets`: lowered, it breaks closing connections, see TV106."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnShare, CriticalShare];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        Phrase? missing = null;
        HashSet<InetEndpoint> told = [];
        foreach (NginxView view in NginxView.All.Of(input))
        {
            foreach (NginxProxy proxy in view.Proxies)
            {
                if (UpstreamPorts.Most(input, proxy.Destinations) is not { } tuple || told.Contains(tuple.Destination))
                {
                    continue;
                }

                if (input.Netns.PortBudget is not { Limit: > 0 } budget)
                {
                    missing = input.Lacks("net.ipv4.ip_local_port_range", FactNames.Sysctls);
                    continue;
                }

                // What connect() may take over is free.
                long taken =
                    tuple.Used - (TimeWaitReuse.IsAllowed(input, tuple.Source, tuple.Destination.Addr) == false ? 0 : tuple.TimeWait);
                if (taken * 100.0 >= input.Settings[WarnShare] * budget.Limit)
                {
                    told.Add(tuple.Destination);
                    findings.Add(Low(proxy, tuple, taken, budget, view, input));
                }
            }
        }

        return RuleAnswer.From(findings, missing);
    }

    private Finding Low(NginxProxy proxy, PortTuple tuple, long taken, PortBudget budget, NginxView view, RuleInput input)
    {
        Severity severity = taken * 100.0 >= input.Settings[CriticalShare] * budget.Limit ? Severity.Critical : Severity.Warning;
        return Found(severity, Confidence.Certain, $"nginx's connections to {Who.Short(tuple.Destination)} hold {Figure.Percent(taken, budget.Limit)} of the ports",
            Written.At(view.Configuration, proxy.Directive) with
            {
                Peer = tuple.Destination,
                Process = tuple.Process
                ?? view.Configuration.Process
            }) with
        {
            Evidence =
            [
                Written.Evidence("passed on by", view.Configuration, proxy.Directive),
                .. UpstreamPorts.Facts(tuple),
                new("ports that one destination can have", Figure.Of(budget.Limit), "net.ipv4.ip_local_port_range, ip_local_reserved_ports"),
                new("addresses in the configuration", Figure.Of(proxy.Destinations.Distinct().Count()),
                    Written.Place(view.Configuration, proxy.Upstream?.Directive ?? proxy.Directive)),
                TimeWaitReuse.Evidence(input),
            ],
            Cause = NginxKeeping.Keeps(proxy, view) ? "So many connections to one address and port are open at once." : "Each request opens a connection of its own to the same address and port.",
            Remedies =
            [
                .. NginxKeeping.Keeps(proxy, view) ? Array.Empty<Remedy>() : [new Remedy(RemedyLevel.Configuration, "Keep connections: keepalive 32; in an upstream block, proxy_http_version 1.1; and proxy_set_header Connection \"\"; where requests are passed on")],
                new(RemedyLevel.Configuration, "Name further addresses or ports of the server in the upstream block: each has the whole range of ports"),
                new(RemedyLevel.Kernel, "Widen the range, with the ports of services reserved", input.Inside("sysctl -w net.ipv4.ip_local_port_range='16384 65535'"))
                {
                    ByHand = "services that listen above 16384 may then find their port taken, and only you know them",
                },
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
