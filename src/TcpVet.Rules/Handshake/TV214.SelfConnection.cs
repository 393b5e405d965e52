using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV214: a client has connected to itself.</summary>
internal sealed class SelfConnection : Rule
{
    public override string Code => "TV214";

    public override string Name => "self-connection";

    public override string Summary => "A client that connects again and again to a local port has met itself: both ends are one socket";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints =>
        ["a program reads back what it sent", "Address already in use (EADDRINUSE)", "the service does not start: bind failed", "connected although nothing listens there"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        An established connection has the same address and port at both ends: it is one socket that talks to itself. A client tried to reach a local service that was down; its port lies in the ephemeral range, and one day the kernel gave that very port to the client as its own. TCP then completes a simultaneous open with itself.

        ## Why it hurts
        The client believes that it has reached its server, and reads back what it writes: handshakes of protocols fail in odd ways, or it waits for ever. It holds the port, so that the real service cannot be started: `bind()` fails with EADDRINUSE.

        ## How we know
        Local and remote end of an ESTABLISHED socket are equal (sock_diag). Nothing else looks like it.

        ## What to do
        End the connection: restart the client, or let it notice. In the client, compare `getsockname()` with `getpeername()` after `connect()`, close when they are equal, and pause before the next try. Keep the port from being given away: reserve it (`ip_local_reserved_ports`), or give the service a port below the range.

        ## What does not help

        ## When to ignore
        Never in production; tests of simultaneous open make it on purpose.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("SO_REUSEADDR in the service", "the port of an open connection without it is refused all the same") { Page = "SO_REUSEADDR in the service: the port is held by a connection that did not set it." },
        new("more retries, sooner", "each try is another chance to meet itself") { Page = "More retries, sooner: each try is another chance for the client to meet itself." },
        new("tcp_tw_reuse", "nothing is in TIME_WAIT") { IsCode = true },
    ];

    public override RuleAnswer Check(RuleInput input) => input.Netns.Connections is not { } survey
        ? input.Netns.Tcp[TcpState.Established] == 0 ? RuleAnswer.Quiet
            : RuleAnswer.CannotTell(input.Lacks(FactNames.TcpInfo, FactNames.SockDiag))
        : RuleAnswer.Fires([.. survey.Groups.Where(group => group.SelfConnected > 0).Select(group => Itself(group, input))]);

    private Finding Itself(ConnectionGroup group, RuleInput input)
    {
        InetEndpoint end = group.Peer;
        bool known = !end.Addr.IsAny;
        Phrase where = known ? (Phrase)$" on {Who.Short(end)}" : "";
        PortBudget? budget = input.Netns.PortBudget;
        List<Evidence> evidence =
        [
            new("connections whose two ends are the same", Figure.Of(group.SelfConnected), "sock_diag: id.idiag_src, id.idiag_dst"),
        ];
        if (budget is not null)
        {
            evidence.Add(new("ephemeral range", $"{budget.Low}–{budget.High}", "net.ipv4.ip_local_port_range"));
        }

        if (group.Process is null)
        {
            evidence.Add(new("process", "unknown", input.Lacks(FactNames.Owners)));
        }

        return Found(Severity.Warning, Confidence.Certain, $"{Who.Process(group.Process)} is connected to itself{where}",
            new FindingSubject { Process = group.Process, Cgroup = input.Process(group.Process)?.Unit, Peer = known ? end : null }) with
        {
            Figures = [FindingFigure.Count("connections", group.SelfConnected, "connections")],
            Evidence = evidence,
            Cause = "It tried again and again to reach a local port on which nobody listened, until the kernel gave it that port as its own: what it writes, it reads. While it lasts, the real service cannot bind the port.",
            Remedies = Remedies(group, known ? end : null, budget, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Remedy> Remedies(ConnectionGroup group, InetEndpoint? end, PortBudget? budget, RuleInput input)
    {
        List<Remedy> remedies = [];
        if (end is { } port)
        {
            remedies.Add(new(RemedyLevel.Application, "End it, so that the port is free for its service", input.Tcpvet($"close 'src = {Who.InCommand(port)} and dst = {Who.InCommand(port)}'")));
        }
        else if (group.Process is { } process)
        {
            remedies.Add(new(RemedyLevel.Application, "Find it", input.Tcpvet($"list -p state established | grep -w {process.Pid}")));
        }

        remedies.Add(new(RemedyLevel.Application, "In the client, compare getsockname() with getpeername() after connect(), close when they are equal, and pause before the next try"));
        // Where the range does not hold the port any more, it was changed since.
        if (end is { Port: var number }
            && (budget is null || (number >= budget.Low && number <= budget.High))
            && PortSet.ReservedIn(input) is { } reserved
            && !reserved.Contains(number))
        {
            remedies.Add(KernelChange.Here(input, "Keep the port from being given to clients; what is reserved already stays", PortSet.ReservedPorts, $"{reserved.With([number])}"));
        }

        remedies.Add(new(RemedyLevel.Configuration, "Or give the service a port below the ephemeral range"));
        return remedies;
    }
}
