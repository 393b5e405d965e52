using TcpVet.Linux.SockDiag;

namespace TcpVet.Operations.Sockets;

/// <summary>What a listing tells of each socket beyond its addresses (<c>-p -e -i -m</c>).</summary>
/// <param name="Processes">Owners.</param>
/// <param name="Extended">uid, inode, cookie, timer, cgroup, mark.</param>
/// <param name="TcpInfo">tcp_info.</param>
/// <param name="Memory">skmem.</param>
public readonly record struct SocketColumns(bool Processes, bool Extended, bool TcpInfo, bool Memory)
{
    /// <summary>What must be asked from the kernel.</summary>
    public SocketDetails Details =>
        (TcpInfo ? SocketDetails.TcpInfo | SocketDetails.Congestion : SocketDetails.None)
        | (Memory ? SocketDetails.Memory : SocketDetails.None);
}
