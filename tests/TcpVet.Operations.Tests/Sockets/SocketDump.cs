using System.Runtime.InteropServices;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Tests.Sockets;

/// <summary>A raw sock_diag dump in a file of its own, as <c>ss -D</c> writes it.</summary>
internal sealed class SocketDump : IDisposable
{
    // linux/netlink.h, linux/sock_diag.h: NLMSG_DONE, SOCK_DIAG_BY_FAMILY.
    private const ushort Done = 3;
    private const ushort ByFamily = 20;
    private const int HeaderSize = 16;

    private readonly MemoryStream bytes = new();
    private readonly string path = Path.GetTempFileName();

    /// <summary>What was said besides the answers.</summary>
    public List<string> Said { get; } = [];

    public Notices Notices => field ??= new Notices(Said.Add);

    public LiveHost Host { get; } = new(ProcFsRoot.Default);

    public Places Places => new(Host, Notices);

    /// <summary>Adds an IPv4 socket.</summary>
    public SocketDump Add(TcpState state, ushort localPort, string peer, ushort peerPort)
    {
        inet_diag_msg message = new() { idiag_family = 2, idiag_state = (byte)state };
        message.id.idiag_sport = BigEndianUInt16.From(localPort);
        message.id.idiag_dport = BigEndianUInt16.From(peerPort);
        InetAddress.Parse("192.0.2.1").Write(message.id.idiag_src);
        InetAddress.Parse(peer).Write(message.id.idiag_dst);
        Message(ByFamily, MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_msg>(in message)));
        return this;
    }

    /// <summary>The request for sockets of this dump.</summary>
    public SocketRequest Request(params string[] filter)
    {
        Message(Done, new byte[4]);
        File.WriteAllBytes(path, bytes.ToArray());
        Selection selection = new([Protocol.Tcp], Family: null, TcpStateSet.All, TcpStateSet.All, filter);
        return new SocketRequest(selection, new PlaceRequest(Netns: null, new FileInfo(path)));
    }

    public void Dispose()
    {
        bytes.Dispose();
        File.Delete(path);
    }

    private void Message(ushort type, ReadOnlySpan<byte> payload)
    {
        bytes.Write(BitConverter.GetBytes((uint)(HeaderSize + payload.Length)));
        bytes.Write(BitConverter.GetBytes(type));
        bytes.Write(new byte[HeaderSize - 6]);
        bytes.Write(payload);
    }
}
