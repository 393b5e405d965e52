using System.Text.Json;
using TcpVet.Operations.Look;
using TcpVet.Operations.Sockets;
using TcpVet.Reports.Findings;
using TcpVet.Reports.Forms;
using TcpVet.Reports.Sockets;

namespace TcpVet.Reports.Look;

/// <summary>What there is to a word: states, listeners, peers, connections, findings.</summary>
public static class LookReport
{
    /// <summary>Makes the report.</summary>
    public static Report Of(LookAnswer answer) => new Report<CountRow>("look", answer.Origin, answer.Connections.Rows)
    {
        Members = json => Members(json, answer),
        Item = (json, row) => CountReport.Item(json, answer.Connections.Keys, row),
        LastMembers = json => Findings(json, answer),
        WholeOnOneLine = true,
        Document = prose => LookText.Write(prose, answer),
        Table = CountReport.Columns(answer.Connections),
        Csv = CountReport.CsvColumns(answer.Connections),
    };

    private static void Members(Utf8JsonWriter json, LookAnswer answer)
    {
        json.WriteString("word", answer.Subject.Text);
        json.WriteString("kind", LookText.Kind(answer.Subject.Kind));
        json.WriteString("filter", string.Join(' ', answer.Subject.Filter));
        if (answer.Page is { } page)
        {
            json.WriteString("summary", page.Summary);
        }

        json.WriteNumber("total", answer.Tcp.Values.Sum());
        JsonText.States(json, "states", answer.Tcp.Where(pair => pair.Value > 0).ToDictionary(pair => pair.Key, pair => pair.Value));
        json.WriteNumber("udp", answer.Udp);
        Array(json, "listeners", answer.Listeners, ListenersReport.Item);
        if (answer.Peers is { } peers)
        {
            Array(json, "peers", peers.Peers, static (to, peer) =>
            {
                to.WriteString("peer", peer.Peer.ToString());
                to.WriteNumber("total", peer.Total);
                JsonText.States(to, "states", peer.States);
            });
        }
    }

    private static void Findings(Utf8JsonWriter json, LookAnswer answer)
    {
        if (answer.Findings is { } findings)
        {
            FindingJson.Findings(json, findings);
            FindingJson.CannotTell(json, answer.CannotTell);
        }
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> members)
        where T : class
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
