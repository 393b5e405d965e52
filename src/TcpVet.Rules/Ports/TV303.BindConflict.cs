using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Remedies;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Ports;

/// <summary>TV303: answers who holds a port that was asked about.</summary>
internal sealed class BindConflict : Rule
{
    private const string PrivilegedBelow = "net.ipv4.ip_unprivileged_port_start";

    public override string Code => "TV303";

    public override string Name => "bind-conflict";

    public override string Summary => "A port that was asked about is held by a socket that makes bind() fail";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["Address already in use (EADDRINUSE)", "the service does not start: bind failed", "nothing listens on the port and bind still fails"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        You asked about an address and port (`tcpvet checkup --bind ADDRESS:PORT`), and a socket holds it in a way that refuses another `bind()`. It need not listen: a connection, a TIME_WAIT or a socket that was only bound hold a port too.

        ## Why it hurts
        The service does not start: `bind()` or `listen()` fails with EADDRINUSE, "Address already in use".

        ## How we know
        All sockets with that port and the same address, or the wildcard on either side (net/ipv4/inet_connection_sock.c `inet_csk_bind_conflict`). Measured on Linux 6.18: a listener refuses everybody, unless both set SO_REUSEPORT and belong to the same user; `[::]` takes in IPv4 unless it is IPv6 only. TIME_WAIT and connections of an earlier run refuse unless that run *and* the new one set SO_REUSEADDR. An outgoing connection that was given the port refuses with SO_REUSEADDR as well, and so does its TIME_WAIT. Another address of the same host is free.

        ## What to do
        If the holder is a program that never listens itself (`sleep`, a shell), it inherited the socket: end it (TV215). If another program listens: stop it, or give one of them another port or address. If it is what the service left behind: wait up to 60 s, and set SO_REUSEADDR in the service from now on. If it is an outgoing connection: end it, then reserve the port so that it is never given away again (TV304).

        ## What does not help
        - SO_REUSEADDR against a listener or an outgoing connection: refused all the same.
        - `tcp_fin_timeout` and `tcp_tw_reuse`: TIME_WAIT is a constant of 60 s, and tw_reuse is for connect().
        - `ip_nonlocal_bind` cures EADDRNOTAVAIL (an address that is not of this host), root or CAP_NET_BIND_SERVICE cure EACCES (a port below `ip_unprivileged_port_start`); neither cures EADDRINUSE.

        ## When to ignore
        If the holder is the service itself, already running: then the port is where it should be, and only a second start of it fails.
        """u8;

    public override RuleAnswer Check(RuleInput input) => RuleAnswer.Fires([.. input.Netns.BindQuestions
        .Where(question => question.Holders.Any(holder => holder.Count > 0))
        .Select(question => Held(question, [.. question.Holders.Where(holder => holder.Count > 0)], input))]);

    private Finding Held(BindQuestion question, List<PortHolder> holders, RuleInput input)
    {
        PortHolder first = holders[0];
        Manner manner = MannerOf(question, first);
        // SO_REUSEADDR and SO_REUSEPORT cannot be seen from outside: what an earlier run left may not refuse.
        Confidence confidence = manner switch
        {
            Manner.Left => Confidence.Possible,
            Manner.Listens when input.ListenerAt(first.Local)?.Sharing > 1 => Confidence.Likely,
            Manner.Listens or Manner.Datagrams => Confidence.Certain,
            _ => Confidence.Likely,
        };
        Phrase protocol = question.Proto == Protocol.Udp ? "udp " : "";
        FindingSubject subject = new() { Process = first.Process, Cgroup = input.Process(first.Process)?.Unit, Local = question.Local };
        return Found(Severity.Warning, confidence, $"{protocol}{Who.Service(question.Local)} cannot be bound: {Does(manner, first)}", subject) with
        {
            Figures = [FindingFigure.Count("holders", first.Count, "sockets")],
            Evidence = [.. holders.Take(5).Select(holder => Evidence(question, holder)), .. Privilege(question, input)],
            Cause = IsInherited(manner, first, input)
                ? "A program that never listens itself holds the socket: a server opened it without close-on-exec, started this program, and has gone. The port is free when it ends (TV215)."
                : Cause(manner, first, question),
            Remedies = Remedies(manner, first, question, input),
            DoesNotHelp =
            [
                manner == Manner.Left
                    ? new("tcp_fin_timeout", "it governs orphaned FIN_WAIT2; TIME_WAIT is a constant of 60 s")
                    : new("SO_REUSEADDR in the new program", "it is refused all the same by this holder"),
                new("tcp_tw_reuse", "it is for connect(), not for bind()"),
                new("ip_nonlocal_bind", "it cures EADDRNOTAVAIL, an address that is not of this host"),
            ],
        };
    }

    private static Manner MannerOf(BindQuestion question, PortHolder holder) => (question.Proto, holder.State) switch
    {
        (Protocol.Udp, _) => Manner.Datagrams,
        (_, TcpState.Listen) => Manner.Listens,
        _ when holder.Outgoing => Manner.Outgoing,
        (_, TcpState.Close or TcpState.BoundInactive) => Manner.Bound,
        _ => Manner.Left,
    };

    private static Phrase Does(Manner manner, PortHolder holder) => manner switch
    {
        Manner.Listens => (Phrase)$"{Who.Process(holder.Process)} listens there",
        Manner.Datagrams => $"{Who.Process(holder.Process)} has it",
        Manner.Outgoing => $"an outgoing connection of {(holder.Process is null ? (Phrase)"a program" : Who.Process(holder.Process))} has it",
        Manner.Bound => $"{Who.Process(holder.Process)} has bound it",
        _ => $"{Figure.Count(holder.Count, "connection")} of an earlier run in {holder.State.Name()}",
    };

    private static Phrase Cause(Manner manner, PortHolder holder, BindQuestion question) => manner switch
    {
        Manner.Listens when question.Local.Addr.IsAny && !holder.Local.Addr.IsAny => "A program listens on one address of the port, and the wildcard would take that address in.",
        Manner.Listens when !question.Local.Addr.IsAny && holder.Local.Addr.IsAny => "A program listens on the port of every address, this one included.",
        Manner.Listens => "A program listens on the port already, perhaps the service itself; it refuses unless both set SO_REUSEPORT and belong to the same user.",
        Manner.Datagrams => "A UDP socket is bound to the port; it refuses unless both set SO_REUSEADDR or SO_REUSEPORT.",
        Manner.Outgoing => "The kernel gave the port to an outgoing connection, because it lies in the ephemeral range and is not reserved, or a program bound it before connecting.",
        Manner.Bound => "A program has bound the port and neither listens nor connects.",
        _ when holder.State == TcpState.TimeWait => "Connections of an earlier run are in TIME_WAIT. They refuse for up to 60 s, unless that run and the new one both set SO_REUSEADDR.",
        _ => "Connections of an earlier run are not closed yet. They refuse unless that run and the new one both set SO_REUSEADDR.",
    };

    private static List<Remedy> Remedies(Manner manner, PortHolder holder, BindQuestion question, RuleInput input)
    {
        List<Remedy> remedies = [];
        if (IsInherited(manner, holder, input))
        {
            return
            [
                new(RemedyLevel.Application, "See who started the holder, and what for", $"ps -o pid,ppid,user,lstart,args -p {holder.Process!.Pid}"),
                new(RemedyLevel.Application, "End it: the port is free at once", $"kill {holder.Process.Pid}"),
                new(RemedyLevel.Application, "In the server, open sockets with close-on-exec (SOCK_CLOEXEC), so that programs that it starts do not inherit them"),
            ];
        }

        if (holder.Process is { } process)
        {
            remedies.Add(new(RemedyLevel.Configuration, "See what the holder is; stop it, or give one of the two another port or address", $"ps -o pid,ppid,user,lstart,args -p {process.Pid}"));
        }

        switch (manner)
        {
            case Manner.Left:
                remedies.Add(new(RemedyLevel.Application, "Set SO_REUSEADDR before bind() in the service; it acts from its next run on"));
                remedies.Add(new(RemedyLevel.Configuration, holder.State == TcpState.TimeWait ? "Or wait: TIME_WAIT ends after 60 s" : "Or wait until they are closed"));
                break;
            case Manner.Outgoing:
                remedies.Add(Reserve(question.Local.Port, input));
                break;
            default:
                remedies.Add(new(RemedyLevel.Configuration, "Or bind another address: the same port of another address is free unless somebody holds the wildcard"));
                break;
        }

        return remedies;
    }

    private static bool IsInherited(Manner manner, PortHolder holder, RuleInput input) =>
        manner is Manner.Listens or Manner.Bound && holder.Process is { } process
            && Onlookers.CannotListen(process, input.Process(process));

    private static Remedy Reserve(ushort port, RuleInput input)
    {
        const string Action = "Keep the port from being given away again";
        return PortSet.ReservedIn(input) is { } reserved
            ? KernelChange.Here(input, Action, PortSet.ReservedPorts, $"{reserved.With([port])}")
            : new Remedy(RemedyLevel.Kernel, Action);
    }

    private static Evidence Evidence(BindQuestion question, PortHolder holder)
    {
        Phrase state = question.Proto != Protocol.Udp
            ? Phrase.Verbatim(holder.State.Name())
            : holder.State == TcpState.Established ? "connected"
            : "unconnected";
        Phrase peer = holder.Peer is { } remote ? (Phrase)$" to {Who.Endpoint(remote)}" : "";
        Phrase who = holder.Process is null ? (Phrase)$"no known process, uid {holder.Uid}" : $"{Who.Process(holder.Process)}, uid {holder.Uid}";
        return new($"{(holder.Outgoing ? (Phrase)"outgoing, " : "")}{state} on {Who.Service(holder.Local)}", $"{Figure.Of(holder.Count)}{peer}: {who}", "sock_diag: id.idiag_sport, idiag_state");
    }

    private static IEnumerable<Evidence> Privilege(BindQuestion question, RuleInput input)
    {
        if (input.Netns.Setting(PrivilegedBelow) is { } start && question.Local.Port < start)
        {
            yield return new("ports below it also need CAP_NET_BIND_SERVICE (EACCES)", Figure.Of(start), PrivilegedBelow);
        }
    }

    // How a socket holds the port.
    private enum Manner
    {
        Listens,
        Datagrams,
        Outgoing,
        Bound,
        Left,
    }
}
