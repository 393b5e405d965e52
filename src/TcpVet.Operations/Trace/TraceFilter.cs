using System.Runtime.InteropServices;
using TcpVet.Ebpf.Tracing;
using TcpVet.Linux.Filters;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Operations.Trace;

/// <summary>
/// The filter of a trace: ss's language over what the programs tell. A change of state matches <c>state X</c> when it leads to X or from
/// X, a life when it went through X.
/// </summary>
public sealed class TraceFilter
{
    private readonly SocketFilter filter;
    private readonly AddressFamily? family;
    private readonly FilterContext context;
    private ProcessRef? process;

    private TraceFilter(SocketFilter filter, AddressFamily? family)
    {
        this.filter = filter;
        this.family = family;
        context = new FilterContext { Owners = Owns };
    }

    /// <summary>What the user should know about the filter's spelling.</summary>
    public IReadOnlyList<string> Hints => filter.Hints;

    /// <summary>Reads a filter.</summary>
    /// <param name="root">Where the host's proc is mounted, for the names that a filter may use.</param>
    /// <param name="words">The filter in ss's language, word by word; none for every connection.</param>
    /// <param name="family">The one family that is traced; null for both.</param>
    /// <exception cref="FilterException">It is wrong.</exception>
    /// <exception cref="RequestException">It asks for what a trace does not know.</exception>
    public static TraceFilter Parse(ProcFsRoot root, IReadOnlyList<string> words, AddressFamily? family)
    {
        SocketFilter filter = words.Count == 0 ? SocketFilter.None
            : FilterParser.Parse(words, FilterNames.FromHost(root, tcp: true, udp: false, family));
        FilterNeeds needs = filter.Expression?.Needs ?? FilterNeeds.None;
        return (needs & ~FilterNeeds.Owners) == 0
            ? new TraceFilter(filter, family)
            : throw new RequestException("a trace cannot filter by idle, age, recvq, sendq, fwmark, cgroup or autobound: they are not told with a change of state");
    }

    /// <summary>Whether a change of state was asked for.</summary>
    public bool Matches(in Transition transition)
    {
        Socket socket = new(transition.Local, transition.Peer, transition.Interface, transition.Uid, transition.Inode, transition.Cookie);
        process = transition.Process;
        return Matches(in socket, transition.To) || (filter.States is not null && Matches(in socket, transition.From));
    }

    /// <summary>Whether a connection was asked for.</summary>
    public bool Matches(ConnectionLife life)
    {
        Socket socket = new(life.Local, life.Peer, life.Interface, life.Uid, life.Inode, life.Cookie);
        process = life.Process;
        if (filter.States is null)
        {
            return Matches(in socket, TcpState.Close);
        }

        foreach (LifeStep step in life.States)
        {
            if (Matches(in socket, step.State))
            {
                return true;
            }
        }

        return false;
    }

    private bool Matches(in Socket socket, TcpState state)
    {
        AddressFamily own = socket.Local.Addr.Family;
        if ((family is { } asked && own != asked)
            || (filter.Family is { } implied && own != implied)
            || filter.States is { } states && !states.Contains(state))
        {
            return false;
        }

        if (filter.Expression is not { } expression)
        {
            return true;
        }

        inet_diag_msg message = socket.Message(state);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref message, 1));
        return SocketView.TryRead(Protocol.Tcp, bytes, out SocketView view) && expression.Evaluate(in view, context) == Truth.True;
    }

    private Truth Owns(uint inode, ProcessPattern pattern) =>
        process is null ? Truth.Unknown : pattern.Matches(process.Pid, process.Name) ? Truth.True : Truth.False;

    /// <summary>A socket of a trace, as sock_diag would describe it.</summary>
    private readonly record struct Socket(InetEndpoint Local, InetEndpoint Peer, uint Interface, uint Uid, uint Inode, ulong Cookie)
    {
        public inet_diag_msg Message(TcpState state)
        {
            inet_diag_sockid id = new()
            {
                idiag_sport = BigEndianUInt16.From(Local.Port),
                idiag_dport = BigEndianUInt16.From(Peer.Port),
                idiag_if = Interface,
                idiag_cookie0 = (uint)Cookie,
                idiag_cookie1 = (uint)(Cookie >> 32),
            };
            Local.Addr.Write(id.idiag_src);
            Peer.Addr.Write(id.idiag_dst);
            return new inet_diag_msg
            {
                idiag_family = (byte)Local.Addr.Family,
                idiag_state = (byte)state,
                idiag_uid = Uid,
                // Without an inode a socket of sock_diag has no process for certain; of this one it may be known all the same.
                idiag_inode = Inode == 0 ? uint.MaxValue : Inode,
                id = id,
            };
        }
    }
}
