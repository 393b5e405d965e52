using System.Globalization;
using TcpVet.Linux.Scan;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Sockets by remote address, with a column for each state that occurs.</summary>
public static class PeersReport
{
    /// <summary>What stands for the rows that were summed up.</summary>
    internal const string Other = "~other";

    /// <summary>Makes the report.</summary>
    public static Report Of(PeersAnswer answer)
    {
        PeerRemainder beyond = answer.Beyond;
        PeerCounts? rest = beyond.Sockets > 0 ? new PeerCounts(InetAddress.AnyIPv4, beyond.Sockets, beyond.States) : null;
        List<PeerCounts> rows = [.. answer.Peers];
        if (rest is not null)
        {
            rows.Add(rest);
        }

        string Name(PeerCounts row) => ReferenceEquals(row, rest) ? Other
            : answer.Names is { } names && names.TryGetValue(row.Peer, out string? name) ? name : row.Peer.ToString();
        return new Report<PeerCounts>("peers", answer.Origin, rows)
        {
            Members = json => json.WriteNumber("total", Total(rows)),
            Item = (json, row) =>
            {
                json.WriteString("peer", Name(row));
                json.WriteNumber("total", row.Total);
                JsonText.States(json, "states", row.States);
            },
            Table = Columns("PEER", "TOTAL", row => SafeText.Escape(Name(row)), rows),
            Csv = Columns("peer", "total", row => Name(row), occurring: null),
        };
    }

    // A script wants the same columns every time, a person those that say something.
    private static Table<PeerCounts> Columns(string peer, string total, Func<PeerCounts, Cell> name, List<PeerCounts>? occurring)
    {
        Table<PeerCounts> table = new Table<PeerCounts>().Add(peer, name).AddNumber(total, row => Text(row.Total));
        foreach (TcpState state in TcpStateNames.All)
        {
            if (state is not (TcpState.NewSynRecv or TcpState.Listen)
                && (occurring is null || occurring.Exists(row => row.States.ContainsKey(state))))
            {
                table.AddNumber(state.Name(), row => Text(row.States.GetValueOrDefault(state)), StateWords.Short(state));
            }
        }

        return table;
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static long Total(List<PeerCounts> rows)
    {
        long total = 0;
        foreach (PeerCounts row in rows)
        {
            total += row.Total;
        }

        return total;
    }
}
