using TcpVet.Model;

namespace TcpVet.Probes.Results;

/// <summary>A socket of this host that is bound to a port: a TCP listener, or a UDP socket that is not connected.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Local">What it is bound to.</param>
/// <param name="V6Only">Whether an IPv6 wildcard takes no IPv4.</param>
/// <param name="Inode">Its inode.</param>
/// <param name="Cookie">Its cookie, by which two looks know it.</param>
/// <param name="Queue">TCP: connections that wait for accept(). UDP: unread bytes, with the kernel's overhead.</param>
/// <param name="Limit">TCP: the accept queue's limit. UDP: the receive buffer in bytes. Null when the kernel did not say.</param>
/// <param name="Drops">What it has turned away since it was made; null when the kernel did not say.</param>
public sealed record BoundSocket(Protocol Protocol, InetEndpoint Local, bool V6Only, uint Inode, ulong Cookie, uint Queue, uint? Limit,
    uint? Drops)
{
    /// <summary>The processes that hold it; empty when that is not known.</summary>
    public IReadOnlyList<ProcessRef> Processes { get; init; } = [];

    /// <summary>Whether packets to an address reach it (<c>inet_rcv_saddr_equal</c>, <c>compute_score</c>).</summary>
    public bool Takes(InetAddress address)
    {
        InetAddress bound = Local.Addr.Unmapped;
        InetAddress asked = address.Unmapped;
        return bound.Family == asked.Family ? bound == asked || bound.IsAny
            : bound is { Family: AddressFamily.IPv6, IsAny: true } && !V6Only;
    }

    /// <summary><c>nginx[12], nginx[13] +6</c>, or the socket's owner in words when no process is known. Names are hostile text and are not
    /// escaped here.</summary>
    public string Who => Processes.Count switch
    {
        0 => Inode == 0 ? "the kernel or a process that has gone" : "a process that this user may not see",
        <= 2 => string.Join(", ", Processes.Select(process => $"{process.Name}[{process.Pid}]")),
        _ => $"{Processes[0].Name}[{Processes[0].Pid}] +{Processes.Count - 1}",
    };
}
