using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV215: a program that cannot be a server holds a socket that its parent opened.</summary>
internal sealed class InheritedListener : Rule
{
    private const int Shown = 5;
    private const int Protected = 3;
    private const long StuckMs = 3_000;

    public override string Code => "TV215";

    public override string Name => "inherited-listener";

    public override string Summary => "A program that cannot be a server holds a listener, or a connection, that its parent opened";

    public override Severity Severity => Severity.Critical;

    public override IReadOnlyList<string> Complaints =>
        ["Address already in use (EADDRINUSE)", "the service does not start: bind failed", "the service was stopped and the port is still open", "connects at once and then hangs"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A process such as `sleep`, `tail` or a shell holds a listening socket. It did not make it: a server opened the socket without close-on-exec, started this program, and the descriptor went along. As long as one descriptor is open, the kernel goes on listening.

        ## Why it hurts
        When the server has gone, clients are still connected by the kernel and wait for an `accept()` that never comes. The server cannot be started again: `bind()` fails with EADDRINUSE. A connection that was inherited stays open for the peer when the server has closed it.

        ## How we know
        The socket's inode is among the descriptors of the process (/proc/PID/fd), and its program file is one of those that never call `listen()`: the tools of coreutils, util-linux and procps, editors, shells. Where the server holds the socket too, it is information: nothing is broken yet, and a restart will fail while that program runs. A socket that systemd holds for a service (socket activation) is left out.

        ## What to do
        End the program that is named: the port is free at once. Then have the server open its sockets with close-on-exec: `SOCK_CLOEXEC` in `socket()` and `accept4()`, or `FD_CLOEXEC` on each; or close all descriptors before a child is started. Most runtimes do so by default; a wrapper, an old library or a `fork()` by hand does not.

        ## What does not help

        ## When to ignore
        A script that is handed a listening socket on purpose and starts the server with it, as an own socket activation.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("SO_REUSEADDR in the server", "a socket that listens refuses it all the same") { Page = "SO_REUSEADDR in the server: a socket that listens refuses it all the same." },
        new("another port for the service", "clients of this port are still connected to nobody") { Page = "Another port for the service: clients of this one are still connected to nobody." },
        new("waiting, or tcp_fin_timeout", "a listener has no time-out: it lasts as long as the program") { Page = "Waiting, or `tcp_fin_timeout`: a listener has no time-out, it lasts as long as the program." },
    ];

    public override RuleAnswer Check(RuleInput input) => RuleAnswer.From(
        [
            .. input.Netns.Listeners.Where(listener => listener.Proto == Protocol.Tcp)
                .Select(listener => Listener(listener, input))
                .OfType<Finding>(),
            .. Connections(input),
        ],
        input.IsLacking(FactNames.Owners) && input.Netns.Listeners.Any(listener => listener is { Proto: Protocol.Tcp, Processes.Count: 0 })
            ? "who holds the listeners: " + input.Lacks(FactNames.Owners) : null);

    private Finding? Listener(ListenerFacts socket, RuleInput input)
    {
        ProcessRef[] heirs = [.. socket.Processes.Where(process => Onlookers.CannotListen(process, input.Process(process)))];
        ProcessRef[] servers = [.. socket.Processes.Where(process => !Onlookers.CannotListen(process, input.Process(process)))];
        // systemd hands its sockets out; a start script may stand between it and the server.
        if (heirs.Length == 0 || servers.Any(process => process.Name is "systemd" or "init"))
        {
            return null;
        }

        // A server whose descriptors may not be read may hold it as well; root may read all but what is protected even from it. Who has not
        // accepted for seconds is no server.
        bool stuck = new AcceptQueue([socket]).OldestWaitMs(input) >= StuckMs && socket.Queue > 0;
        bool alone = servers.Length == 0 && (stuck || input.Capture.HostFacts?.UnreadableProcesses is null or <= Protected);
        ProcessRef heir = heirs[0];
        Phrase all = Phrase.List([.. socket.Processes.Take(Shown).Select(Who.Process)], Math.Max(0, socket.Processes.Count - Shown));
        long waiting = socket.Queue;
        Phrase where = Who.Service(socket.Local);
        Phrase title = servers.Length > 0 ? (Phrase)$"{Who.Process(heir)} holds the listener of {Who.Process(servers[0])} on {where} too"
            : waiting > 0 ? $"{Who.Process(heir)} keeps {where} open and cannot serve it: {Figure.Count(waiting, "client")} waiting"
            : (Phrase)$"{Who.Process(heir)} keeps {where} open and cannot serve it";
        Severity severity = !alone ? Severity.Info : waiting > 0 ? Severity.Critical : Severity.Warning;
        return Found(severity, alone ? Confidence.Certain : servers.Length > 0 ? Confidence.Likely : Confidence.Possible, title,
            new FindingSubject
            {
                Process = heir,
                Cgroup = input.Process(heir)?.Unit ?? Who.Cgroup(socket.Cgroup),
                Local = socket.Local,
            }) with
        {
            Figures =
            [
                FindingFigure.Count("heirs", heirs.Length, "processes"),
                FindingFigure.Count("servers", servers.Length, "processes"),
                FindingFigure.Count("waiting", waiting, "connections"),
            ],
            Evidence =
            [
                new("processes that hold the listener", all, "/proc/PID/fd"),
                new("of them, programs that never listen themselves", Figure.Of((long)heirs.Length), "/proc/PID/exe"),
                new("connections that wait for accept()", Figure.Of(waiting), "sock_diag: idiag_rqueue"),
                .. servers.Length == 0 && !alone ? (Evidence[])[new("other holders", "unknown", input.Lacks(FactNames.Owners))] : [],
            ],
            Cause = servers.Length > 0
                ? "The server opened its socket without close-on-exec, and a program that it started has it too. When the server ends, the port stays taken and nobody accepts."
                : alone ? "The server that opened the socket has gone, and a program that it started still holds it: the kernel goes on connecting clients that nobody will accept, and a new start of the server fails with EADDRINUSE."
                : "A program that opens no listening socket holds one: a server started it with its own descriptors. Whether the server still runs cannot be told without the rights to look.",
            Remedies = Remedies(heirs, servers, alone, input),
            DoesNotHelp = FalseRemedies,
        };
    }

