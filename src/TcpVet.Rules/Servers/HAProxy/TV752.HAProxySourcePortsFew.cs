using System.Globalization;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>TV752: a range of source ports of HAProxy is smaller than the connections that it is to carry.</summary>
internal sealed class HAProxySourcePortsFew : Rule
{
    public override string Code => "TV752";

    public override string Name => "haproxy-source-ports-few";

    public override string Summary => "The source port range of a server of HAProxy has fewer ports than the server may have connections";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["Cannot bind to source address before connect() for backend", "no free ports", "SC in the logs while the servers are idle"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `source ADDRESS:LOW-HIGH` on a server line gives HAProxy a list of ports of its own for that server: each connection takes one, and at the end of the list connecting fails. The list is shorter than the connections that the server or the process may have.

        ## Why it hurts
        Under load HAProxy says "Cannot bind to source address before connect()" and answers 503, or closes in TCP mode, while the server is idle. Tried with HAProxy 2.6: of 8 connections over a range of 5 ports 3 were closed.

        ## How we know
        The number of ports in the range is compared with `maxconn` of the server, else of the global section. Without a port range this rule is quiet: since Linux 4.2 HAProxy sets IP_BIND_ADDRESS_NO_PORT, so that a source address alone costs no ports (Configuration Manual, source).

        ## What to do
        Take the range off and leave the address: the kernel then chooses ports by destination. Or widen it to more than maxconn, within ip_local_reserved_ports so that nobody else takes them.

        ## What does not help

        ## When to ignore
        If a firewall wants exactly these ports and the load stays below their number.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a wider ip_local_port_range", "listed ports are bound by number") { Page = "`ip_local_port_range`: listed ports are bound one by one, it does not apply." },
        new("tcp_tw_reuse", "it does not act on ports that are bound by number") { IsCode = true },
        UselessRemedy.OnPage("More servers in the same range: each has a list of its own, of the same ports."),
    ];

    public override RuleAnswer Check(RuleInput input)
    {
        List<Finding> findings = [];
        foreach (HAProxyView view in HAProxyView.All.Of(input))
        {
            foreach (HAProxySection proxy in view.Proxies.Where(proxy => proxy.IsBackend))
            {
                foreach (ConfigDirective server in proxy.Servers)
                {
                    if (proxy.Parameter(server, "source") is { } source
                        && Ports(source.Value) is { } ports
                        && Needed(server, proxy, view) is { } needed
                        && ports < needed.Value)
                    {
                        findings.Add(Few(proxy, server, source.Line, ports, needed, view));
                    }
                }
            }
        }

        return RuleAnswer.From(findings, null);
    }

    private static long? Ports(string source)
    {
        string[] bounds = source[(source.LastIndexOf(':') + 1)..].Split('-');
        return bounds is [var low, var high]
            && int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            ? Math.Max(0L, (long)last - first + 1) : null;
    }

    private static (long Value, ConfigDirective Line)? Needed(ConfigDirective server, HAProxySection proxy, HAProxyView view) =>
        proxy.Parameter(server, "maxconn") is { } own
            && long.TryParse(own.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            && value > 0 ? (value, own.Line) : view.Global.Figure("maxconn");

    private Finding Few(HAProxySection proxy, ConfigDirective server, ConfigDirective line, long ports,
        (long Value, ConfigDirective Line) needed, HAProxyView view) =>
        Found(Severity.Warning, Confidence.Certain, $"HAProxy has {Figure.Count(ports, "source port")} for server {Written.Name(server.Argument)}, and up to {Figure.Of(needed.Value)} connections",
            Written.At(view.Configuration, line) with { Peer = HAProxyView.Address(server) }) with
        {
            Figures =
            [
                FindingFigure.Limit("ports_limit", ports, "ports"),
                FindingFigure.Limit("connections_limit", needed.Value, "connections"),
            ],
            Evidence =
            [
                Written.Evidence("the line", view.Configuration, line),
                Written.Evidence("connections allowed", view.Configuration, needed.Line),
                new("ports in the range", Figure.Of(ports), proxy.Title),
            ],
            Cause = "Each connection takes one port of the list, and at its end connecting fails.",
            Remedies =
            [
                new(RemedyLevel.Configuration, "Take the port range off and leave the address: the kernel then chooses a port for each destination"),
                new(RemedyLevel.Configuration, $"Or give it more than {Figure.Of(needed.Value)} ports, and name them in net.ipv4.ip_local_reserved_ports"),
            ],
            DoesNotHelp = FalseRemedies,
        };
}
