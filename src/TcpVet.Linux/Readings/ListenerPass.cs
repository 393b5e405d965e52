using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Readings;

/// <summary>Collects the listening TCP sockets and the unconnected UDP sockets of a namespace.</summary>
/// <param name="complete">Whether the source knows limits and drops.</param>
/// <param name="cgroupPath">Names control groups; null for an unknown one.</param>
/// <param name="limit">How many are kept; the rest is counted in <see cref="ListenerReading.LeftOut"/>.</param>
internal sealed class ListenerPass(bool complete, Func<ulong, string?> cgroupPath, int limit = ListenerPass.DefaultLimit) : ISocketVisitor
{
    public const int DefaultLimit = 10_000;

    private readonly List<ListenerFacts> listeners = [];
    private long leftOut;

    /// <summary>Reads the listeners of one protocol.</summary>
    public static ListenerReading Run(SocketSource source, Protocol protocol, Func<ulong, string?> cgroupPath, int limit = DefaultLimit)
    {
        TcpStateSet states = TcpStateSet.Of(protocol == Protocol.Tcp ? TcpState.Listen : TcpState.Close);
        // Asked for first, so that a source that must fall back to /proc has done so.
        source.Dump(new SocketQuery { Protocol = protocol, States = states }, new FirstOnly());
        ListenerPass pass = new(source.IsComplete, cgroupPath, limit);
        source.Dump(new SocketQuery { Protocol = protocol, States = states, Details = SocketDetails.Memory }, pass);
        return new ListenerReading(pass.listeners, pass.leftOut);
    }

    public bool Visit(in SocketView socket)
    {
        if (listeners.Count >= limit)
        {
            leftOut++;
            return true;
        }

        bool tcp = socket.Protocol == Protocol.Tcp;
        listeners.Add(new ListenerFacts
        {
            Proto = socket.Protocol,
            Local = socket.Local,
            Queue = socket.RecvQ,
            Limit = !complete ? null : tcp ? socket.SendQ : socket.Memory(SkMemInfo.SK_MEMINFO_RCVBUF),
            Drops = socket.Memory(SkMemInfo.SK_MEMINFO_DROPS) ?? ProcDrops(in socket),
            Uid = socket.Uid,
            Inode = socket.Inode,
            // /proc/net has none (INET_DIAG_NOCOOKIE), which would make all of its sockets the same one.
            Cookie = socket.Cookie == ulong.MaxValue ? 0 : socket.Cookie,
            V6Only = socket.V6Only ?? false,
            Cgroup = socket.CgroupId is { } id ? cgroupPath(id) : null,
            Interface = (int)socket.Interface,
        });
        return true;
    }

    private static uint? ProcDrops(in SocketView socket) =>
        socket.Attribute(ProcNetSockets.DropsAttribute) is { Length: >= 4 } drops ? BitConverter.ToUInt32(drops) : null;

    private sealed class FirstOnly : ISocketVisitor
    {
        public bool Visit(in SocketView socket) => false;
    }
}
