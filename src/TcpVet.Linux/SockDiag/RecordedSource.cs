using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>
/// Sockets from a record of raw sock_diag messages: concatenated netlink messages, as <c>ss -D FILE</c> writes them and as a
/// <see cref="Capture"/> holds them. States and family are chosen here, as the kernel would.
/// </summary>
/// <param name="open">Opens the record of a protocol from its start; null when there is none.</param>
/// <param name="most">How many bytes of a protocol are read; what is longer is refused.</param>
public sealed class RecordedSource(Func<Protocol, Stream?> open, long most = long.MaxValue) : SocketSource
{
    // Longer than any message of sock_diag, shorter than what a hostile length could ask for.
    private const int BufferSize = 256 * 1024;

    /// <inheritdoc/>
    public override bool IsComplete => true;

    /// <inheritdoc/>
    /// <exception cref="CaptureFormatException">The record holds something else.</exception>
    public override DumpOutcome Dump(SocketQuery query, ISocketVisitor visitor)
    {
        using Stream? stream = open(query.Protocol);
        if (stream is null)
        {
            return default;
        }

        Replay replay = new(query, visitor);
        byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        int held = 0;
        long consumed = 0;
        while (true)
        {
            int read = Read(stream, buffer.AsSpan(held));
            held += read;
            // Every message begins at a multiple of four; the padding of the last one may arrive after it.
            int padding = (int)Math.Min(-consumed & 3, held);
            int used = padding + replay.Walk(buffer.AsSpan(padding, held - padding));
            consumed += used;
            if (consumed > most)
            {
                throw new CaptureFormatException($"unpacked they take more than {most} bytes, which so many sockets do not");
            }

            if (replay.Stopped)
            {
                return replay.Outcome;
            }

            buffer.AsSpan(used, held - used).CopyTo(buffer);
            held -= used;
            if (read == 0 || (used == 0 && held == buffer.Length))
            {
                return held == 0
                    ? replay.Outcome
                    : throw new CaptureFormatException($"byte {consumed}: expected a netlink message, found {held} bytes that are none");
            }
        }
    }

    private static int Read(Stream stream, Span<byte> buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, 1, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw new CaptureFormatException($"damaged compressed sockets: {exception.Message}", exception);
        }
    }

    private sealed class Replay(SocketQuery query, ISocketVisitor visitor)
    {
        private long sockets;
        private long unknown;
        private bool disturbed;

        public bool Stopped { get; private set; }

        public DumpOutcome Outcome => new(sockets, disturbed, unknown, Stopped);

        /// <summary>Walks the whole messages in the bytes.</summary>
        /// <returns>How many bytes they took.</returns>
        public int Walk(ReadOnlySpan<byte> bytes)
        {
            NetlinkMessages messages = new(bytes);
            while (messages.MoveNext())
            {
                if (!Visit(messages.Current))
                {
                    Stopped = true;
                    break;
                }
            }

            return bytes.Length - messages.Rest.Length;
        }

        private bool Visit(NetlinkMessage message)
        {
            disturbed |= message.Interrupted;
            // ss writes what it receives, old TCPDIAG answers and the end marks included.
            if (message.Header.nlmsg_type is not (NetlinkConstants.SOCK_DIAG_BY_FAMILY or NetlinkConstants.TCPDIAG_GETSOCK))
            {
                unknown += message.Header.nlmsg_type is NetlinkConstants.NLMSG_DONE or NetlinkConstants.NLMSG_NOOP ? 0 : 1;
                return true;
            }

            if (!SocketView.TryRead(query.Protocol, message.Payload, out SocketView socket))
            {
                unknown++;
                return true;
            }

            bool wanted = query.States.Contains(socket.State) && (query.Family is not { } family || family == socket.Family);
            if (!wanted)
            {
                return true;
            }

            sockets++;
            return visitor.Visit(in socket);
        }
    }
}
