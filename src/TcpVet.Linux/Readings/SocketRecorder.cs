using System.IO.Compression;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Linux.Owners;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Keeps sockets as raw messages for a capture, so that a replay goes through the same code as the live kernel.</summary>
internal sealed class SocketRecorder
{
    private readonly int limit;
    private readonly List<uint> inodes = [];
    private byte[] tcp = [];
    private byte[] udp = [];
    private long leftOut;

    private SocketRecorder(int limit) => this.limit = limit;

    /// <summary>How many sockets are recorded.</summary>
    public int Count { get; private set; }

    public static SocketRecorder Run(SocketSource source, int limit)
    {
        SocketRecorder recorder = new(limit);
        recorder.tcp =
            recorder.Record(source, new SocketQuery { Details = SocketDetails.TcpInfo | SocketDetails.Memory | SocketDetails.Congestion });
        recorder.udp = recorder.Record(source, new SocketQuery { Protocol = Protocol.Udp, Details = SocketDetails.Memory });
        return recorder;
    }

    public void AddWanted(InodeSet wanted)
    {
        foreach (uint inode in inodes)
        {
            wanted.Add(inode);
        }
    }

    public RecordedSockets ToFact(OwnerTable owners)
    {
        List<SocketOwner> held = [];
        foreach (uint inode in inodes)
        {
            foreach (SocketOwner owner in owners.Of(inode))
            {
                if (held.Count < RecordedSockets.MostOwners)
                {
                    held.Add(owner);
                }
            }
        }

        return new RecordedSockets { Count = Count, LeftOut = leftOut, Tcp = tcp, Udp = udp, Owners = held };
    }

    private byte[] Record(SocketSource source, SocketQuery query)
    {
        using MemoryStream bytes = new();
        using (GZipStream compressed = new(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            source.Dump(query, new Writer(this, compressed));
        }

        return bytes.ToArray();
    }

    private sealed class Writer(SocketRecorder recorder, Stream stream) : ISocketVisitor
    {
        public bool Visit(in SocketView socket)
        {
            if (recorder.Count >= recorder.limit)
            {
                recorder.leftOut++;
                return true;
            }

            recorder.Count++;
            nlmsghdr header = new()
            {
                nlmsg_len = (uint)(NetlinkMessages.HeaderSize + socket.Bytes.Length),
                nlmsg_type = NetlinkConstants.SOCK_DIAG_BY_FAMILY,
            };
            stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<nlmsghdr>(in header)));
            stream.Write(socket.Bytes);
            stream.Write("\0\0\0"u8[..(-socket.Bytes.Length & 3)]);
            if (socket.Inode != 0)
            {
                recorder.inodes.Add(socket.Inode);
            }

            return true;
        }
    }
}
