using System.Globalization;
using System.Text.Json;
using TcpVet.Linux.Scan;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>Sockets by remote address, with a column for each state that occurs.</summary>
internal static class PeersReport
{
    public static void Write(
        Utf8Output output, OutputFormat format, bool header, ReportHead head, IReadOnlyList<PeerCounts> peers, PeerRemainder beyond, Func<InetAddress, string> nameOf)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonText.Document(output, "peers", head, json =>
                {
                    json.WriteNumber("total", peers.Sum(peer => peer.Total) + beyond.Sockets);
                    json.WriteStartArray("rows");
                    foreach ((string name, long total, IReadOnlyDictionary<TcpState, long> states) in Rows(peers, beyond, nameOf))
                    {
                        json.WriteStartObject();
                        WriteRow(json, name, total, states);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                });
                break;
            case OutputFormat.Jsonl:
                foreach ((string name, long total, IReadOnlyDictionary<TcpState, long> states) in Rows(peers, beyond, nameOf))
                {
                    JsonText.Line(output, json => WriteRow(json, name, total, states));
                }

                break;
            default:
                WriteColumns(output, format, header, [.. Rows(peers, beyond, nameOf)]);
                break;
        }
    }

    private static void WriteColumns(
        Utf8Output output, OutputFormat format, bool header, List<(string Name, long Total, IReadOnlyDictionary<TcpState, long> States)> rows)
    {
        // A script wants the same columns every time, a person those that say something.
        TcpState[] states = [.. TcpStateNames.All.Where(state =>
            state is not (TcpState.NewSynRecv or TcpState.Listen) && (format == OutputFormat.Csv || rows.Exists(row => row.States.ContainsKey(state))))];
        if (format == OutputFormat.Csv)
        {
            if (header)
            {
                Csv.Row(output, ["peer", "total", .. states.Select(state => state.Name())]);
            }

            foreach ((string name, long total, IReadOnlyDictionary<TcpState, long> counts) in rows)
            {
                Csv.Row(output, [name, total.ToString(CultureInfo.InvariantCulture), .. states.Select(state => counts.GetValueOrDefault(state).ToString(CultureInfo.InvariantCulture))]);
            }

            return;
        }

        TextTable table = new([new Column("PEER"), new Column("TOTAL", Align.Right), .. states.Select(state => new Column(state.Name(), Align.Right))]);
        foreach ((string name, long total, IReadOnlyDictionary<TcpState, long> counts) in rows)
        {
            table.Add([SafeText.Escape(name), total, .. states.Select(state => new Cell(counts.GetValueOrDefault(state).ToString(CultureInfo.InvariantCulture)))]);
        }

        table.Write(output, header, Palette.None);
    }

    private static IEnumerable<(string Name, long Total, IReadOnlyDictionary<TcpState, long> States)> Rows(
        IReadOnlyList<PeerCounts> peers, PeerRemainder beyond, Func<InetAddress, string> nameOf)
    {
        foreach (PeerCounts peer in peers)
        {
            yield return (nameOf(peer.Peer), peer.Total, peer.States);
        }

        if (beyond.Sockets > 0)
        {
            yield return (CountReport.Other, beyond.Sockets, beyond.States);
        }
    }

    private static void WriteRow(Utf8JsonWriter json, string name, long total, IReadOnlyDictionary<TcpState, long> states)
    {
        json.WriteString("peer", name);
        json.WriteNumber("total", total);
        JsonText.States(json, "states", states);
    }
}
