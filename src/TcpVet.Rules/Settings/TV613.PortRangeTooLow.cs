using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Settings;

/// <summary>TV613: the ephemeral ports take in those of services.</summary>
internal sealed class PortRangeTooLow : SettingRule
{
    private const string Key = "net.ipv4.ip_local_port_range";
    private const string Reserved = "net.ipv4.ip_local_reserved_ports";
    private const string PortStart = "net.ipv4.ip_unprivileged_port_start";
    private const int MostListed = 4;

    // include/net/sock.h PROT_SOCK: what a range may begin with unless that is lowered.
    private const int FirstUnprivileged = 1024;

    public static readonly Threshold Lowest = new("TV613.min_port", 10_000, "port",
        "engineering default: the customary ports of services end below it (8080, 9092, 9200)", "a range that begins below it takes the ports of services");

    public static readonly Threshold Narrowest = new("TV613.min_ports", 4_000, "ports",
        "engineering default: 4000 ports are 66 new connections a second towards one destination (60 s of TIME_WAIT)", "a range with fewer ports runs out");

    public override string Code => "TV613";

    public override string Name => "port-range-too-low";

    public override string Summary => "The ephemeral port range takes in the ports of services, or holds too few ports";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<Threshold> Thresholds => [Lowest, Narrowest];

    public override IReadOnlyList<string> Complaints => ["ip_local_port_range = 1024 65000", "ip_local_port_range: prefer different parity for start/end values", "a service cannot bind its port after a restart"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        `ip_local_port_range` begins so low that the kernel gives the ports of services (3306, 5432, 8080, 9092) to outgoing connections; or it holds so few ports that connections towards one destination run out of them; or both its ends are even, or both odd.

        ## Why it hurts
        While a service is down, for a restart of a second, an outgoing connection can get its port, and `bind()` then fails with EADDRINUSE, with SO_REUSEADDR too (measured on Linux 6.18). Two ends of the same parity waste little; the kernel complains of them in its log, because connect() and bind() look for odd and even ports separately.

        ## How we know
        The two ends of the range, against a port below which services live; reserved ports are taken out. On a host the listeners that the range takes in are named.

        ## What to do
        Begin above the services: `16384 65535` holds 49,152 ports, and the ends differ in parity. Reserve the ports of services that lie inside with `ip_local_reserved_ports`. First look whether more ports are needed at all (TV301): the default holds 28,232 for each destination.

        ## What does not help

        ## When to ignore
        A host that only connects and offers no service: a load generator, a crawler.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("SO_REUSEADDR in the service", "a port that an outgoing connection holds is refused all the same"),
        UselessRemedy.OnPage("`ip_unprivileged_port_start`: it is about who may bind, not about what the kernel chooses."),
        new("an even wider range", "it takes in more ports of services") { Page = "A wider range against a missing connection pool: it is used up as well." },
    ];

    public override LineOpinion? Judge(SettingLine line, SettingScene scene)
    {
        if (line.Key != Key
            || line.Numbers.Count == 0
            || (line.Numbers.Count > 1 ? line.Numbers : scene.FinalNumbers(Key)) is not [long low, long high]
            || high < low)
        {
            return null;
        }

        if ((scene.FinalText(Reserved) ?? (scene.IsHypothetical || scene.IsOutput ? "" : null)) is not { } text
            || PortSet.Parse(text) is not { } reserved)
        {
            return null;
        }

        if (low < FirstUnprivileged && !scene.IsOutput && scene.Final(PortStart) is null)
        {
            return null; // whether the kernel takes the line is not known
        }

        List<ListenerFacts> inside = scene.IsOutput ? [] : Services(scene.Input, low, high, reserved, scene.RunningNumbers(Key));
        long least = (long)scene.Input.Settings[Lowest];
        long ports = high - low + 1 - reserved.CountWithin(low, high);
        return low < least && !Covers(reserved, low, least)
                ? new LineOpinion(LineVerdict.Dangerous, $"Outgoing connections take the ports of services{Named(inside)}: one that restarts cannot bind its port while a connection has it.{Parity(low, high)}", Instead)
                { Weight = Severity.Warning } // a race at a restart, not an outage
            : ports < scene.Input.Settings[Narrowest]
                ? new LineOpinion(LineVerdict.Dangerous, $"It leaves {Figure.Count(ports, "port")} for the connections towards one destination, TIME_WAIT included.", Instead)
            : inside.Count > 0
                ? new LineOpinion(LineVerdict.Dangerous, $"The range takes in {(inside.Count == 1 ? (Phrase)"the port of a service" : "ports of services")} here{Named(inside)}.", $"Reserve {(inside.Count == 1 ? (Phrase)"it" : "them")} with {Reserved}, or begin above")
                { Weight = Severity.Warning }
            : (low & 1) == (high & 1) && !IsOldDefault(low, high)
                ? new LineOpinion(LineVerdict.Misleading, "Both ends are even, or both odd: the kernel takes it, logs \"prefer different parity\" and cannot keep connect() and bind() apart.", $"Write {low} {(high < 65_535 ? high + 1 : high - 1)}")
                { Weight = Severity.Info } // a line in the log, and half a port's worth of searching
            : null;
    }

