using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Scan;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Reads a host into a <see cref="Capture"/>: two readings of each namespace, then the owners, then the facts.</summary>
/// <param name="host">The host.</param>
public sealed class HostReader(LiveHost host)
{
    private static readonly TimeSpan LongInterval = TimeSpan.FromSeconds(5);

    private readonly ProcFsRoot root = host.Root;

    /// <summary>Reads namespaces of the kernel.</summary>
    /// <param name="namespaces">What to examine; at least one.</param>
    /// <param name="otherNamespaces">How many there are besides; null when that is unknown.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="Interop.KernelException">A namespace could not be entered or its sockets not read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Capture Read(
        IReadOnlyList<NetworkNamespace> namespaces, int? otherNamespaces, CaptureOptions options, CancellationToken cancellation)
    {
        List<NamespaceReader> readers = [];
        List<MissingFact> gone = [];
        try
        {
            foreach (NetworkNamespace netns in namespaces)
            {
                IfThere(namespaces.Count == 1, gone, netns.Label, () => readers.Add(NamespaceReader.Open(netns, root)));
            }

            using CgroupPaths cgroups = CgroupPaths.Open(root);
            return Read(readers, gone, otherNamespaces, cgroups, options, cancellation);
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    /// <summary>Reads namespaces, whatever their sockets come from.</summary>
    /// <param name="readers">What reads them; at least one. They remain the caller's.</param>
    /// <param name="cgroups">Names control groups.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="Interop.KernelException">A namespace could not be entered or its sockets not read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Capture Read(
        IReadOnlyList<NamespaceReader> readers, CgroupPaths cgroups, CaptureOptions options, CancellationToken cancellation) =>
        Read([.. readers], [], otherNamespaces: null, cgroups, options, cancellation);

    private Capture Read(
        List<NamespaceReader> opened, List<MissingFact> gone, int? otherNamespaces, CgroupPaths cgroups, CaptureOptions options,
        CancellationToken cancellation)
    {
        List<NamespaceReader> readers = [.. opened];
        SoftnetStat? softnetFirst = SoftnetStat.Read(root);
        long sockets = 0;
        ReadEach(readers, gone, reader => sockets += reader.RoughSockets());
        // After a long interval, what was found before it would be stale.
        OwnerSearch? search = options.Interval < LongInterval ? OwnerSearch.Start(host, sockets, cancellation) : null;
        Dictionary<NamespaceReader, FirstReading> first = [];
        ReadEach(readers, gone, reader => first[reader] = reader.ReadFirst(cgroups.PathOf));
        bool small = sockets <= NamespaceReader.SmallHost;
        Dictionary<int, long>? hiddenFirst = small && options.Interval > TimeSpan.Zero
            ? Hidden(readers, [.. readers.Select(reader => first[reader].Main.Inodes)], null, small) : null;
        Wait(options, cancellation);
        search ??= OwnerSearch.Start(host, sockets, cancellation);
        Dictionary<NamespaceReader, LastReading> last = [];
        int room = options.RecordSockets;
        ReadEach(readers, gone, reader =>
        {
            last[reader] = reader.ReadLast(first[reader], options, room, cgroups.PathOf);
            room -= last[reader].Recorded?.Count ?? 0;
        });
        List<NamespaceReadings> readings = [.. readers.Select(reader =>
            new NamespaceReadings(reader.Identity, first[reader], last[reader],
                [.. last[reader].Clients, .. ClientsElsewhere(reader, last)]))];
        DateTimeOffset takenAt = TimeProvider.System.GetUtcNow();
        OwnerTable owners = search.Finish(readings, cancellation);
        List<InodeTally> inodes = [.. readings.Select(one => one.Last.Main.Inodes)];
        Dictionary<int, Reading> hidden = HiddenSearch.Between(hiddenFirst, Hidden(readers, inodes, owners, small));
        ProcessTable processes = new(root, owners);
        NetnsCapture[] facts = [.. readings.Select(one => NamespaceFacts.Of(one, owners, processes, cgroups.PathOf))];
        return new Capture
        {
            Version = options.Version,
            Host = HostIdentity.Name(root),
            Kernel = HostIdentity.Kernel(root),
            TakenAt = takenAt,
            IntervalMs = readings[0].Last.IntervalMs,
            HostFacts = HostFactsOf(softnetFirst, owners),
            Namespaces = facts,
            OtherNamespaces = otherNamespaces,
            Processes = [.. NamedProcesses.In(facts, hidden).Select(processes.Of).OfType<ProcessFacts>()
                .Select(process => process with { HiddenSockets = hidden.TryGetValue(process.Pid, out Reading count) ? count : null })],
            Missing = [.. readings.SelectMany(one => one.Missing()), .. OwnersMissing(owners), .. gone],
        };
    }

    // With a container its namespace goes, at any moment: the others are still worth an answer.
    private static void ReadEach(List<NamespaceReader> readers, List<MissingFact> gone, Action<NamespaceReader> read)
    {
        foreach (NamespaceReader reader in readers.ToArray())
        {
            if (!IfThere(readers.Count == 1, gone, reader.Identity.Label, () => read(reader)))
            {
                readers.Remove(reader);
            }
        }
    }

    private static bool IfThere(bool only, List<MissingFact> gone, string label, Action look)
    {
        try
        {
            look();
            return true;
        }
        catch (NamespaceEntryException exception) when (!only)
        {
            gone.Add(new MissingFact(FactNames.Netns, exception.Message, label));
            return false;
        }
    }

    private Dictionary<int, long>? Hidden(List<NamespaceReader> readers, List<InodeTally> inodes, OwnerTable? owners, bool small)
    {
        try
        {
            return HiddenSearch.Run(readers, inodes, root, owners, small);
        }
        catch (NamespaceEntryException)
        {
            // One of them has gone, and the processes in it.
            return null;
        }
    }

    // Loopback addresses are not of another namespace.
    private static List<HalfEstablishedClient> ClientsElsewhere(NamespaceReader server, Dictionary<NamespaceReader, LastReading> last)
    {
        List<HalfEstablishedClient> clients = [];
        foreach ((NamespaceReader other, LastReading there) in last)
        {
            bool MayBeThere(InetAddress address) => !address.IsLoopback && there.Main.Ports.Sources.MayHave(address);
            if (other == server || !last[server].Requests.HasClient(MayBeThere))
            {
                continue;
            }

            try
            {
                clients.AddRange(other.Clients(last[server].Requests, MayBeThere));
            }
            catch (NamespaceEntryException)
            {
                // It has been read and has gone since: its clients with it.
            }
        }

        return clients;
    }

    private HostFacts HostFactsOf(SoftnetStat? first, OwnerTable owners)
    {
        HostFacts facts = HostFiles.Read(root);
        return facts with
        {
            UnreadableProcesses = owners.ProcessesUnreadable,
            SoftnetDropped = facts.SoftnetDropped is { } dropped && first is { } f ? new Reading(f.Dropped, dropped.Last) : null,
            SoftnetSqueezed = facts.SoftnetSqueezed is { } squeezed && first is { } g ? new Reading(g.Squeezed, squeezed.Last) : null,
        };
    }

    private static MissingFact[] OwnersMissing(OwnerTable owners) =>
        OwnerGap.Describe(owners) is { } gap ? [new MissingFact(FactNames.Owners, gap)] : [];

    private static void Wait(CaptureOptions options, CancellationToken cancellation)
    {
        long end = Environment.TickCount64 + (long)options.Interval.TotalMilliseconds;
        while (end - Environment.TickCount64 is > 0 and long left)
        {
            options.Progress?.Invoke(TimeSpan.FromMilliseconds(left));
            if (cancellation.WaitHandle.WaitOne((int)Math.Min(left, 1000)))
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
