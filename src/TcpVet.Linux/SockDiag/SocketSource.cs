using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>What takes the sockets of a dump, one by one, while their bytes are in the buffer.</summary>
public interface ISocketVisitor
{
    /// <summary>Takes one socket.</summary>
    /// <returns>False to end the dump here.</returns>
    bool Visit(in SocketView socket);
}

/// <summary>What to ask for.</summary>
public sealed record SocketQuery
{
    /// <summary>TCP or UDP.</summary>
    public Protocol Protocol { get; init; } = Protocol.Tcp;

    /// <summary>One family, or null for both.</summary>
    public AddressFamily? Family { get; init; }

    /// <summary>The states to report.</summary>
    public TcpStateSet States { get; init; } = TcpStateSet.All;

    /// <summary>The attributes to report beyond those that the kernel always sends.</summary>
    public SocketDetails Details { get; init; }

    /// <summary>A filter that the kernel applies (INET_DIAG_REQ_BYTECODE); null for none. A source without a kernel ignores it: the caller
    /// filters as well.</summary>
    public ReadOnlyMemory<byte>? Bytecode { get; init; }
}

/// <summary>Attributes that cost the kernel time and are sent only when asked for (bits of <c>idiag_ext</c>).</summary>
[Flags]
public enum SocketDetails : byte
{
    /// <summary>Only what the kernel always sends: mark, shutdown, cgroup, socket options.</summary>
    None = 0,

    /// <summary>tcp_info (INET_DIAG_INFO).</summary>
    TcpInfo = 1 << (InetDiagAttribute.INET_DIAG_INFO - 1),

    /// <summary>The congestion control's own figures (INET_DIAG_VEGASINFO).</summary>
    CongestionInfo = 1 << (InetDiagAttribute.INET_DIAG_VEGASINFO - 1),

    /// <summary>The congestion control's name (INET_DIAG_CONG).</summary>
    Congestion = 1 << (InetDiagAttribute.INET_DIAG_CONG - 1),

    /// <summary>Type of service (INET_DIAG_TOS).</summary>
    Tos = 1 << (InetDiagAttribute.INET_DIAG_TOS - 1),

    /// <summary>Traffic class and class id (INET_DIAG_TCLASS).</summary>
    TrafficClass = 1 << (InetDiagAttribute.INET_DIAG_TCLASS - 1),

    /// <summary>Memory and drops (INET_DIAG_SKMEMINFO).</summary>
    Memory = 1 << (InetDiagAttribute.INET_DIAG_SKMEMINFO - 1),
}

/// <summary>How a dump went.</summary>
/// <param name="Sockets">How many sockets were handed out.</param>
/// <param name="Disturbed">True when the kernel said that the dump is not consistent, or messages were lost or cut: counts may be
/// off.</param>
/// <param name="Unknown">Messages that were no socket and no known control message.</param>
/// <param name="Stopped">True when the visitor ended the dump.</param>
public readonly record struct DumpOutcome(long Sockets, bool Disturbed, long Unknown, bool Stopped)
{
    /// <summary>Both outcomes as one.</summary>
    public DumpOutcome And(DumpOutcome other) =>
        new(Sockets + other.Sockets, Disturbed || other.Disturbed, Unknown + other.Unknown, Stopped || other.Stopped);
}

/// <summary>Where sockets come from: the kernel over netlink, the text files of /proc/net, or a record.</summary>
public abstract class SocketSource : IDisposable
{
    /// <summary>True when the source reports all that sock_diag does; false for /proc/net, which knows no limits, drops, cgroups or
    /// tcp_info.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>Why the kernel's own source is not used, for people; null while it is, and for a source that replaces none.</summary>
    public virtual string? Refusal => null;

    /// <summary>True when the source can apply <see cref="SocketQuery.Bytecode"/>.</summary>
    public virtual bool TakesBytecode => false;

    /// <summary>Hands every socket that the query asks for to the visitor.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public abstract DumpOutcome Dump(SocketQuery query, ISocketVisitor visitor);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the source holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
