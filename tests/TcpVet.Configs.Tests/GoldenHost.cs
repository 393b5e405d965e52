using System.Globalization;
using TcpVet.Model;
using TcpVet.Rules.Catalog;
using TcpVet.Rules.Judging;

namespace TcpVet.Configs.Tests;

/// <summary>
/// The host around a configuration of the golden ones, as its first line describes it:
/// <c>#! version=1.22.1 somaxconn=128 nofile=1024 listener=8080:128:17 ports=127.0.0.1:9001:21000:20500 tomcat=8080 node=3000</c>.
/// A listener has port, limit and drops; ports have destination, used and in TIME_WAIT.
/// </summary>
internal sealed class GoldenHost
{
    private readonly ILookup<string, string> facts;

    public GoldenHost(string text)
    {
        string first = text.Split('\n')[0];
        facts = (first.StartsWith("#!", StringComparison.Ordinal) ? first[2..] : "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Split('=', 2)).ToLookup(pair => pair[0], pair => pair[1]);
    }

    public string? Version => facts["version"].FirstOrDefault();

    /// <summary>False where the server refuses the configuration, or needs another version for it.</summary>
    public bool IsAccepted => facts["accepts"].FirstOrDefault() != "no";

    /// <summary>The name of another configuration that is given together with it; null when there is none.</summary>
    public string? Beside => facts["beside"].FirstOrDefault();

    /// <summary>A capture of the host with the configuration that a process of it reads.</summary>
    public Capture With(Configuration configuration)
    {
        ProcessRef server = new(700, configuration.Kind switch
        {
            ConfigurationKind.Nginx => "nginx",
            ConfigurationKind.Tomcat => "java",
            ConfigurationKind.Httpd => "apache2",
            _ => "haproxy",
        });
        StateCounts none = StateCounts.From(new long[16], exact: true);
        List<ProcessFacts> processes = [];
        List<ListenerFacts> listeners = [];
        foreach (string[] listener in facts["listener"].Select(text => text.Split(':')))
        {
            listeners.Add(Listener(
                ushort.Parse(listener[0], CultureInfo.InvariantCulture), Number(listener[1]), Number(listener[2]), server));
        }

        foreach ((string kind, ProcessFacts process) in new[]
        {
            ("tomcat", new ProcessFacts { Pid = 801, Name = "java", Runtime = "java", CommandLine = "/usr/bin/java -Dcatalina.base=/var/lib/tomcat10 org.apache.catalina.startup.Bootstrap start" }),
            ("node", new ProcessFacts { Pid = 802, Name = "node", Runtime = "node", Executable = "/usr/bin/node", CommandLine = "node server.js" }),
        })
        {
            foreach (string port in facts[kind])
            {
                processes.Add(process);
                listeners.Add(Listener(
                    ushort.Parse(port, CultureInfo.InvariantCulture), 100, 0, new ProcessRef(process.Pid, process.Name)));
            }
        }

        if (facts["nofile"].FirstOrDefault() is { } nofile)
        {
            processes.Add(new ProcessFacts { Pid = server.Pid, Name = server.Name, FilesLimit = Number(nofile), Unit = $"{server.Name}.service" });
        }

        return new Capture
        {
            Version = "0.1.0", Host = "web1", Kernel = "6.12.48", TakenAt = DateTimeOffset.UnixEpoch.AddYears(56), IntervalMs = 1_000,
            HostFacts = new HostFacts(), Processes = processes,
            Namespaces =
            [
                new NetnsCapture
                {
                    Netns = new NetnsIdentity { Inode = 4_026_531_840, Own = true }, Tcp = none, Udp = none, Listeners = listeners,
                    Sysctls = new Dictionary<string, string>
                    {
                        ["net.core.somaxconn"] = facts["somaxconn"].FirstOrDefault() ?? "4096", ["net.ipv4.ip_local_port_range"] = "32768\t60999", ["net.ipv4.tcp_tw_reuse"] = "0", ["net.ipv4.tcp_timestamps"] = "1",
                    },
                    PortBudget = new PortBudget(32768, 60999, 0, 100),
                    PortTuples = [.. facts["ports"].Select(text => text.Split(':')).Select(ports => new PortTuple
                    {
                        Source = InetAddress.Parse("127.0.0.1"),
                        Destination = new InetEndpoint(InetAddress.Parse(ports[0]), ushort.Parse(ports[1], CultureInfo.InvariantCulture)),
                        Used = Number(ports[2]), TimeWait = Number(ports[3]), Established = Number(ports[2]) - Number(ports[3]),
                        Process = server,
                    })],
                    Configurations = [configuration with { Version = Version, Process = server, Origin = ConfigurationOrigin.Process }],
                },
            ],
        };
    }

    /// <summary>What the rules about servers say, one line a finding.</summary>
    public static IReadOnlyList<string> Table(Capture capture) => [.. Findings(capture)
        .OrderBy(finding => finding.Subject.File, StringComparer.Ordinal)
            .ThenBy(finding => finding.Subject.Line)
            .ThenBy(finding => finding.Code, StringComparer.Ordinal)
        .Select(finding => $"{finding.Subject.File}:{finding.Subject.Line}:{finding.Subject.Column} {finding.Code} {finding.Severity.ToString().ToLowerInvariant()} {finding.Title}")];

    /// <summary>What the rules about servers find.</summary>
    public static IReadOnlyList<Finding> Findings(Capture capture) =>
        CaptureJudge.Diagnose(capture,
            only: [.. RuleCatalog.All.Select(rule => rule.Code).Where(code => code.StartsWith("TV7", StringComparison.Ordinal))]).Findings;

    private static ListenerFacts Listener(ushort port, long limit, long drops, ProcessRef process) => new()
    {
        Proto = Protocol.Tcp, Local = new InetEndpoint(InetAddress.Parse("0.0.0.0"), port), Queue = 0, Limit = limit, Drops = drops, Inode = port,
        Processes = [process],
    };

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
