using TcpVet.Linux.Scan;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Operations.Sockets;

/// <summary>Counts sockets by any keys.</summary>
/// <param name="keys">The keys, in the order of the columns.</param>
/// <param name="context">What they look up.</param>
internal sealed class CountTally(IReadOnlyList<CountKey> keys, CountContext context) : ISocketVisitor
{
    private readonly CountKey[] keys = [.. keys];
    private readonly TallyTable table = new(keys.Sum(key => key.Width), columns: 1);
    private readonly byte[] key = new byte[keys.Sum(key => key.Width)];

    public bool Visit(in SocketView socket)
    {
        int at = 0;
        foreach (CountKey part in keys)
        {
            part.Write(context, in socket, key.AsSpan(at, part.Width));
            at += part.Width;
        }

        table.Counts(table.Row(key))[0]++;
        return true;
    }

    /// <summary>The rows, largest first, then by key.</summary>
    /// <param name="most">How many; the rest is summed in one row without keys.</param>
    public List<CountRow> Rows(int most)
    {
        int[] order = [.. Sequence.Range(0, table.Rows)];
        Array.Sort(order, Compare);
        List<CountRow> rows = [];
        long other = 0;
        foreach (int row in order)
        {
            if (rows.Count < most)
            {
                rows.Add(new CountRow(Values(row), table.Counts(row)[0]));
            }
            else
            {
                other += table.Counts(row)[0];
            }
        }

        if (other > 0)
        {
            rows.Add(new CountRow(null, other));
        }

        return rows;
    }

    // Every key writes its bytes most significant first, so their order is the values' order.
    private int Compare(int a, int b)
    {
        int order = table.Counts(b)[0].CompareTo(table.Counts(a)[0]);
        return order != 0 ? order : table.Key(a).SequenceCompareTo(table.Key(b));
    }

    private KeyValue[] Values(int row)
    {
        KeyValue[] values = new KeyValue[keys.Length];
        int at = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            values[i] = keys[i].Read(context, table.Key(row).Slice(at, keys[i].Width));
            at += keys[i].Width;
        }

        return values;
    }
}
