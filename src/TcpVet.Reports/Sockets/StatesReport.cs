using System.Globalization;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Sockets by state.</summary>
public static class StatesReport
{
    // Below this width the last column would be a word a line.
    private const int WhoFrom = 44;

    /// <summary>Makes the report.</summary>
    public static Report Of(StatesAnswer answer)
    {
        List<StateRow> rows = [];
        long total = 0;
        foreach ((TcpState state, long count) in answer.Counts)
        {
            rows.Add(new StateRow(state, count));
            total += count;
        }

        return new Report<StateRow>("states", answer.Origin, rows)
        {
            ItemsName = "states",
            Members = json => json.WriteNumber("total", total),
            Item = (json, row) =>
            {
                json.WriteString("state", row.State.Name());
                json.WriteNumber("count", row.Count);
            },
            Table = Columns(answer.Udp),
            Shown = Sorted(rows, answer.Whole),
            WrapFrom = WhoFrom,
            Csv = new Table<StateRow>().Add("state", row => row.State.Name())
                .AddNumber("count", row => row.Count.ToString(CultureInfo.InvariantCulture)),
            TotalRow = answer.Udp ? ["TOTAL", total] : ["TOTAL", total, ""],
        };
    }

    // The largest first; a state that nothing is in says nothing to a person who did not ask for all.
    private static List<StateRow> Sorted(List<StateRow> rows, bool whole)
    {
        List<StateRow> sorted = [.. rows.Where(row => whole || row.Count > 0)];
        sorted.Sort(static (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.State.CompareTo(b.State));
        return sorted;
    }

    // Nobody has to act for a UDP socket.
    private static Table<StateRow> Columns(bool udp)
    {
        Table<StateRow> table = new Table<StateRow>().Add("STATE", row => Name(row.State, udp)).AddNumber("COUNT", row => row.Count);
        return udp ? table : table.Add("WHO MUST ACT", row => StateWords.WhoMustAct(row.State));
    }

    private static string Name(TcpState state, bool udp) => udp && state == TcpState.Close ? "UNCONN" : state.Name();

    private sealed record StateRow(TcpState State, long Count);
}
