using TcpVet.Operations.Sockets;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>What came of destroying sockets, for programs; people read one line.</summary>
public static class CloseReport
{
    /// <summary>Makes the report.</summary>
    public static Report Of(CloseAnswer answer) => new Report<CloseAnswer>("close", Origin: null, [answer])
    {
        Body = json => Members(json, answer),
        Item = Members,
        Table = new Table<CloseAnswer>().AddNumber("closed", row => row.Closed).AddNumber("failed", row => row.Failed),
    };

    private static void Members(System.Text.Json.Utf8JsonWriter json, CloseAnswer answer)
    {
        json.WriteNumber("closed", answer.Closed);
        json.WriteNumber("failed", answer.Failed);
    }
}
