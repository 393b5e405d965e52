using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>Counts what a trace tells, in bounded room, and makes the facts of a capture of it.</summary>
/// <param name="isListening">Whether a namespace has a listener on a port: which way a connection was made that began before the
/// trace.</param>
public sealed class TraceTally(Func<uint, ushort, bool> isListening) : ITraceListener
{
    private const int MostServices = 1000;
    private const int MostResets = 1000;
    private const int MostWaiting = 65_536;
    private const int MostShown = 100;
    private const ulong BriefNs = 1_000_000_000;

    private readonly Dictionary<ServiceKey, Figures> services = [];
    private readonly Dictionary<ResetKey, Resets> resets = [];
    private readonly Dictionary<ulong, (ServiceKey Key, ulong Since)> waiting = [];
    private readonly Dictionary<uint, long> servicesLeftOut = [];
    private readonly Dictionary<uint, long> resetsLeftOut = [];

    private readonly record struct ServiceKey(uint Netns, bool Inbound, InetEndpoint Service);

    private sealed class Resets(ResetKey key)
    {
        public ResetKey Key => key;

        public long Count { get; set; }

        /// <summary>Those of connections that carried nothing and were brief.</summary>
        public long Empty { get; set; }
    }

    private readonly record struct ResetKey(uint Netns, bool Sent, bool? Inbound, ushort Port, InetAddress Peer, uint Reason,
        ProcessRef? Process);

    private sealed class Figures
    {
        // Enough for a median; those after are as the first.
        public const int MostLengths = 2048;

        public long Opened { get; set; }

        public long ClosedHere { get; set; }

        public long ClosedThere { get; set; }

        public long Failed { get; set; }

        public long CloseWaits { get; set; }

        public List<ulong> Lengths { get; } = [];

        public Dictionary<ProcessRef, long> Processes { get; } = [];

        public long Events => Opened + ClosedHere + ClosedThere + Failed + CloseWaits;
    }

    /// <inheritdoc/>
    public void OnTransition(in Transition transition)
    {
        ServiceKey key = KeyOf(in transition);
        switch (transition)
        {
            case { To: TcpState.Established }:
                if (Of(key) is { } opened)
                {
                    opened.Opened++;
                    Note(opened, transition.Process);
                }

                break;
            case { To: TcpState.CloseWait }:
                if (Of(key) is { } closing)
                {
                    closing.CloseWaits++;
                    Note(closing, transition.Process);
                    if (waiting.Count < MostWaiting)
                    {
                        waiting[transition.Cookie] = (key, transition.At);
                    }
                }

                break;
            case { From: TcpState.CloseWait }:
                waiting.Remove(transition.Cookie);
                break;
        }
    }

    /// <inheritdoc/>
    public void OnLife(ConnectionLife life)
    {
        bool? inbound =
            life.Direction switch { Direction.In => true, Direction.Out => false, _ => isListening(life.Netns, life.Local.Port) };
        ServiceKey key = Key(life.Netns, inbound.Value, life.Local, life.Peer);
        if (Of(key) is { } figures)
        {
            figures.ClosedHere += life is { WasEstablished: true, FirstCloser: FirstCloser.Local } ? 1 : 0;
            figures.ClosedThere += life is { WasEstablished: true, FirstCloser: FirstCloser.Peer } ? 1 : 0;
            figures.Failed += life.WasEstablished ? 0 : 1;
            Note(figures, life.Process);
            if (life is { WasEstablished: true, LastedNs: { } lasted } && figures.Lengths.Count < Figures.MostLengths)
            {
                figures.Lengths.Add(lasted);
            }
        }

        if (life.WasEstablished && life.EndedBy is LifeEnd.ResetSent or LifeEnd.ResetReceived)
        {
            ushort port = inbound.Value ? life.Local.Port : life.Peer.Port;
            Add(new ResetKey(life.Netns, life.EndedBy == LifeEnd.ResetSent, inbound, port, life.Peer.Addr, life.ResetReason, life.Process),
                empty: life is { BytesIn: 0, BytesOut: 0, LastedNs: < BriefNs });
        }
    }

    /// <inheritdoc/>
    public void OnReset(in ConnectionReset reset)
    {
        // Counted with the life that it ended.
    }

