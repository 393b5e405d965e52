using TcpVet.Operations.Sockets;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>
/// The forms of a listing. They are streams: a million sockets are written one by one, as UTF-8, and nothing is kept of any.
/// </summary>
public static class ListForms
{
    /// <summary>The writer of the form that the screen asks for.</summary>
    /// <param name="screen">Where and how.</param>
    /// <param name="columns">What to show of each socket.</param>
    /// <param name="oneLine">Text: details at the end of the line instead of on a second one.</param>
    public static ISocketConsumer Of(Screen screen, SocketColumns columns, bool oneLine) => screen.Format switch
    {
        OutputFormat.Json => new SocketJsonDocument(screen.Out, columns),
        OutputFormat.Jsonl => new SocketJsonLines(screen.Out, columns),
        OutputFormat.Csv => new SocketCsv(screen.Out, columns, screen.Header),
        _ => new SocketTable(screen.Out, columns, screen.Header, oneLine)
        {
            Screen = screen.Terminal ? screen.Size().Columns ?? 80 : int.MaxValue,
        },
    };
}
