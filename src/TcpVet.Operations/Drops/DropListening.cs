using TcpVet.Ebpf.Drops;
using TcpVet.Knowledge;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;

namespace TcpVet.Operations.Drops;

/// <summary>
/// Counting thrown away packets beside a check-up. The program is loaded on a thread of its own; a kernel that refuses it costs a line
/// of <see cref="Capture.Missing"/>, and no rule takes that for silence.
/// </summary>
internal sealed class DropListening : IDisposable
{
    private const int MostGroups = 64;
    private const int ShownPorts = 4;

    private readonly LiveHost host;
    private readonly IReadOnlyList<NetworkNamespace> namespaces;
    private readonly Task<(DropCounter Counter, long Since)>? loading;
    private readonly DropTally tally = new();
    private long lost;
    private long? since;

    private DropListening(LiveHost host, IReadOnlyList<NetworkNamespace> namespaces, Task<(DropCounter, long)>? loading) =>
        (this.host, this.namespaces, this.loading) = (host, namespaces, loading);

    /// <summary>Begins to count.</summary>
    /// <param name="host">The host.</param>
    /// <param name="namespaces">What is looked at.</param>
    /// <param name="wanted">Whether it was asked for; else nothing is done.</param>
    public static DropListening Start(LiveHost host, IReadOnlyList<NetworkNamespace> namespaces, bool wanted)
    {
        uint only = namespaces.Count == 1 ? (uint)namespaces[0].Identity.Inode : 0;
        DropRequest request = new(only) { IsIgnored = DropReasons.IsOrdinary };
        return new DropListening(host, namespaces, wanted ? Task.Run(() => (DropCounter.Start(request), Environment.TickCount64)) : null);
    }

    /// <summary>Since when it is counted, in <see cref="Environment.TickCount64"/>; null where it is not. Waits for the loading.</summary>
    public long? Since()
    {
        try
        {
            return loading?.GetAwaiter().GetResult().Since;
        }
        catch (Exception exception) when (exception is KernelException or DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Puts what was counted since the start, or since the last time, into a capture; or why nothing was.</summary>
    /// <param name="capture">What else is known.</param>
    public Capture AddTo(Capture capture)
    {
        if (loading is null)
        {
            return capture;
        }

        try
        {
            (DropCounter counter, long began) = loading.GetAwaiter().GetResult();
            long now = Environment.TickCount64, duration = now - (since ?? began);
            since = now;
            IReadOnlyList<DropCount> counts = tally.Since(counter.Read());
            long lostNow = (long)counter.Lost, more = lostNow - lost;
            lost = lostNow;
            Dictionary<uint, List<DropRow>> rows = Rows(counter, counts);
            return capture with
            {
                Namespaces = [.. capture.Namespaces.Select(netns => netns.Netns.Inode == 0 ? netns
                    : netns with { Dropped = Facts(rows.GetValueOrDefault((uint)netns.Netns.Inode) ?? [], duration, more) })],
            };
        }
        catch (KernelException exception)
        {
            return Missing(capture, exception.Message);
        }
        catch (DllNotFoundException)
        {
            return Missing(capture, "this build has no libbpf, and the system neither");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            loading?.GetAwaiter().GetResult().Counter.Dispose();
        }
        catch (Exception exception) when (exception is KernelException or DllNotFoundException)
        {
            // It has been told; there is nothing to end.
        }
    }

    private static Capture Missing(Capture capture, string reason) =>
        capture with { Missing = [.. capture.Missing, new MissingFact(FactNames.Drops, reason)] };

    private Dictionary<uint, List<DropRow>> Rows(DropCounter counter, IReadOnlyList<DropCount> counts)
    {
        List<(DropCount Count, DropReason Reason)> told = [];
        foreach (DropCount count in counts)
        {
            DropReason reason = DropReasons.Of(counter.Reasons.Of(count.Key.Reason));
            if (DropJudgement.Kind(reason, count.Key) != DropKind.Ordinary)
            {
                told.Add((count, reason));
            }
        }

        Dictionary<uint, List<DropRow>> rows = [];
        DropRules rules = new(namespaces);
        using DropOwners owners = DropOwners.Find(host, namespaces, [.. told.Select(one => one.Count)]);
        foreach ((DropCount count, DropReason reason) in told)
        {
            if (!rows.TryGetValue(count.Key.Netns, out List<DropRow>? list))
            {
                rows[count.Key.Netns] = list = [];
            }

            DropRow row = DropRow.Of(count, reason, owners);
            list.Add(row with { Rules = rules.Of(row, count.Key.Netns) });
        }

        return rows;
    }

    private static DroppedFacts Facts(List<DropRow> rows, long duration, long lost)
    {
        // Frames that are no IP packets, such as ARP, have no ends to speak of.
        IReadOnlyList<DropRow> groups = DropTally.Fold(DropTally.Sum(rows.Where(row => row.Sample is not null)), ShownPorts);
        return new DroppedFacts
        {
            DurationMs = duration,
            Groups = [.. groups.Take(MostGroups).Select(Packets)],
            LeftOut = groups.Skip(MostGroups).Sum(row => row.Packets),
            Lost = lost,
        };
    }

    private static DroppedPackets Packets(DropRow row) => new()
    {
        Reason = row.Reason.Name,
        Way = (PacketWay)row.Way,
        Interface = row.Interface,
        Protocol = row.ProtocolNumber,
        Port = row.Port,
        Ports = row.IsRest ? 0 : row.Ports,
        Packets = row.Packets,
        Local = row.Sample!.Value.Local,
        Peer = row.Sample.Value.Peer,
        Process = row.Owner.Process,
        ByPort = row.Owner.By == DropOwnerBy.Port,
        Unit = row.Owner.Unit,
        Opening = row.IsOpening,
        Rules = row.Rules,
    };
}
