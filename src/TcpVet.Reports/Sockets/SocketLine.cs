using TcpVet.Linux.SockDiag;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>Writes one socket as UTF-8 into a buffer that is used again for the next; it grows for a socket that needs more.</summary>
internal abstract class SocketLine
{
    private byte[] room = new byte[16 * 1024];

    /// <summary>The socket's bytes, good until the next call.</summary>
    public ReadOnlySpan<byte> Of(in SocketView socket, ISocketContext context)
    {
        LineBuilder line = new(room);
        Build(ref line, in socket, context);
        while (line.Overflowed)
        {
            // A socket that thousands of processes share has a long line.
            room = new byte[room.Length * 2];
            line = new(room);
            Build(ref line, in socket, context);
        }

        return room.AsSpan(0, line.Length);
    }

    /// <summary>Writes the socket; called again with more room when it did not fit.</summary>
    protected abstract void Build(ref LineBuilder text, in SocketView socket, ISocketContext context);
}