    /// <summary>The facts of one namespace.</summary>
    /// <param name="netns">Its inode.</param>
    /// <param name="durationMs">How long the trace ran.</param>
    /// <param name="lost">Events that were lost.</param>
    /// <param name="reasons">The names of the reasons of resets.</param>
    /// <param name="now">The end, in nanoseconds of CLOCK_MONOTONIC.</param>
    public TraceFacts Facts(uint netns, long durationMs, ulong lost, IReadOnlyDictionary<uint, string> reasons, ulong now)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        Lookup<ServiceKey, ulong> left = waiting.Values.ToLookup(entry => entry.Key, entry => entry.Since);
        List<KeyValuePair<ServiceKey, Figures>> here =
            [.. services.Where(pair => pair.Key.Netns == netns)
                .OrderByDescending(pair => pair.Value.Events)
                .ThenBy(pair => pair.Key.Service)];
        List<Resets> ended =
            [.. resets.Values.Where(seen => seen.Key.Netns == netns).OrderByDescending(seen => seen.Count).ThenBy(seen => seen.Key.Peer)];
        return new TraceFacts
        {
            DurationMs = durationMs,
            Lost = (long)lost,
            Services = [.. here.Take(MostShown).Select(pair => Service(pair.Key, pair.Value, left[pair.Key], now))],
            ServicesLeftOut = servicesLeftOut.GetValueOrDefault(netns) + here.Skip(MostShown).Sum(pair => pair.Value.Events),
            Resets = [.. ended.Take(MostShown).Select(seen => new TracedResets
            {
                Sent = seen.Key.Sent,
                Inbound = seen.Key.Inbound,
                Port = seen.Key.Port,
                Peer = seen.Key.Peer,
                Reason = seen.Key.Reason != 0 ? reasons.GetValueOrDefault(seen.Key.Reason) : null,
                Process = seen.Key.Process,
                Count = seen.Count,
                Empty = seen.Empty,
            })],
            ResetsLeftOut = resetsLeftOut.GetValueOrDefault(netns) + ended.Skip(MostShown).Sum(seen => seen.Count),
        };
    }

    private static ServiceTrace Service(ServiceKey key, Figures figures, IEnumerable<ulong> left, ulong now)
    {
        List<ulong> since = [.. left];
        List<ulong> lengths = [.. figures.Lengths.Order()];
        return new ServiceTrace
        {
            Inbound = key.Inbound,
            Service = key.Service,
            Process = figures.Processes.Count == 0 ? null : figures.Processes.MaxBy(pair => pair.Value).Key,
            Opened = figures.Opened,
            ClosedHere = figures.ClosedHere,
            ClosedThere = figures.ClosedThere,
            Failed = figures.Failed,
            MedianMs = lengths.Count == 0 ? null : Math.Round(lengths[lengths.Count / 2] / 1e6, 3),
            CloseWaits = figures.CloseWaits,
            CloseWaitsLeft = since.Count,
            CloseWaitOldestMs = since.Count == 0 ? null : (long)((now - Math.Min(now, since.Min())) / 1_000_000),
        };
    }

    private ServiceKey KeyOf(in Transition transition)
    {
        bool inbound = transition.From switch
        {
            TcpState.SynSent => false,
            TcpState.SynRecv => true,
            _ => isListening(transition.Netns, transition.Local.Port),
        };
        return Key(transition.Netns, inbound, transition.Local, transition.Peer);
    }

    // A service is its port: whichever address of the host a client has used.
    private static ServiceKey Key(uint netns, bool inbound, InetEndpoint local, InetEndpoint peer) =>
        new(netns, inbound, inbound ? new InetEndpoint(InetAddress.AnyIPv4, local.Port) : new InetEndpoint(peer.Addr.Unmapped, peer.Port));

    private Figures? Of(ServiceKey key)
    {
        if (services.TryGetValue(key, out Figures? figures))
        {
            return figures;
        }

        if (services.Count >= MostServices)
        {
            servicesLeftOut[key.Netns] = servicesLeftOut.GetValueOrDefault(key.Netns) + 1;
            return null;
        }

        return services[key] = new Figures();
    }

    private static void Note(Figures figures, ProcessRef? process)
    {
        const int MostProcesses = 64;
        if (process is not null && (figures.Processes.Count < MostProcesses || figures.Processes.ContainsKey(process)))
        {
            figures.Processes[process] = figures.Processes.GetValueOrDefault(process) + 1;
        }
    }

    private void Add(ResetKey key, bool empty)
    {
        if (!resets.TryGetValue(key, out Resets? seen))
        {
            if (resets.Count >= MostResets)
            {
                resetsLeftOut[key.Netns] = resetsLeftOut.GetValueOrDefault(key.Netns) + 1;
                return;
            }

            resets.Add(key, seen = new Resets(key));
        }

        seen.Count++;
        seen.Empty += empty ? 1 : 0;
    }
}
