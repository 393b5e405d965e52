using System.Globalization;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Facts;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>TV217: a published port leads to a place in its container where nobody listens.</summary>
internal sealed class PublishedPortDead : Rule
{
    private static readonly Threshold WarnCount = new("TV217.warn_count", 3, "refusals", "engineering default, as TV212's: a container that starts refuses a few", "warning from so many refusals of one published port while it was listened; fewer are information");

    public override string Code => "TV217";

    public override string Name => "published-port-dead";

    public override string Summary => "A published port of a container leads to where nobody listens: its program is bound to loopback or to another port";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["the container's port is published and nothing answers", "curl: (56) Recv failure: Connection reset by peer", "it works inside the container and not from the host"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A port of this host is published (`docker run -p`, `ports:`). docker-proxy accepts the client, connects to the address of the container, and is refused there: in the container nobody listens on that address and port. The client is reset.

        ## Why it hurts
        The port is open, so that everything looks well from outside, and no client gets an answer. Inside the container the program works: whoever tries it there sees nothing wrong.

        ## How we know
        The kernel tells while the check-up waits (eBPF) that docker-proxy's connects are refused. The check-up enters the network namespace that has the address, and looks who listens there, on which addresses and ports. Refusals of other programs are TV212's. Where NAT rules alone forward the port, without docker-proxy (`"userland-proxy": false`, Podman, Kubernetes), nobody on this host connects, and this rule sees nothing: `tcpvet listeners -N all` shows the container's listeners.

        ## What to do
        - **The program listens on 127.0.0.1 of the container**: let it listen on 0.0.0.0 there (`host`, `bind`, `listen_addresses`, `--host 0.0.0.0`). The loopback of a container is its own, and no published port leads to it. Who may reach the port from outside is decided by how it is published: `-p 127.0.0.1:8080:8080` is for this host alone.
        - **It listens on another port**: publish that one; in `-p 8080:8000` the second number is the container's.
        - **Nobody listens**: the program has not started, or has ended; look in its log.

        ## What does not help

        ## When to ignore
        A container that is starting: its port is published before the program in it listens. A container that was stopped on purpose.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a rule in the firewall of this host", "the connection reaches the container, and is refused there") { Page = "A rule in the firewall of this host: the connection reaches the container, and is refused there." },
        new("EXPOSE in the image", "it publishes nothing and changes no address") { Page = "`EXPOSE` in the image: it publishes nothing and changes no address that a program listens on." },
        UselessRemedy.OnPage("`route_localnet` and DNAT to 127.0.0.1: they lead to the loopback of this host, not of the container."),
    ];

    public override IReadOnlyList<Threshold> Thresholds => [WarnCount];

    /// <summary>Whether a refused connect is one to a container that publishes a port: the proxy has the same name wherever Docker
    /// is.</summary>
    internal static bool SpeaksOf(FailedConnects refused) => refused is { Proto: Protocol.Tcp, Process.Name: "docker-proxy" };

    public override RuleAnswer Check(RuleInput input) => input.Netns.Heard is not { } heard
        ? RuleAnswer.CannotTell(input.Lacks(FactNames.Events))
        : RuleAnswer.Fires([.. FailedConnects.By(heard, FailureReason.Refused)
            .Where(SpeaksOf)
            .Select(refused => Dead(refused, heard, input))]);

