using TcpVet.Linux.SockDiag;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Sockets as one JSON document. It begins with the first socket, so that a refusal leaves no half of it behind.</summary>
/// <param name="output">Where to.</param>
/// <param name="columns">What to show.</param>
internal sealed class SocketJsonDocument(Utf8Output output, SocketColumns columns) : ISocketConsumer
{
    private readonly SocketObject socketObject = new(columns);
    private string opening = "";
    private bool any;

    public void Begin(SocketListing listing) => opening = JsonText.Opening("list", listing.Origin);

    public void Take(in SocketView socket, ISocketContext context)
    {
        if (any)
        {
            output.Text(",\n"u8);
        }
        else
        {
            output.Text(opening).Text(",\"sockets\":[\n"u8);
        }

        any = true;
        output.Text(socketObject.Of(in socket, context));
    }

    public void End()
    {
        if (any)
        {
            output.Text("\n]}"u8).EndLine();
        }
        else
        {
            output.Text(opening).Text(",\"sockets\":[]}"u8).EndLine();
        }
    }
}
