using TcpVet.Model;

namespace TcpVet.Operations.Sources;

/// <summary>What a socket's bytes do not say by themselves. Names are raw text from outside.</summary>
public interface ISocketContext
{
    /// <summary>The namespace that the sockets are of.</summary>
    string Netns { get; }

    /// <summary>The owners of a socket: nothing when there are none. The list is used again at the next call.</summary>
    IReadOnlyList<SocketHolder> Holders(uint inode);

    /// <summary>The interface's name; null when it is gone.</summary>
    string? InterfaceName(uint index);

    /// <summary>The cgroup's path; null when it is unknown.</summary>
    string? CgroupPath(ulong id);

    /// <summary>The name of an address, where names are wanted and it has one.</summary>
    bool TryResolve(InetAddress address, out string name);

    /// <summary>A service's name; null to write the number.</summary>
    string? ServiceName(Protocol protocol, ushort port);
}

/// <summary>A process that holds a socket.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Name">Its comm; hostile.</param>
/// <param name="Fd">The descriptor.</param>
public readonly record struct SocketHolder(int Pid, string Name, int Fd);
