using System.Buffers.Binary;
using System.IO.Compression;
using TcpVet.Linux.Netlink;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>
/// The sockets that a capture holds. They are never unpacked as a whole, and are read only when all of them are there: the framework's
/// reader of gzip takes the end of cut data for the end of the data.
/// </summary>
public static class PackedSockets
{
    // Message, tcp_info, memory, name of the algorithm: 456 bytes with Linux 6.12. A capture has the mean of many.
    private const long BytesOfSocket = 1024;

    /// <summary>Opens them.</summary>
    /// <exception cref="CaptureFormatException">They are damaged, or not as many as the capture says.</exception>
    public static RecordedSource Open(RecordedSockets sockets)
    {
        if (sockets.Count is < 0 or > RecordedSockets.MostSockets)
        {
            throw new CaptureFormatException(
                $"sockets: the capture says that it holds {sockets.Count}, and no capture holds more than {RecordedSockets.MostSockets}");
        }

        RecordedSource source = new(
            protocol => new GZipStream(new MemoryStream(Of(sockets, protocol)), CompressionMode.Decompress),
            most: sockets.Count * BytesOfSocket);
        try
        {
            long found = Check(source, sockets, Protocol.Tcp) + Check(source, sockets, Protocol.Udp);
            return found == sockets.Count ? source
                : throw new CaptureFormatException($"the capture says that it holds {sockets.Count}, and {found} are in it: it is damaged");
        }
        catch (CaptureFormatException exception)
        {
            throw new CaptureFormatException($"sockets: {exception.Message}", exception);
        }
    }

    private static byte[] Of(RecordedSockets sockets, Protocol protocol) => protocol == Protocol.Tcp ? sockets.Tcp : sockets.Udp;

    private static long Check(RecordedSource source, RecordedSockets sockets, Protocol protocol)
    {
        Counter counter = new();
        DumpOutcome outcome = source.Dump(new SocketQuery { Protocol = protocol }, counter);
        return outcome.Unknown == 0 && counter.Bytes == Length(Of(sockets, protocol)) ? outcome.Sockets
            : throw new CaptureFormatException("damaged or cut compressed data");
    }

    // RFC 1952 §2.3.1: the last four bytes are the length of what was packed. Nothing at all is packed into nothing.
    private static long Length(byte[] packed) => packed.Length switch
    {
        0 => 0,
        < 18 => -1,
        _ => BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(^4..)),
    };

    private sealed class Counter : ISocketVisitor
    {
        public long Bytes { get; private set; }

        public bool Visit(in SocketView socket)
        {
            Bytes += (NetlinkMessages.HeaderSize + socket.Bytes.Length + 3) & ~3;
            return true;
        }
    }
}