    private IEnumerable<Finding> Connections(RuleInput input)
    {
        IEnumerable<(ProcessRef? Process, InetEndpoint Peer, long Open, long Closed)> held =
        [
            .. input.Netns.Connections?.Groups.Select(group => (group.Process, group.Peer, group.Count, 0L)) ?? [],
            .. input.GroupsOf(TcpState.CloseWait).Select(group => (group.Process, group.Peer, 0L, group.Count)),
        ];
        return held.Where(group => group.Process is { } process && Onlookers.UsesNoSocket(process, input.Process(process)))
            .GroupBy(group => group.Process!)
            .Select(group => Connection(group.Key, [.. group], input));
    }

    private Finding Connection(ProcessRef heir, (ProcessRef? Process, InetEndpoint Peer, long Open, long Closed)[] held, RuleInput input)
    {
        long open = held.Sum(one => one.Open);
        long closed = held.Sum(one => one.Closed);
        Dictionary<InetEndpoint, long> peers = held.GroupBy(one => one.Peer)
            .ToDictionary(peer => peer.Key, peer => peer.Sum(one => one.Open + one.Closed));
        return Found(closed > 0 ? Severity.Warning : Severity.Info, Confidence.Likely,
            $"{Who.Process(heir)} holds {Figure.Count(open + closed, "connection")} that its parent opened", new FindingSubject { Process = heir, Cgroup = input.Process(heir)?.Unit }) with
        {
            Figures = [FindingFigure.Count("connections", open + closed, "connections"), FindingFigure.Count("close_wait", closed, "connections")],
            Evidence =
            [
                new("connections whose first holder it is, ESTABLISHED and CLOSE_WAIT", $"{Figure.Of(open)}, {Figure.Of(closed)}", "/proc/PID/fd; sock_diag"),
                new("remote ends", Listed.MostOf(peers.ToList(), peer => peer.Addr.IsAny ? "many addresses" : Who.Endpoint(peer)), "sock_diag: id.idiag_dst"),
            ],
            Cause = "The program was started with descriptors of its parent (no close-on-exec). It neither reads nor closes them: the peer sees an open connection for as long as it runs.",
            Remedies = Remedies([heir], [], alone: true, input),
            DoesNotHelp = [FalseRemedies[^1]],
        };
    }

    private static List<Remedy> Remedies(ProcessRef[] heirs, ProcessRef[] servers, bool alone, RuleInput input)
    {
        string pids = string.Join(' ', heirs.Take(Shown).Select(process => $"{process.Pid}"));
        List<Remedy> remedies =
        [
            new(RemedyLevel.Application, "See who started it, and what for", $"ps -o pid,ppid,user,lstart,args -p {pids.Replace(' ', ',')}"),
            new(RemedyLevel.Application, alone ? "End it: the socket is closed at once, and what waits in it is reset" : "Before the server is restarted, end it", $"kill {pids}"),
        ];
        remedies.AddRange(servers.SelectMany(server => KnownSoftware.Remedies(Fault.InheritedSockets, input.Process(server)))
            .DistinctBy(remedy => remedy.Action.ToString()));
        remedies.Add(new(RemedyLevel.Application, "In the server, open every socket with close-on-exec (SOCK_CLOEXEC in socket() and accept4()), or close all descriptors before a program is started"));
        return remedies;
    }
}
