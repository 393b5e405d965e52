using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Checkup;

/// <summary>Makes a <see cref="Capture"/> of a live host: two readings of each namespace, then the owners, then the facts.</summary>
public static class CaptureTaker
{
    private static readonly TimeSpan LongInterval = TimeSpan.FromSeconds(5);

    /// <summary>Takes a capture.</summary>
    /// <param name="namespaces">What to examine; at least one.</param>
    /// <param name="otherNamespaces">How many there are besides; null when that is unknown.</param>
    /// <param name="root">Where proc is mounted.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="Interop.KernelException">A namespace could not be entered or its sockets not read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Capture Take(
        IReadOnlyList<NetworkNamespace> namespaces, int? otherNamespaces, ProcFsRoot root, CaptureOptions options, CancellationToken cancellation)
    {
        using CgroupPaths cgroups = CgroupPaths.Open(root);
        List<NetnsExamination> examinations = [];
        List<MissingFact> gone = [];
        try
        {
            foreach (NetworkNamespace netns in namespaces)
            {
                Entered(namespaces.Count == 1, gone, netns.Label, () => examinations.Add(netns.Run(() => new NetnsExamination(netns, root, cgroups, options))));
            }

            SoftnetStat? softnetFirst = SoftnetStat.Read(root);
            long sockets = 0;
            ReadAll(examinations, gone, examination => sockets += examination.RoughSockets());
            // After a long interval, what was found before it would be stale.
            OwnerSearch? search = options.Interval < LongInterval ? OwnerSearch.Start(root, sockets, cancellation) : null;
            ReadAll(examinations, gone, examination => examination.ReadFirst());
            bool small = sockets <= NetnsExamination.SmallHost;
            Dictionary<int, long>? hiddenFirst = small && options.Interval > TimeSpan.Zero ? Hidden(examinations, root, null, small) : null;
            Wait(options, cancellation);
            search ??= OwnerSearch.Start(root, sockets, cancellation);
            ReadAll(examinations, gone, examination => examination.ReadLast());
            SearchClients(examinations);
            DateTimeOffset takenAt = TimeProvider.System.GetUtcNow();
            OwnerTable owners = search.Finish(examinations, cancellation);
            Dictionary<int, Reading> hidden = HiddenSearch.Between(hiddenFirst, Hidden(examinations, root, owners, small));
            ProcessTable processes = new(root, owners);
            NetnsCapture[] facts = [.. examinations.Select(examination => examination.ToFact(owners, processes))];
            return new Capture
            {
                Version = options.Version,
                Host = HostIdentity.Name(root),
                Kernel = HostIdentity.Kernel(root),
                TakenAt = takenAt,
                IntervalMs = examinations[0].IntervalMs,
                HostFacts = HostFactsOf(root, softnetFirst, owners),
                Namespaces = facts,
                OtherNamespaces = otherNamespaces,
                Processes = [.. NamedProcesses.In(facts, hidden).Select(processes.Of).OfType<ProcessFacts>()
                    .Select(process => process with { HiddenSockets = hidden.TryGetValue(process.Pid, out Reading count) ? count : null })],
                Missing = [.. examinations.SelectMany(examination => examination.Missing()), .. OwnersMissing(owners), .. gone],
            };
        }
        finally
        {
            examinations.ForEach(examination => examination.Dispose());
        }
    }

    // With a container its namespace goes, at any moment: the others are still worth an answer.
    private static void ReadAll(List<NetnsExamination> examinations, List<MissingFact> gone, Action<NetnsExamination> read)
    {
        foreach (NetnsExamination examination in examinations.ToArray())
        {
            if (!Entered(examinations.Count == 1, gone, examination.Label, () => read(examination)))
            {
                examinations.Remove(examination);
                examination.Dispose();
            }
        }
    }

    private static Dictionary<int, long>? Hidden(List<NetnsExamination> examinations, ProcFsRoot root, OwnerTable? owners, bool small)
    {
        try
        {
            return HiddenSearch.Run(examinations, root, owners, small);
        }
        catch (NamespaceEntryException)
        {
            // One of them has gone, and the processes in it.
            return null;
        }
    }

    private static void SearchClients(List<NetnsExamination> examinations)
    {
        foreach (NetnsExamination server in examinations)
        {
            foreach (NetnsExamination client in examinations.Where(other => other != server))
            {
                try
                {
                    server.SearchClientsIn(client);
                }
                catch (NamespaceEntryException)
                {
                    // It has been read and has gone since: its clients with it.
                }
            }
        }
    }

    private static bool Entered(bool only, List<MissingFact> gone, string label, Action look)
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

    private static HostFacts HostFactsOf(ProcFsRoot root, SoftnetStat? first, OwnerTable owners)
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