    protected override RuleAnswer Live(RuleInput input)
    {
        if (SettingScene.Numbers(input.Netns.Sysctls.GetValueOrDefault(Key)) is not [long low, long high] || low >= input.Settings[Lowest])
        {
            return RuleAnswer.Quiet;
        }

        if (!input.Netns.Sysctls.TryGetValue(Reserved, out string? text) || PortSet.Parse(text) is not { } reserved)
        {
            return RuleAnswer.CannotTell(input.Lacks(Reserved, FactNames.Sysctls));
        }

        List<ListenerFacts> services = Services(input, low, (long)input.Settings[Lowest] - 1, reserved, known: null);
        return services.Count == 0 ? RuleAnswer.Quiet : RuleAnswer.Fires(With(OfValue(Severity.Warning,
            $"Ephemeral ports begin at {low} and take in {Figure.Count(services.Count, "service port")}", Key, $"{low} {high}",
            $"Outgoing connections may take a service's port while it is down{Named(services)}, and it cannot bind it again.", input,
            new SettingChange(Reserved, reserved.With(services.Select(service => service.Local.Port)).ToString()),
            "Reserve the ports of the services, or begin the range above them"),
            FindingFigure.Count("service_ports", services.Count, "ports")));
    }

    // The kernel's own until 4.1.
    private static bool IsOldDefault(long low, long high) => low == 32_768 && high == 61_000;

    private const string Instead = "Write 16384 65535, and reserve the ports of services inside with net.ipv4.ip_local_reserved_ports";

    private static Phrase Parity(long low, long high) => (low & 1) == (high & 1) ? " Its ends have the same parity, which the kernel logs." : "";

    private static Phrase Named(List<ListenerFacts> services) =>
        services.Count == 0 ? "" : (Phrase)$" ({Phrase.List([.. services.Take(MostListed).Select(Service)])}{(services.Count > MostListed ? (Phrase)$" and {services.Count - MostListed} more" : "")})";

    private static Phrase Service(ListenerFacts service) =>
        service.Processes.Count > 0 ? (Phrase)$"{service.Local.Port} {Who.Process(service.Processes[0])}" : $"{service.Local.Port}";

    // A reserved block that covers all of the low ports makes a low range harmless.
    private static bool Covers(PortSet reserved, long low, long least) => reserved.CountWithin(low, least - 1) == least - low;

    // The ports of TCP services that others can reach and that the running range has not taken in already.
    private static List<ListenerFacts> Services(RuleInput input, long low, long high, PortSet reserved, IReadOnlyList<long>? known) =>
        [.. input.Netns.Listeners
            .Where(listener => listener.Proto == Protocol.Tcp && listener.Inode != 0 && !listener.Local.Addr.IsLoopback
                && listener.Local.Port >= low && listener.Local.Port <= high && !reserved.Contains(listener.Local.Port)
                && !(known is [long from, long to] && listener.Local.Port >= from && listener.Local.Port <= to && from >= 32_768))
            .DistinctBy(listener => listener.Local.Port)
            .OrderBy(listener => listener.Local.Port)];
}
