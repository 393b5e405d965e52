using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Handshake;

/// <summary>The connection requests of one service that wait for the handshake's end (SYN_RECV): no process holds them yet.</summary>
internal sealed class HalfOpen
{
    private readonly Dictionary<InetAddress, long> sources = [];

    private HalfOpen(InetEndpoint service, ListenerFacts? listener) => (Service, Listener) = (service, listener);

    /// <summary>What the listener is bound to.</summary>
    public InetEndpoint Service { get; }

    /// <summary>The listener; null when the record does not hold it.</summary>
    public ListenerFacts? Listener { get; }

    public long Count { get; private set; }

    /// <summary>Those whose SYN-ACK was sent again.</summary>
    public long Repeated { get; private set; }

    /// <summary>Those whose SYN-ACK was sent again at least twice.</summary>
    public long RepeatedTwice { get; private set; }

    /// <summary>The most repetitions of one SYN-ACK.</summary>
    public int MostRepetitions { get; private set; }

    /// <summary>
    /// False where sock_diag was refused: the seventh field of a request in /proc/net/tcp counts its timer's expiries, not its
    /// repetitions (net/ipv4/tcp_ipv4.c <c>get_openreq4</c>), and with TCP_DEFER_ACCEPT the one grows without the other.
    /// </summary>
    public bool KnowsRepetitions { get; private init; }

    /// <summary>Distinct remote addresses, at least: beyond the record's limit the small ones are joined.</summary>
    public int Sources => sources.Count;

    /// <summary>The remote addresses that have most.</summary>
    public Phrase Peers => Listed.MostOf(sources, address => address.IsAny ? "others" : Who.Endpoint(new(address, 0)));

    /// <summary>The process that listens; null when unknown.</summary>
    public ProcessRef? Process => Listener?.Processes is [{ } first, ..] ? first : null;

    /// <summary><c>nginx (pid 12) on :80</c>.</summary>
    public Phrase Name => Process is null ? (Phrase)$"the listener on {Who.Service(Service)}" : $"{Who.Process(Process)} on {Who.Service(Service)}";

    /// <summary>What a finding about it is about.</summary>
    public FindingSubject Subject(RuleInput input) => new()
    {
        Process = Process,
        Cgroup = input.Process(Process)?.Unit ?? Who.Cgroup(Listener?.Cgroup),
        Local = Service,
    };

    /// <summary>The services that have any, most first.</summary>
    public static Derived<IReadOnlyList<HalfOpen>> All { get; } = new(Make);

    private static IReadOnlyList<HalfOpen> Make(RuleInput input)
    {
        Dictionary<InetEndpoint, HalfOpen> services = [];
        bool known = !input.Netns.Listeners.Any(listener => listener is { Proto: Protocol.Tcp, Limit: null });
        foreach (SocketGroup group in input.GroupsOf(TcpState.SynRecv).Where(group => group is { Inbound: true, Count: > 0 }))
        {
            ListenerFacts? listener = input.ListenerAt(group.Local);
            InetEndpoint local = listener?.Local ?? group.Local;
            if (!services.TryGetValue(local, out HalfOpen? service))
            {
                services.Add(local, service = new HalfOpen(local, listener) { KnowsRepetitions = known });
            }

            service.Add(group);
        }

        return [.. services.Values.OrderByDescending(service => service.Count).ThenBy(service => service.Service)];
    }

    private void Add(SocketGroup group)
    {
        Count += group.Count;
        Repeated += group.Retransmitting;
        RepeatedTwice += group.RetransmittingTwice;
        MostRepetitions = Math.Max(MostRepetitions, group.RetransmitsMax);
        sources[group.Peer.Addr] = sources.GetValueOrDefault(group.Peer.Addr) + group.Count;
    }
}
