using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Paths;

/// <summary>TV409: the reverse-path filter throws packets away.</summary>
internal sealed class ReversePathDrops : Rule
{
    private const string Counter = "TcpExt.IPReversePathFilter";
    private const string Reason = "ip_rpfilter";

    private static readonly Threshold MinCount = new("TV409.min_count", 3, "packets", "engineering default: a stray packet of a wrong cable or a spoofed source", "fewer packets in the interval are not reported");
    private static readonly Threshold WarnCount = new("TV409.warn_count", 10, "packets", "engineering default", "warning from so many on, where it is not known whether they were for a service of this host");

    public override string Code => "TV409";

    public override string Name => "reverse-path-drops";

    public override string Summary => "Packets that come in by one interface are thrown away because the way back to their sender leads by another: the reverse-path filter";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["SYNs arrive and nothing answers", "tcpdump shows the SYN and no SYN-ACK is sent", "the second network card does not answer", "martian source"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        For each packet that comes in, the kernel looks up the route back to its sender. With `rp_filter` 1 (strict, RFC 3704) that route must leave by the interface that the packet came in by; with 2 (loose) there must be a route at all. Otherwise the packet is thrown away without an answer. What holds for an interface is the larger one of `net.ipv4.conf.all.rp_filter` and its own.

        ## Why it hurts
        tcpdump shows the SYN, and no program ever does: clients run into their time-out as if a firewall stood in between. It strikes hosts with two networks or uplinks, answers that return by a tunnel or VPN, balancers that let servers answer directly, and containers with several interfaces. Nothing is logged unless `log_martians` is on.

        ## How we know
        The counter `IPReversePathFilter` grows (net/ipv4/ip_input.c `ip_rcv_finish_core`). Where the check-up may listen to the kernel, the reason SKB_DROP_REASON_IP_RPFILTER (Linux 5.17) says which packets they were, and by which interface they came. IPv6 has no such filter.

        ## What to do
        Decide which is wrong, the route or the filter.
        - The way back may differ on purpose: `sysctl -w net.ipv4.conf.INTERFACE.rp_filter=2` on the interface that they come in by. Loose mode still refuses sources that cannot be answered at all.
        - Answers should leave where the question came in: give that interface a table of its own and a rule, `ip route add default via GATEWAY dev INTERFACE table 100` and `ip rule add from ADDRESS table 100`.
        - A route is wrong: mend it. `ip route get SENDER` shows the way that answers take.

        Write the setting to /etc/sysctl.d, too: distributions set it there (`sysctl --system` tells which file wins).

        ## What does not help

        ## When to ignore
        A router that keeps spoofed sources out: the filter is there for that. A few strays of broadcast networks that are joined by two interfaces.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("rp_filter=0 on the interface alone", "the larger one of it and net.ipv4.conf.all.rp_filter holds") { Page = "`rp_filter=0` on the interface while `net.ipv4.conf.all.rp_filter` is 1: the larger one of both holds. 2 is larger than 1, so that 2 on the interface does help." },
        new("opening the port in the firewall", "the packets are thrown away before its input rules") { Page = "Opening the port in the firewall: the packets are thrown away when they are routed, before the rules for incoming packets." },
        new("somaxconn, tcp_max_syn_backlog", "no listener ever sees the SYN") { Page = "`somaxconn` and `tcp_max_syn_backlog`: no listener ever sees the SYN." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [MinCount, WarnCount];

    public override IReadOnlyList<Yardstick> Yardsticks(FindingSubject subject) => [Yardstick.Counter(Counter)];

    public override RuleAnswer Check(RuleInput input)
    {
        List<DroppedPackets> seen = Dropped.Of(input, group => group.Reason == Reason) ?? [];
        if (Increase.Of(input, Counter) is not { } counted && seen.Count == 0)
        {
            return RuleAnswer.CannotTell(Increase.Lacks(input, Counter));
        }

        long gain = Increase.Of(input, Counter) ?? 0;
        // The kernel's own counter counts from the first reading on, the program from when it is loaded.
        List<Finding> findings = [.. seen
            .GroupBy(group => group.Interface)
            .Select(group => (Interface: group.Key, Groups: group.ToList()))
            .Where(one => Math.Max(gain, Dropped.Sum(one.Groups)) >= input.Settings[MinCount])
            .Select(one => Seen(one.Interface, one.Groups, input))];
        if (findings.Count == 0 && gain >= input.Settings[MinCount])
        {
            findings.Add(Counted(gain, input));
        }

        return RuleAnswer.From(findings, null);
    }

    private Finding Seen(string? name, List<DroppedPackets> groups, RuleInput input)
    {
        long packets = Dropped.Sum(groups);
        DroppedPackets most = groups.MaxBy(group => group.Packets)!;
        DroppedPackets? service = groups.Where(group => group is { ByPort: true, Process: not null }).MaxBy(group => group.Packets);
        bool wanted = service is not null || packets >= input.Settings[WarnCount] && groups.Exists(group => group.Way == PacketWay.Forward);
        DroppedPackets shown = service ?? most;
        InetAddress sender = shown.Peer.Addr;
        FindingSubject subject = new()
        {
            Process = service?.Process,
            Local = shown.Port != 0 && shown.Way != PacketWay.Forward ? shown.Local : null,
            Setting = name is null ? Setting("all") : Setting(name),
            Counter = Counter,
        };
        Phrase at = name is null ? "an interface" : Phrase.Verbatim(name);
        return Found(wanted ? Severity.Warning : Severity.Info, Confidence.Certain,
            $"{Figure.Count(packets, "packet")} that came in by {at} were thrown away by the reverse-path filter in {Dropped.Time(input)}", subject) with
        {
            Figures = [FindingFigure.Gain("dropped", packets, "packets"), Dropped.Listened(input)],
            Evidence = [.. Dropped.Evidence(groups), .. Settings(name, input), Total(input)],
            Cause = name is not null && !IsStrict(name, input) && Effective(name, input) == 2
                ? (Phrase)$"The filter is loose at {at}: there is no route back to {Who.Endpoint(new(sender, 0))} at all."
                : (Phrase)$"The way back to {Who.Endpoint(new(sender, 0))} leads by another interface than {at}, and the strict filter forbids that{(service is not null ? (Phrase)$": {Who.Process(service.Process)} never sees these packets" : "")}.",
            Remedies = Remedies(name, shown, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private Finding Counted(long packets, RuleInput input)
    {
        List<string> strict = StrictInterfaces(input);
        string? only = strict.Count == 1 ? strict[0] : null;
        return Found(packets >= input.Settings[WarnCount] ? Severity.Warning : Severity.Info, Confidence.Likely,
            $"{Figure.Count(packets, "packet")} were thrown away by the reverse-path filter in {Figure.Time(input.Capture.IntervalMs)}",
            new FindingSubject { Setting = Setting(only ?? "all"), Counter = Counter }) with
        {
            Figures = [FindingFigure.Gain("dropped", packets, "packets")],
            Evidence =
            [
                new("thrown away in the interval", Figure.Of(packets), Counter),
                new("interfaces with the strict filter", strict.Count == 0 ? "unknown" : Listed.Names(strict), "net.ipv4.conf.*.rp_filter"),
                .. Settings(only, input),
                new("which packets", "unknown", Dropped.Lacks(input)),
            ],
            Cause = "Packets came in by an interface that no answer to their sender would leave by. Which ones is not counted apart: with the right to listen to the kernel the check-up names interface, sender and port.",
            Remedies = Remedies(only, null, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Remedy> Remedies(string? name, DroppedPackets? packets, RuleInput input)
    {
        List<Remedy> remedies = [];
        string sender = packets is null ? "SENDER" : packets.Peer.Addr.ToString();
        string plain = name is not null && RuleInput.IsPlain(name) ? name : "INTERFACE";
        if (name is not null && RuleInput.IsPlain(name) && Effective(name, input) != 2)
        {
            remedies.Add(KernelChange.Here(input, "If answers may take another way, let the filter be loose on that interface: a route back by any interface is enough then", Setting(name), "2"));
        }
        else
        {
            remedies.Add(new(RemedyLevel.Kernel, "If answers may take another way, let the filter be loose (2) on the interface that they come in by", input.Inside("sysctl -ar 'rp_filter'")));
        }

        remedies.Add(new(RemedyLevel.Network, "See by which way answers leave; if that is wrong, give the sender's network a route by the interface that it comes in by", input.Inside($"ip route get {sender}")));
        string local = packets is { Way: PacketWay.In } ? packets.Local.Addr.ToString() : "ADDRESS";
        remedies.Add(new(RemedyLevel.Network, $"If answers must leave where questions come in: a table for that interface (ip route add default via GATEWAY dev {plain} table 100), and a rule that leads there", input.Inside($"ip rule add from {local} table 100")));
        return remedies;
    }

    private static IEnumerable<Evidence> Settings(string? name, RuleInput input)
    {
        yield return name is null
            ? new("rp_filter of all", input.Running(Setting("all")), Setting("all"))
            : new($"rp_filter of {Phrase.Verbatim(name)} / of all: the larger holds", $"{input.Running(Setting(name))} / {input.Running(Setting("all"))}", $"{Setting(name)}, {Setting("all")}");
    }

    private static Evidence Total(RuleInput input) =>
        new("in the interval, as the kernel counts", Increase.Of(input, Counter) is { } gain ? Figure.Of(gain) : "unknown", Counter);

    private static bool IsStrict(string name, RuleInput input) => Effective(name, input) == 1;

    // net/ipv4/fib_frontend.c fib_validate_source takes IN_DEV_RPFILTER, the larger one of both (include/linux/inetdevice.h).
    private static long? Effective(string name, RuleInput input) =>
        input.Netns.Setting(Setting("all")) is { } all && input.Netns.Setting(Setting(name)) is { } own ? Math.Max(all, own) : null;

    private static List<string> StrictInterfaces(RuleInput input)
    {
        const string Head = "net.ipv4.conf.", Tail = ".rp_filter";
        List<string> strict = [];
        foreach (string setting in input.Netns.Sysctls.Keys)
        {
            if (setting.Length > Head.Length + Tail.Length
                && setting.StartsWith(Head, StringComparison.Ordinal) && setting.EndsWith(Tail, StringComparison.Ordinal)
                && setting[Head.Length..^Tail.Length].Replace('/', '.') is var name && name is not ("all" or "default" or "lo")
                && IsStrict(name, input))
            {
                strict.Add(name);
            }
        }

        strict.Sort(StringComparer.Ordinal);
        return strict;
    }

    // sysctl.d(5): a dot of an interface's name is written as a slash.
    private static string Setting(string name) => $"net.ipv4.conf.{name.Replace('.', '/')}.rp_filter";
}
