using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>What a listing shows of each socket beyond its addresses (<c>-p -e -i -m</c>).</summary>
/// <param name="Processes">Owners.</param>
/// <param name="Extended">uid, inode, cookie, timer, cgroup, mark.</param>
/// <param name="TcpInfo">tcp_info.</param>
/// <param name="Memory">skmem.</param>
internal readonly record struct SocketColumns(bool Processes, bool Extended, bool TcpInfo, bool Memory)
{
    /// <summary>What must be asked from the kernel.</summary>
    public SocketDetails Details =>
        (TcpInfo ? SocketDetails.TcpInfo | SocketDetails.Congestion : SocketDetails.None) | (Memory ? SocketDetails.Memory : SocketDetails.None);
}

/// <summary>What a socket's bytes do not say by themselves.</summary>
internal interface ISocketContext
{
    /// <summary>The namespace that the sockets are of.</summary>
    string Netns { get; }

    /// <summary>The owners of a socket, as text: nothing when there are none or nobody asked.</summary>
    IReadOnlyList<SocketHolder> Holders(uint inode);

    /// <summary>The interface's name; null when it is gone.</summary>
    string? InterfaceName(uint index);

    /// <summary>The cgroup's path; null when it is unknown.</summary>
    string? CgroupPath(ulong id);

    /// <summary>An address or its name, without brackets.</summary>
    bool TryResolve(InetAddress address, out string name);

    /// <summary>A service's name; null to write the number.</summary>
    string? ServiceName(Protocol protocol, ushort port);
}

/// <summary>A process that holds a socket.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Name">Its comm; hostile.</param>
/// <param name="Fd">The descriptor.</param>
internal readonly record struct SocketHolder(int Pid, string Name, int Fd);
