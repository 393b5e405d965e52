using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Verdicts of tcpvet probe beside nmap's on the same ports. Where they differ on purpose: docs/probe-and-nmap.md.</summary>
public sealed class NmapTests
{
    private const string Ports4 = "22,80,100-107,120,121";
    private const string Ports6 = "22,80,100-106,120,121";
    private const string UdpPorts4 = "53,100-107,121,122";
    private const string UdpPorts6 = "53,100-106,121,122";

    [Fact]
    public void Verdicts_are_those_of_nmap()
    {
        Require.Tools("nmap");
        using Sandbox here = Require.Sandbox();
        using Sandbox there = Require.Sandbox();
        here.JoinTo(there);
        Serve(there);
        Filter(there);

        Dictionary<string, string> expected = new(Nmap(here, "192.0.2.2", Ports4, UdpPorts4));
        foreach ((string target, string state) in Nmap(here, "2001:db8::2", Ports6, UdpPorts6))
        {
            expected[target] = state;
        }

        Dictionary<string, string> seen = Probe(
            here, $"192.0.2.2:{Ports4}", $"[2001:db8::2]:{Ports6}", $"udp://192.0.2.2:{UdpPorts4}", $"udp://[2001:db8::2]:{UdpPorts6}");

        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), seen.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(["closed", "filtered", "open", "open|filtered"], seen.Values.Distinct().Order(StringComparer.Ordinal));
    }

    private static void Serve(Sandbox there)
    {
        Listening.Make(there, InetAddress.AnyIPv6, port: 22);
        Listening.Make(there, InetAddress.AnyIPv6, port: 80);
        // Bound and silent: both have to leave open what it is.
        there.Udp(AddressFamily.IPv6).Bind(new InetEndpoint(InetAddress.AnyIPv6, 53));
    }

    // Without their limits, which both wait out, and which would take minutes.
    private static void Filter(Sandbox there)
    {
        there.SetSysctl("net.ipv4.icmp_ratelimit", "0");
        there.SetSysctl("net.ipv6.icmp.ratelimit", "0");
        string[] v4 = ["net-unreachable", "host-unreachable", "prot-unreachable", "port-unreachable", "net-prohibited", "host-prohibited", "admin-prohibited"];
        string[] v6 = ["no-route", "admin-prohibited", "addr-unreachable", "port-unreachable", "policy-fail", "reject-route"];
        string[] rules =
        [
            .. v4.Select((kind, i) => $"meta nfproto ipv4 th dport {100 + i} reject with icmp type {kind}"),
            .. v6.Select((kind, i) => $"meta nfproto ipv6 th dport {100 + i} reject with icmpv6 type {kind}"),
            "tcp dport 120 reject with tcp reset", "th dport 121 drop",
        ];
        there.Exec("nft", $"add table inet t; add chain inet t i {{ type filter hook input priority 0 ; }}; {string.Join("; ", rules.Select(rule => $"add rule inet t i {rule}"))}").Checked("nft");
    }

    private static Dictionary<string, string> Nmap(Sandbox here, string address, string tcp, string udp)
    {
        bool v6 = address.Contains(':', StringComparison.Ordinal);
        string[] family = v6 ? ["-6"] : [];
        string xml = here.Exec("nmap", [.. family, "-n", "-Pn", "-sS", "-sU", "--max-retries", "2", "--max-rtt-timeout", "300ms", "-p", $"T:{tcp},U:{udp}", "-oX", "-", address]).Checked("nmap");
        return XDocument.Parse(xml).Descendants("port").ToDictionary(
            port => $"{port.Attribute("protocol")!.Value}://{(v6 ? $"[{address}]" : address)}:{int.Parse(port.Attribute("portid")!.Value, CultureInfo.InvariantCulture)}",
            port => port.Element("state")!.Attribute("state")!.Value);
    }

    private static Dictionary<string, string> Probe(Sandbox here, params string[] targets)
    {
        ToolResult run = Cli.Run(here, ["probe", "-o", "json", "--timeout", "1s", "--rate", "1000", .. targets]);
        Assert.Equal(1, run.ExitStatus);
        JsonElement document = Cli.Document(run.Output);
        Assert.Equal("tcpvet/probe/1", document.GetProperty("schema").GetString());
        return document.GetProperty("results")
            .EnumerateArray()
            .ToDictionary(result => result.GetProperty("target").GetString()!, result => result.GetProperty("verdict").GetString()!);
    }
}
