using System.Text.Json;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Checkup;

/// <summary>A capture that was written, for programs; people read one line.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Namespaces">How many network namespaces it holds.</param>
/// <param name="Sockets">How many sockets it holds.</param>
/// <param name="LeftOut">How many sockets it left out.</param>
public sealed record CaptureFileReport(string File, int Namespaces, long Sockets, long LeftOut)
{
    /// <summary>Makes the report.</summary>
    public Report Report() => new Report<CaptureFileReport>("capture-file", Origin: null, [this])
    {
        Body = json => Members(json, this),
        Item = Members,
        Table = new Table<CaptureFileReport>()
            .Add("file", row => row.File)
            .AddNumber("namespaces", row => row.Namespaces)
            .AddNumber("sockets", row => row.Sockets)
            .AddNumber("left_out", row => row.LeftOut),
    };

    private static void Members(Utf8JsonWriter json, CaptureFileReport capture)
    {
        json.WriteString("file", capture.File);
        json.WriteNumber("namespaces", capture.Namespaces);
        json.WriteNumber("sockets", capture.Sockets);
        json.WriteNumber("left_out", capture.LeftOut);
    }
}
