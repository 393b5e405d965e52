using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Ports;

/// <summary>TV304: a service's port may be taken by an outgoing connection while the service is down.</summary>
internal sealed class EphemeralRangeOverlaps : Rule
{
    private const string Reserved = "net.ipv4.ip_local_reserved_ports";
    private const int MostListed = 6;

    public override string Code => "TV304";

    public override string Name => "ephemeral-range-overlaps";

    public override string Summary => "A service listens on a port that outgoing connections may take while it is restarted";

    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<string> Complaints => ["Address already in use (EADDRINUSE)", "a service does not start now and then", "bind: address already in use after a restart"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A service listens on a port inside `ip_local_port_range`. From this range the kernel gives a local port to every outgoing connection that asks for none, and nothing keeps it from giving this one while the service is down.

        ## Why it hurts
        One day the service is restarted, and in that moment an outgoing connection has its port: `bind()` fails with EADDRINUSE, with SO_REUSEADDR too (measured on Linux 6.18), until that connection and its TIME_WAIT are gone. It is rare, it passes, and nobody finds out why. While the service runs its port is not given away.

        ## How we know
        The ports of listeners that others can reach, against `ip_local_port_range` less `ip_local_reserved_ports`. UDP sockets in the range are mostly clients; they count when they belong to the kernel (WireGuard) or share their port, or when the same program listens on the port with TCP. A port of the parity that `bind()` with port 0 is given, the other than that of the range's lower end, was chosen by nobody unless something says so: the command line, a second socket with it, custom. Listeners on a loopback address, in the kernel (NFS) and of rpc.* programs choose their port freely and are left out.

        ## What to do
        Reserve the ports of services: `ip_local_reserved_ports` keeps automatic choice away from them, and an explicit `bind()` still works. It takes effect at once, without a restart. Or move the range: its lower end above the services' ports.

        ## What does not help

        ## When to ignore
        Listeners that take any free port and tell it to others (RMI, passive FTP, test servers, cluster nodes): they cannot collide, they take another one.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("SO_REUSEADDR in the service", "a port that an outgoing connection holds is refused all the same") { Page = "SO_REUSEADDR in the service: it does not help against a port that an outgoing connection holds." },
        new("a wider ip_local_port_range", "it takes in more ports of services") { Page = "A wider range: it takes in more ports of services." },
        new("ip_nonlocal_bind", "it concerns addresses, not ports") { Page = "`ip_nonlocal_bind` concerns addresses, not ports." },
    ];

    // Below the default range numbers of services are custom, and a wide range takes them in (Documentation/networking/ip-sysctl.rst).
    private const int DefaultLow = 32768;

    // Of the parity that is free choice's, and services' own by custom: Keystone, Tailscale, gRPC, HDFS, H2O.
    private static readonly ushort[] Usual = [35357, 41641, 50051, 50075, 54321];

    public override RuleAnswer Check(RuleInput input)
    {
        if (input.Netns.PortBudget is not { } budget)
        {
            return RuleAnswer.Quiet; // ports are not known to be ephemeral: TV301 says so where it matters
        }

        Lookup<ushort, ListenerFacts> tcp =
            input.Netns.Listeners.Where(listener => listener.Proto == Protocol.Tcp).ToLookup(listener => listener.Local.Port);
        List<ListenerFacts> inside =
            [.. input.Netns.Listeners.Where(listener =>
                listener.Local.Port >= budget.Low && listener.Local.Port <= budget.High && IsService(listener, tcp)
                    && !MayBeAnyPort(listener, budget, input))];
        if (inside.Count == 0)
        {
            return RuleAnswer.Quiet;
        }

        if (!input.Netns.Sysctls.TryGetValue(Reserved, out string? text))
        {
            return RuleAnswer.CannotTell(input.Lacks(Reserved, FactNames.Sysctls));
        }

        if (PortSet.Parse(text) is not { } reserved)
        {
            return RuleAnswer.CannotTell($"{Reserved} (its text is no list of ports)");
        }

        inside.RemoveAll(listener => reserved.Contains(listener.Local.Port));
        return inside.Count == 0 ? RuleAnswer.Quiet : RuleAnswer.Fires(Overlaps(inside, reserved, budget, input));
    }

