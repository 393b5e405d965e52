namespace TcpVet.Linux.Filters;

/// <summary>Answers whether a process that the pattern describes holds the socket with this inode.</summary>
/// <param name="inode">The socket's inode, never 0.</param>
/// <param name="process">Whom the filter asks for.</param>
/// <returns>
/// <see cref="Truth.True"/> when one of the socket's owners fits, <see cref="Truth.False"/> when all owners are known and none
/// fits, <see cref="Truth.Unknown"/> when no owner of it is known (a process could not be read).
/// </returns>
public delegate Truth SocketOwnerProbe(uint inode, ProcessPattern process);

/// <summary>What a filter needs to know beyond a socket's own bytes.</summary>
public sealed class FilterContext
{
    /// <summary>Nothing is known: <c>process</c> matches no socket with an inode.</summary>
    public static FilterContext Empty { get; } = new();

    /// <summary>Looks owners up; null when nobody did (see <see cref="SocketFilter.NeedsOwners"/>).</summary>
    public SocketOwnerProbe? Owners { get; init; }

    /// <summary>
    /// The cookies of the sockets that <see cref="CompiledFilter.AutoboundBytecode"/> selected. Null when the kernel
    /// could not be asked (a recording, a kernel without bytecode): then any ephemeral local port counts as autobound,
    /// as it does for ss.
    /// </summary>
    public IReadOnlySet<ulong>? Autobound { get; init; }

    /// <summary>
    /// How long the namespace keeps a FIN_WAIT2 mini-socket, in milliseconds: net.ipv4.tcp_fin_timeout up to 60 s
    /// (net/ipv4/tcp.c <c>__tcp_close</c>).
    /// </summary>
    public uint FinWait2TimeoutMs { get; init; } = 60_000;
}
