using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Sysctl;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>How a light capture is made.</summary>
public sealed record LightCaptureOptions
{
    /// <summary>The version that the record carries.</summary>
    public required string Version { get; init; }

    /// <summary>Settings to read besides <see cref="ObservedSysctls"/>.</summary>
    public IReadOnlyCollection<string> Settings { get; init; } = [];

    /// <summary>Whether to look for the processes behind the listeners: a walk over every descriptor of the host.</summary>
    public bool Owners { get; init; }
}

/// <summary>
/// The part of a check-up's facts that configurations are judged with: settings, listeners, counters, one reading of each. No connection is
/// looked at, so that the size of the host does not matter; what that leaves unknown is told in <see cref="Capture.Missing"/>.
/// </summary>
public static class LightCapture
{
    private const string NotRead = "connections are not read to judge a configuration";

    /// <summary>Takes the facts of some namespaces.</summary>
    /// <param name="namespaces">At least one.</param>
    /// <param name="host">The host that they are on.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the search for owners.</param>
    /// <exception cref="KernelException">The only namespace could not be entered, or its sockets not be read.</exception>
    public static Capture Take(IReadOnlyList<NetworkNamespace> namespaces, LiveHost host, LightCaptureOptions options,
        CancellationToken cancellation)
    {
        ProcFsRoot root = host.Root;
        List<MissingFact> missing = [];
        List<Look> looks = [];
        foreach (NetworkNamespace netns in namespaces)
        {
            try
            {
                looks.Add(netns.Run(() => Look.Into(netns, root, options.Settings)));
            }
            catch (NamespaceEntryException exception) when (namespaces.Count > 1)
            {
                missing.Add(new MissingFact(FactNames.Netns, exception.Message, netns.Label));
            }
        }

        OwnerTable? owners = options.Owners ? Owners(looks, host, cancellation) : null;
        ProcessTable processes = new(root, owners);
        NetnsCapture[] facts = [.. looks.Select(look => look.ToFact(owners, processes))];
        missing.Add(new MissingFact(FactNames.Census, NotRead));
        missing.AddRange(looks.SelectMany(look => look.Missing()));
        missing.AddRange(owners is null
            ? [new MissingFact(FactNames.Owners, "not looked for")]
            : OwnerGap.Describe(owners) is { } gap ? [new MissingFact(FactNames.Owners, gap)]
            : []);
        return new Capture
        {
            Version = options.Version,
            Host = HostIdentity.Name(root),
            Kernel = HostIdentity.Kernel(root),
            TakenAt = TimeProvider.System.GetUtcNow(),
            IntervalMs = 0,
            HostFacts = HostFiles.Read(root) with
            {
                UnreadableProcesses = owners?.ProcessesUnreadable,
                Modules = KernelModules.Read(root, $"/lib/modules/{HostIdentity.Kernel(root)}"),
            },
            Namespaces = facts,
            Processes = [.. NamedProcesses.In(facts, new Dictionary<int, Reading>()).Select(processes.Of).OfType<ProcessFacts>()],
            Missing = missing,
        };
    }

    /// <summary>A record of no host: for another kernel than the one that runs, and where nothing can be read.</summary>
    /// <param name="kernel">The kernel's release; <c>unknown</c> when it is not known.</param>
    /// <param name="why">Why there are no facts.</param>
    /// <param name="version">The version that the record carries.</param>
    public static Capture OfNoHost(string kernel, string why, string version) => new()
    {
        Version = version,
        Host = "unknown",
        Kernel = kernel,
        TakenAt = TimeProvider.System.GetUtcNow(),
        IntervalMs = 0,
        HostFacts = new HostFacts(),
        Namespaces =
            [new NetnsCapture { Netns = new NetnsIdentity { Inode = 0, Own = true }, Tcp = Nothing, Udp = Nothing, Listeners = [] }],
        Missing =
        [
            .. new[] { FactNames.Sysctls, FactNames.SockDiag, FactNames.ListenerDrops, FactNames.Owners,
                FactNames.Counters, FactNames.Conntrack, FactNames.Census }
                .Select(fact => new MissingFact(fact, why)),
        ],
    };

    // Not zeros: nobody has counted.
    private static StateCounts Nothing { get; } = new() { Counts = new Dictionary<TcpState, long>() };

    private static OwnerTable Owners(List<Look> looks, LiveHost host, CancellationToken cancellation)
    {
        InodeSet wanted = new();
        looks.ForEach(look => look.AddWanted(wanted));
        return host.FindOwners(new OwnerOptions { Wanted = wanted }, cancellation);
    }

    /// <summary>What one namespace showed.</summary>
    private sealed class Look
    {
        public required NetnsIdentity Netns { get; init; }

        public required ListenerReading Tcp { get; init; }

        public required ListenerReading Udp { get; init; }

        public required SysctlReading Sysctls { get; init; }

        public required IReadOnlyCollection<string> Settings { get; init; }

        public required Dictionary<string, long> Counters { get; init; }

        public required Dictionary<string, long> Sockets { get; init; }

        public required ConntrackFacts? Tracking { get; init; }

        public required string? Refusal { get; init; }

        public static Look Into(NetworkNamespace netns, ProcFsRoot root, IReadOnlyCollection<string> settings)
        {
            using KernelSource source = KernelSource.Open(root);
            // Naming control groups takes a walk of its own, and no configuration is judged by them.
            ListenerReading tcp = ListenerPass.Run(source, Protocol.Tcp, static _ => null);
            ListenerReading udp = ListenerPass.Run(source, Protocol.Udp, static _ => null);
            return new Look
            {
                Netns = netns.Identity,
                Tcp = tcp,
                Udp = udp,
                Settings = settings,
                Sysctls = new SysctlReader(root).Read(ObservedSysctls.Names.Concat(settings).Distinct(StringComparer.Ordinal)),
                Counters = NetCounters.Read(root),
                Sockets = Sockstat.Read(root),
                Tracking = Conntrack.Read(root, first: null),
                Refusal = source.Refusal,
            };
        }

        public void AddWanted(InodeSet wanted)
        {
            foreach (ListenerFacts listener in Tcp.Listeners.Concat(Udp.Listeners))
            {
                wanted.Add(listener.Inode);
            }
        }

        public NetnsCapture ToFact(OwnerTable? owners, ProcessTable processes) => new()
        {
            Netns = Netns,
            Tcp = Nothing,
            Udp = Nothing,
            Listeners = [.. Tcp.Listeners.Concat(Udp.Listeners).Select(listener => owners is null ? listener
                : listener with { Processes = ListenerSurvey.Holders(owners.Of(listener.Inode), pid => processes.NameOf(pid) ?? "?") })],
            ListenersLeftOut = Tcp.LeftOut + Udp.LeftOut,
            Counters = NetCounters.Between(Counters, Counters),
            Sockstat = Sockets,
            Sysctls = Sysctls.Values,
            AbsentSysctls = [.. Settings.Where(Sysctls.Absent.Contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Conntrack = Tracking,
        };

        public IEnumerable<MissingFact> Missing()
        {
            string? label = Netns.Own ? null : Netns.Label;
            IEnumerable<MissingFact> sockDiag = Refusal is null ? []
                : new[] { FactNames.SockDiag, FactNames.ListenerDrops }.Select(fact => new MissingFact(fact, $"sock_diag: {Refusal}", label));
            return [.. sockDiag, .. Sysctls.Unreadable.Select(pair => new MissingFact(pair.Key, pair.Value, label)),
                new MissingFact(FactNames.SecondReading, "one reading only", label)];
        }
    }
}