    // bind() with port 0 takes ports of the other parity than the range's lower end, as long as there are any
    // (net/ipv4/inet_connection_sock.c inet_csk_find_open_port). Such a port was chosen only where something says so.
    private static bool MayBeAnyPort(ListenerFacts listener, PortBudget budget, RuleInput input)
    {
        ushort port = listener.Local.Port;
        return port >= DefaultLow && ((port - budget.Low) & 1) == 1 && listener.Inode != 0 && listener.Sharing <= 1 && !Usual.Contains(port)
            && !input.Netns.Listeners.Any(other =>
                other.Local.Port == port && (other.Local, other.Proto) != (listener.Local, listener.Proto))
            && !listener.Processes.Any(process => input.Process(process)?.CommandLine is { } command && Names(command, $"{port}"));
    }

    private static bool Names(string command, string port)
    {
        int from = 0;
        while (command.IndexOf(port, from, StringComparison.Ordinal) is >= 0 and int at)
        {
            from = at + 1;
            int end = at + port.Length;
            if ((at == 0 || !char.IsAsciiDigit(command[at - 1])) && (end == command.Length || !char.IsAsciiDigit(command[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsService(ListenerFacts listener, Lookup<ushort, ListenerFacts> tcp)
    {
        if (listener.Local.Addr.IsLoopback || listener.Processes.Any(process => process.Name.StartsWith("rpc.", StringComparison.Ordinal)))
        {
            return false;
        }

        if (listener.Proto == Protocol.Tcp)
        {
            return listener.Inode != 0;
        }

        // An unconnected UDP socket with a port of the range is mostly a client's: resolvers, NTP, media.
        return listener.Inode == 0 || listener.Sharing > 1
            || tcp[listener.Local.Port].Any(service => service.Processes.Intersect(listener.Processes).Any());
    }

    private Finding Overlaps(List<ListenerFacts> inside, PortSet reserved, PortBudget budget, RuleInput input)
    {
        List<ushort> ports = [.. inside.Select(listener => listener.Local.Port).Distinct().Order()];
        List<Phrase> named = [.. inside.OrderBy(listener => listener.Local.Port).ThenBy(listener => listener.Proto)
            .Select(listener => (Phrase)$"{listener.Local.Port}{(listener.Proto == Protocol.Udp ? (Phrase)"/udp" : "")} {Holder(listener)}").Distinct()];
        Phrase list = Phrase.List([.. named.Take(MostListed)]);
        int more = named.Count - MostListed;
        return Found(Severity.Info, Confidence.Certain,
            ports.Count == 1
                ? (Phrase)$"Port {ports[0]} of {Holder(inside[0])} lies in the ephemeral range and is not reserved"
                : $"{Figure.Of((long)ports.Count)} ports of services lie in the ephemeral range and are not reserved", new FindingSubject { Setting = Reserved }) with
        {
            Figures =
            [
                FindingFigure.Count("ports", ports.Count, "ports"),
                FindingFigure.Limit("range_first", budget.Low, "port"),
                FindingFigure.Limit("range_last", budget.High, "port"),
            ],
            Evidence =
            [
                new("ports and who listens there", more > 0 ? (Phrase)$"{list} and {Figure.Of((long)more)} more" : list, "sock_diag: id.idiag_sport"),
                new("ephemeral range", $"{budget.Low}–{budget.High}", "net.ipv4.ip_local_port_range"),
                new("reserved in it", Figure.Count(budget.Reserved, "port"), Reserved),
            ],
            Cause = "While such a service is down, an outgoing connection can be given its port, and the service cannot bind it again until that connection is gone.",
            Remedies =
            [
                KernelChange.Here(input, "Reserve the ports; what is reserved already stays", Reserved, $"{reserved.With(ports)}"),
                new(RemedyLevel.Configuration, "Or give the services ports below the range"),
            ],
            DoesNotHelp = FalseRemedies,
        };
    }

    private static Phrase Holder(ListenerFacts listener) =>
        listener.Processes.Count > 0 ? Who.Process(listener.Processes[0]) : listener.Inode == 0 ? "the kernel" : Who.Process(null);
}
