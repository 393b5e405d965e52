using System.Runtime.InteropServices;
using System.Text;
using TcpVet.Ebpf.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tracing;

/// <summary>Turns what the programs say of a socket into the words of the model.</summary>
/// <param name="root">Where proc(5) is mounted.</param>
/// <param name="owners">Who held which socket when the trace began, for sockets that nobody has acted on since; null for nobody.</param>
internal sealed class SocketFacts(ProcFsRoot root, OwnerTable? owners)
{
    // The same few processes act again and again; a host that starts thousands a second must not fill the memory.
    private const int MostProcesses = 4096;

    private readonly Dictionary<(uint Pid, UInt128 Comm), ProcessRef> processes = [];
    private readonly ProcessTable names = new(root);

    /// <summary>The local end.</summary>
    public static InetEndpoint Local(in tcpvet_socket socket) =>
        new(InetAddress.Read((AddressFamily)socket.family, socket.local), socket.local_port);

    /// <summary>The remote end.</summary>
    public static InetEndpoint Peer(in tcpvet_socket socket) =>
        new(InetAddress.Read((AddressFamily)socket.family, socket.peer), socket.peer_port);

    /// <summary>The process that last acted on the socket, or alone held it when the trace began; null when neither is known.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="isOld">True when it was there before the trace.</param>
    public ProcessRef? Process(in tcpvet_socket socket, bool isOld)
    {
        if (socket.pid == 0)
        {
            return isOld && owners is not null ? Holder(socket.inode) : null;
        }

        (uint, UInt128) key = (socket.pid, MemoryMarshal.Read<UInt128>(socket.comm));
        if (processes.TryGetValue(key, out ProcessRef? known))
        {
            return known;
        }

        ReadOnlySpan<byte> comm = socket.comm;
        int end = comm.IndexOf((byte)0);
        ProcessRef process = new((int)socket.pid, Encoding.UTF8.GetString(end < 0 ? comm : comm[..end]));
        if (processes.Count < MostProcesses)
        {
            processes.Add(key, process);
        }

        return process;
    }

    /// <summary>A change of state as its record tells it.</summary>
    public Transition Read(in tcpvet_transition record) => new()
    {
        At = record.at,
        Netns = record.socket.netns,
        Cookie = record.socket.cookie,
        Local = Local(in record.socket),
        Peer = Peer(in record.socket),
        From = (TcpState)record.from,
        To = (TcpState)record.to,
        HeldNs = record.since != 0 ? record.at - record.since : null,
        Process = Process(in record.socket, record.since == 0),
        Inode = record.socket.inode,
        Uid = record.socket.uid,
        Interface = record.socket.@interface,
    };

    /// <summary>A life as its record tells it, before anything is known that follows its end.</summary>
    public ConnectionLife Read(in tcpvet_life record)
    {
        TcpState last = (TcpState)record.last;
        LifeEnd end = LifeEnding.Judge(last, record.socket.flags, record.socket.error, record.socket.local_port);
        int steps = Math.Min((int)record.steps, 8);
        LifeStep[] states = new LifeStep[steps];
        for (int i = 0; i < steps; i++)
        {
            states[i] = new LifeStep((TcpState)record.state[i], i == 0 && record.opened == 0 ? null : record.ns[i]);
        }

        return new ConnectionLife
        {
            Opened = record.opened != 0 ? record.opened : null,
            Closed = record.closed,
            Netns = record.socket.netns,
            Cookie = record.socket.cookie,
            Local = Local(in record.socket),
            Peer = Peer(in record.socket),
            Process = Process(in record.socket, record.opened == 0),
            Direction = (Direction)record.direction,
            FirstCloser = LifeEnding.Closer(last, record.socket.flags, end),
            EndedBy = end,
            Error = (int)record.socket.error,
            States = states,
            BytesIn = record.bytes_in,
            BytesOut = record.bytes_out,
            Retransmits = record.retransmits,
            RttUs = record.rtt_us != 0 ? record.rtt_us : null,
            Inode = record.socket.inode,
            Uid = record.socket.uid,
            Interface = record.socket.@interface,
        };
    }

    // One that several processes share may be anybody's.
    private ProcessRef? Holder(uint inode)
    {
        int? only = null;
        foreach (SocketOwner owner in owners!.Of(inode))
        {
            if (only is { } other && other != owner.Pid)
            {
                return null;
            }

            only = owner.Pid;
        }

        return only is { } pid && names.NameOf(pid) is { } name ? new ProcessRef(pid, name) : null;
    }
}
