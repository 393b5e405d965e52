using TcpVet.Linux.SockDiag;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Sockets as JSON, one object a line.</summary>
/// <param name="output">Where to.</param>
/// <param name="columns">What to show.</param>
internal sealed class SocketJsonLines(Utf8Output output, SocketColumns columns) : ISocketConsumer
{
    private readonly SocketObject socketObject = new(columns);

    public void Begin(SocketListing listing)
    {
    }

    public void Take(in SocketView socket, ISocketContext context) => output.Text(socketObject.Of(in socket, context)).EndLine();

    public void End()
    {
    }
}
