using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>TV706: maxConnections that the process has no descriptors for.</summary>
internal sealed class ConnectionsAboveDescriptors : TomcatRule
{
    private static readonly Threshold Share = new("TV706.share", 90, "%", "engineering default: files, jars, logs and outgoing connections need the rest", "maxConnections above this share of the descriptor limit cannot all be served");
    private static readonly Threshold UsualLimit = new("TV706.usual_limit", 524_288, "descriptors", "systemd's hard DefaultLimitNOFILE since 240, to which HotSpot raises itself (-XX:+MaxFDLimit)", "taken for the limit where the process was not looked at");

    public override string Code => "TV706";

    public override string Name => "connections-above-descriptors";

    public override string Summary => "Tomcat's maxConnections are more than the process may open descriptors: accept() fails before the limit is reached";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints => ["java.net.SocketException: Too many open files", "java.io.IOException: Too many open files from the Acceptor", "Tomcat stops accepting under load"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `maxConnections` is how many connections Tomcat keeps open, 8192 where nothing is written. Each takes a descriptor, and the process has fewer: its RLIMIT_NOFILE is near or below it.

        ## Why it hurts
        Before maxConnections is reached accept() fails with EMFILE, and so does everything else that opens a file: logs, class files, connections to databases. Tomcat's own limit, which lets the queue take the rest quietly, never comes into play.

        ## How we know
        The limit is the live process's own (/proc/PID/limits), and maxConnections that of server.xml or the default. Without the process the limit is taken for what systemd gives: Java raises itself to the hard limit, so that the 1024 of a shell does not count.

        ## What to do
        Raise the limit of the service (`LimitNOFILE=` of the unit, then restart), or write a maxConnections that leaves room for files and outgoing connections.

        ## What does not help

        ## When to ignore
        If a proxy in front never opens so many connections: it bounds them better than Tomcat does.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("ulimit -n in a shell, or limits.conf", "systemd reads neither for a service") { Page = "`ulimit -n` in a shell, or limits.conf, for a service of systemd: neither is read." },
        new("fs.file-max", "it bounds the whole host, not a process"),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [Share, UsualLimit];

    private protected override Phrase? Judge(TomcatConnector connector, RuleInput input, List<Finding> findings)
    {
        if (connector.MaxConnections is not { } most)
        {
            return Unknown(connector["maxConnections"]);
        }

        ProcessRef? process = connector.Process(input);
        if (process is not null && input.Process(process)?.FilesLimit is null)
        {
            return input.Lacks($"RLIMIT_NOFILE of pid {process.Pid}", FactNames.Owners);
        }

        long? live = input.Process(process)?.FilesLimit;
        double limit = live ?? input.Settings[UsualLimit];
        if (most > 0 && most > limit * input.Settings[Share] / 100)
        {
            findings.Add(Above(connector, most, (long)limit, live is not null, process, input));
        }

        return null;
    }

    private Finding Above(TomcatConnector connector, int most, long limit, bool live, ProcessRef? process, RuleInput input)
    {
        ProcessFacts? facts = input.Process(process);
        TomcatValue? written = connector["maxConnections"];
        ConfigSpot spot = written?.Spot ?? connector.Spot;
        List<Evidence> evidence =
        [
            written?.Evidence ?? new("not configured", $"maxConnections {Figure.Of((long)most)}", "the default; Apache Tomcat documentation: The HTTP Connector"),
            new("descriptors that the process may open", Figure.Of(limit), live ? "/proc/PID/limits" : "what systemd gives and Java takes; the process was not looked at"),
        ];
        if (facts?.OpenFiles is { } open)
        {
            evidence.Add(new("open now", Figure.Of((long)open), "/proc/PID/fd"));
        }

        Severity severity = live && written is not null ? Severity.Critical : Severity.Warning;
        long room = Math.Max(1, (long)(limit * 0.8));
        return Found(severity, live ? Confidence.Certain : Confidence.Possible, $"maxConnections of {connector.Name} is {Figure.Of((long)most)}, the process may open {Figure.Of(limit)} descriptors ({spot.Short})", connector.Subject(input, spot)) with
        {
            Figures =
            [
                FindingFigure.Limit("connections_limit", most, "connections"),
                FindingFigure.Limit("descriptors_limit", limit, "descriptors"),
            ],
            Evidence = evidence,
            Cause = "Every connection takes a descriptor, and so do files, jars and outgoing connections: accept() fails with EMFILE before maxConnections is reached.",
            Remedies =
            [
                .. Software.KnownSoftware.Remedies(Software.Fault.DescriptorLimit, facts).Take(1),
                Write($"On the Connector of {connector.Spot.Short} write maxConnections=\"{room}\""),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }
}
