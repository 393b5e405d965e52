using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV216: a program reaches a service over one address family, and gets no answer over the other.</summary>
internal sealed class OneFamilyUnreachable : Rule
{
    private static readonly Threshold WarnCount = new("TV216.warn_count", 2, "sockets", "engineering default: one may be a single try that was just begun", "warning when so many connects of a program wait for the silent family");

    public override string Code => "TV216";

    public override string Name => "one-family-unreachable";

    public override string Summary => "A program is connected to a service over one address family while its connects over the other get no answer";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["connecting takes whole seconds", "the first connect hangs and then it works", "IPv6 does not work", "slow only from this host"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A process has connections to a port over one family, mostly IPv4, and its connects to the same port over the other, mostly IPv6, stay in SYN_SENT. The name of the service has addresses of both, and one way is dead: no route beyond the router, a firewall that knows one family only, or an address in DNS that nobody serves.

        ## Why it hurts
        Programs try the addresses one after the other, IPv6 first (RFC 6724): each connect waits for its time-out, seconds to two minutes, before it takes the way that works.

        ## How we know
        Sockets of the process in SYN_SENT, their SYN repeated (`idiag_retrans`), towards one family; ESTABLISHED ones of the same process to the same port over the other; and none over the first. That both are the same service is not seen: names are known to the program alone.

        ## What to do
        Ask both addresses, and follow the silent one. Mend that way, or take its address out of DNS. Until then have the client try both at once (Happy Eyeballs, RFC 8305), or prefer the family that works: `/etc/gai.conf` for programs of glibc, the runtime's own switch for others.

        ## What does not help

        ## When to ignore
        A program that talks to many services on one port, of which a single one is down.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a lower tcp_syn_retries", "it shortens the wait of every program instead of mending the way") { Page = "A lower `tcp_syn_retries` shortens the wait of every program on the host; the way stays dead." },
        new("a larger backlog or somaxconn", "they concern connections that come in") { Page = "A larger backlog or `somaxconn`: they concern connections that come in." },
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount];

    public override RuleAnswer Check(RuleInput input)
    {
        SocketGroup[] repeating = [.. input.GroupsOf(TcpState.SynSent).Where(group => group is { Inbound: false, Retransmitting: > 0 })];
        SocketGroup[] silent = [.. repeating.Where(group => group.Process is not null)];
        if (silent.Length == 0)
        {
            return repeating.Length == 0 ? RuleAnswer.Quiet : RuleAnswer.CannotTell(input.Lacks(FactNames.Owners));
        }

        if (input.Netns.Connections is not { } survey)
        {
            return RuleAnswer.CannotTell(input.Lacks(FactNames.TcpInfo, FactNames.SockDiag));
        }

        Lookup<Way, ConnectionGroup> live = survey.Groups
            .Where(group => group is { Inbound: false, Process: not null } && group.Peer.Port != 0)
            .ToLookup(group => new Way(group.Process!.Pid, group.Peer.Port, IsV6: false));
        // Connections of nobody knows whom may be this process's, over the family that is taken for silent.
        HashSet<Way> unowned = [.. survey.Groups
            .Where(group => group is { Inbound: false, Process: null } && group.Peer.Port != 0)
            .Select(group => new Way(0, group.Peer.Port, IsV6(group.Peer.Addr)))];
        return RuleAnswer.Fires([.. silent
            .GroupBy(group => new Way(group.Process!.Pid, group.Peer.Port, IsV6(group.Peer.Addr)))
            .Where(groups => !unowned.Contains(groups.Key with { Pid = 0 }))
            .Select(groups => OneWay([.. groups], [.. live[groups.Key with { IsV6 = false }]], input))
            .OfType<Finding>()]);
    }

    private static bool IsV6(InetAddress address) => address.Unmapped.Family == AddressFamily.IPv6;

    private Finding? OneWay(SocketGroup[] silent, ConnectionGroup[] live, RuleInput input)
    {
        bool v6 = IsV6(silent[0].Peer.Addr);
        ConnectionGroup[] other = [.. live.Where(group => IsV6(group.Peer.Addr) != v6)];
        // Over the silent family somebody answers: then it is that one destination, and TV209 says so.
        if (other.Length == 0 || other.Length != live.Length)
        {
            return null;
        }

        SocketGroup most = silent.MaxBy(group => group.Count)!;
        ConnectionGroup works = other.MaxBy(group => group.Count)!;
        long waiting = silent.Sum(group => group.Count);
        string dead = v6 ? "IPv6" : "IPv4";
        return Found(waiting >= input.Settings[WarnCount] ? Severity.Warning : Severity.Info, Confidence.Likely,
            $"{Who.Process(most.Process)} gets no answer over {dead} on port {most.Peer.Port}, and is connected over {(v6 ? "IPv4" : "IPv6")}: {Figure.Of(waiting)} wait",
            new FindingSubject { Process = most.Process, Cgroup = input.Process(most.Process)?.Unit, Peer = most.Peer }) with
        {
            Figures =
            [
                FindingFigure.Count("connecting", waiting, "sockets"),
                FindingFigure.Count("connected", other.Sum(group => group.Count), "connections"),
                FindingFigure.Count("port", most.Peer.Port, "port"),
            ],
            Evidence =
            [
                new("in SYN_SENT, SYN repeated", $"{Figure.Of(waiting)} to {Who.Endpoint(most.Peer)}", "sock_diag: idiag_state, idiag_retrans"),
                new("established by the same process, on the same port", $"{Figure.Of(other.Sum(group => group.Count))} to {Who.Endpoint(works.Peer)}", "sock_diag: idiag_state"),
            ],
            Cause = $"The service has addresses of both families, as it seems, and over {dead} nothing comes back. The program tries that one first and waits for its time-out each time.",
            Remedies = Remedies(most, works, v6, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Remedy> Remedies(SocketGroup silent, ConnectionGroup works, bool v6, RuleInput input)
    {
        InetAddress far = silent.Peer.Addr.Unmapped;
        List<Remedy> remedies =
        [
            new(RemedyLevel.Network, "Ask both: this decides whether the family or the service is silent", input.Tcpvet($"probe '{Who.InCommand(silent.Peer)}' '{Who.InCommand(works.Peer)}'")),
            new(RemedyLevel.Network, "See where the silent way ends; mend it, or take that address out of DNS", input.Inside($"tracepath -n {far}")),
            .. KnownSoftware.Remedies(Fault.OneFamilyFirst, input.Process(silent.Process)),
        ];
        if (v6)
        {
            remedies.Add(new(RemedyLevel.Configuration, "Until then, prefer IPv4 in programs that ask glibc: precedence ::ffff:0:0/96 100 in /etc/gai.conf", "grep -n precedence /etc/gai.conf"));
        }

        remedies.Add(new(RemedyLevel.Application, "Have the client try both families at once (Happy Eyeballs, RFC 8305), with a short time-out for connect()"));
        return remedies;
    }

    /// <summary>Whose connects, to which port, over which family.</summary>
    private sealed record Way(int Pid, ushort Port, bool IsV6);
}
