using System.Globalization;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Sockets by state.</summary>
public static class StatesReport
{
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
            Table = new Table<StateRow>().Add("STATE", row => row.State.Name()).AddNumber("COUNT", row => row.Count),
            Csv = new Table<StateRow>().Add("state", row => row.State.Name())
                .AddNumber("count", row => row.Count.ToString(CultureInfo.InvariantCulture)),
            TotalRow = ["TOTAL", total],
        };
    }

    private sealed record StateRow(TcpState State, long Count);
}