    private Finding Dead(FailedConnects refused, HeardFacts heard, RuleInput input)
    {
        DestinationFacts known = refused.Destination ?? new();
        DestinationHolder? taker = known.Bound.FirstOrDefault(holder => holder.Takes);
        DestinationHolder? bound = taker ?? known.Bound.FirstOrDefault();
        DestinationHolder? other = bound is null ? known.Others.FirstOrDefault() : null;
        ProcessRef? program = (bound ?? other)?.Processes.FirstOrDefault();
        ListenerFacts? published = input.Netns.Listeners.FirstOrDefault(listener => listener.Proto == Protocol.Tcp
            && listener.Processes.Any(process => process.Pid == refused.Process!.Pid));
        Phrase port = published is null ? "A published port" : (Phrase)$"The published port {Who.Service(published.Local)}";
        Phrase there = known.Netns is { } netns ? (Phrase)$"network namespace {Phrase.Verbatim(netns.Label)}" : "the container";
        Severity severity = refused.Count >= input.Settings[WarnCount] && taker is null ? Severity.Warning : Severity.Info;
        return Found(severity, known.Netns is null ? Confidence.Possible : taker is null ? Confidence.Certain : Confidence.Likely,
            $"{port} leads to {Who.Short(refused.Peer)}, where {(bound is null ? "nobody" : (Phrase)$"{Who.Process(program)} does not")} listen{(bound is null ? "s" : "")}", new FindingSubject
            {
                Process = program ?? refused.Process,
                Cgroup = input.Process(program)?.Unit,
                Local = published?.Local,
                Peer = refused.Peer,
            }) with
        {
            Figures = [FindingFigure.Gain("refused", refused.Count, "refusals"), FindingFigure.Duration("listened", heard.DurationMs)],
            Evidence =
            [
                new("who forwards, and is refused", $"{Who.Process(refused.Process)} (docker-proxy of the published port), {Figure.Count(refused.Count, "time")}", FailedConnects.Source),
                .. refused.Evidence(heard),
                new("listening in the container, on that port / on others", $"{Holders(known.Bound)} / {Holders(known.Others)}", "sock_diag in the namespace that has the address"),
                .. input.Process(program)?.Unit is { } unit ? (Evidence[])[new("the container", Phrase.Verbatim(unit), "/proc/PID/cgroup")] : [],
            ],
            Cause = taker is not null ? (Phrase)$"{Who.Process(program)} listens on {Who.Endpoint(taker.Local)} in {there} now: it was not there when the proxy was refused, or it comes and goes."
                : bound is not null ? (Phrase)$"{Who.Process(program)} listens on {Who.Endpoint(bound.Local)} in {there}: {(bound.Local.Addr.IsLoopback ? (Phrase)"the loopback address only, which is the container's own" : (Phrase)"another address only")}. The proxy connects to {Who.Endpoint(refused.Peer)}."
                : other is not null ? (Phrase)$"In {there} nobody listens on port {refused.Peer.Port}. {Who.Process(program)} listens on port {other.Local.Port}."
                : (Phrase)$"In {there} nobody listens on port {refused.Peer.Port}: the program has not started, has ended, or listens on its loopback and another port.",
            Remedies = Remedies(refused, bound, other, program, known),
            DoesNotHelp = FalseRemedies,
        };
    }

    private static List<Remedy> Remedies(
        FailedConnects refused, DestinationHolder? bound, DestinationHolder? other, ProcessRef? program, DestinationFacts known)
    {
        Phrase any = Phrase.Verbatim(refused.Peer.Addr.Family == AddressFamily.IPv4 ? "0.0.0.0" : "::");
        string look = known.Netns?.Pid is { } pid ? $"tcpvet listeners -N {pid.ToString(CultureInfo.InvariantCulture)}" : "tcpvet listeners -N all";
        return
        [
            bound is { Takes: true } ? new(RemedyLevel.Configuration, "Look whether it restarts again and again", "tcpvet checkup --watch")
                : bound is not null ? new(RemedyLevel.Configuration, $"Let {Who.Process(program)} listen on {any} in the container, instead of {Who.Endpoint(bound.Local)}")
                : other is not null ? new(RemedyLevel.Configuration, $"Publish port {other.Local.Port}, on which {Who.Process(program)} listens (-p PORT:{other.Local.Port}), or let it listen on {refused.Peer.Port}")
                : new(RemedyLevel.Configuration, "Start the program in the container, or look in its log why it ended; compare its port with the published one"),
            new(RemedyLevel.Configuration, "See who listens in the container, and on which addresses", look),
        ];
    }

    private static Phrase Holders(IReadOnlyList<DestinationHolder> holders)
    {
        const int Shown = 3;
        return holders.Count == 0 ? "nobody" : Phrase.List(
            [.. holders.Take(Shown).Select(holder => (Phrase)$"{Who.Process(holder.Processes.FirstOrDefault())} on {Who.Endpoint(holder.Local)}")],
            Math.Max(0, holders.Count - Shown));
    }
}
