using TcpVet.Ebpf.Drops;
using TcpVet.Knowledge;

namespace TcpVet.Operations.Drops;

/// <summary>What was thrown away between two looks at the kernel's tables, which only grow.</summary>
public sealed class DropTally
{
    private Dictionary<DropKey, DropCount> before = [];

    /// <summary>What has come since the look before.</summary>
    /// <param name="counts">What was counted since the start.</param>
    public IReadOnlyList<DropCount> Since(IReadOnlyList<DropCount> counts)
    {
        List<DropCount> fresh = [];
        Dictionary<DropKey, DropCount> now = new(counts.Count);
        foreach (DropCount count in counts)
        {
            now[count.Key] = count;
            if (!before.TryGetValue(count.Key, out DropCount? then))
            {
                fresh.Add(count);
            }
            else if (count.Packets > then.Packets)
            {
                fresh.Add(count with { Packets = count.Packets - then.Packets, Bytes = count.Bytes - Math.Min(then.Bytes, count.Bytes) });
            }
        }

        before = now;
        return fresh;
    }

    /// <summary>Sums what differs in nothing that is shown.</summary>
    /// <param name="rows">A row a count.</param>
    /// <returns>Most packets first.</returns>
    public static IReadOnlyList<DropRow> Sum(IEnumerable<DropRow> rows)
    {
        Dictionary<Alike, DropRow> sums = [];
        foreach (DropRow row in rows)
        {
            Alike key = Alike.Of(row, row.Port);
            sums[key] = sums.TryGetValue(key, out DropRow? sum) ? Join(sum, row) : row;
        }

        return [.. sums.Values.OrderBy(row => row.Kind == DropKind.Ordinary).ThenByDescending(row => row.Packets)
            .ThenBy(row => row.Reason.Name, StringComparer.Ordinal).ThenBy(row => row.Port)];
    }

    /// <summary>For people: ports that were knocked at one after the other, and the many local ports of a client, as one row.</summary>
    /// <param name="rows">The rows, most packets first.</param>
    /// <param name="most">How many ports are shown each.</param>
    public static IReadOnlyList<DropRow> Fold(IReadOnlyList<DropRow> rows, int most)
    {
        Dictionary<Alike, List<DropRow>> groups = [];
        foreach (DropRow row in rows)
        {
            Alike key = Alike.Of(row, port: 0);
            if (!groups.TryGetValue(key, out List<DropRow>? group))
            {
                groups[key] = group = [];
            }

            group.Add(row);
        }

        List<DropRow> folded = [];
        foreach (List<DropRow> group in groups.Values)
        {
            int shown = group.Count <= most ? group.Count : group[0].Way == DropWay.Out ? 0 : most - 1;
            folded.AddRange(group.Take(shown));
            if (shown < group.Count)
            {
                DropRow rest = group[shown];
                foreach (DropRow row in group.Skip(shown + 1))
                {
                    rest = Join(rest, row);
                }

                folded.Add(rest with { Port = 0, Ports = group.Count - shown });
            }
        }

        return [.. folded.OrderBy(row => row.Kind == DropKind.Ordinary).ThenByDescending(row => row.Packets)];
    }

    private static DropRow Join(DropRow a, DropRow b) => a with
    {
        Packets = a.Packets + b.Packets,
        Bytes = a.Bytes + b.Bytes,
        First = a.First is { } first && b.First is { } second ? first < second ? first : second : null,
        Last = a.Last > b.Last ? a.Last : b.Last,
    };

    /// <summary>What rows have in common that become one. The place counts where the kernel gives no reason.</summary>
    private sealed record Alike(
        string Reason, DropKind Kind, string Netns, DropWay Way, string? Interface, string Protocol, ushort Port, bool IsRest,
        DropOwner Owner, string? Location)
    {
        public static Alike Of(DropRow row, ushort port) => new(
            row.Reason.Name, row.Kind, row.Netns, row.Way, row.Interface, row.Protocol, port, row.IsRest, row.Owner,
            row.Reason.Name == DropReasonNames.NotSpecified ? row.Location : null);
    }
}
