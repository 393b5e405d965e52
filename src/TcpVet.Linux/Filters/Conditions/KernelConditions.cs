using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Filters;

/// <summary><c>dev</c>: the interface that the socket is bound to (SO_BINDTODEVICE), or 0 for none.</summary>
/// <param name="index">The interface's index in the scanned namespace.</param>
public sealed class DeviceCondition(uint index) : FilterExpression
{
    /// <summary>The interface's index.</summary>
    public uint Index { get; } = index;

    internal override bool KernelDecides => true;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context) => TruthLogic.Of(socket.Interface == Index);

    internal override void Print(StringBuilder text) => text.Append("dev = ").Append(Index);
}

/// <summary><c>fwmark VALUE[/MASK]</c>; unknown without CAP_NET_ADMIN, to which alone the kernel shows marks.</summary>
/// <param name="mark">The value that the masked mark must equal.</param>
/// <param name="mask">The bits that count.</param>
public sealed class MarkCondition(uint mark, uint mask) : FilterExpression
{
    /// <summary>The value that the masked mark must equal.</summary>
    public uint Mark { get; } = mark;

    /// <summary>The bits that count.</summary>
    public uint Mask { get; } = mask;

    /// <inheritdoc/>
    public override FilterNeeds Needs => FilterNeeds.Answer;

    internal override bool KernelDecides => true;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context) =>
        socket.Mark is { } actual ? TruthLogic.Of((actual & Mask) == Mark) : Truth.Unknown;

    internal override void Print(StringBuilder text) => text.Append($"fwmark = 0x{Mark:x}/0x{Mask:x}");
}

/// <summary>
/// <c>cgroup PATH</c>: the cgroup (version 2) that made the socket. A mini-socket (TIME_WAIT, a request) belongs to none,
/// as in the kernel's own filter; a full socket of which the kernel does not say it is unknown.
/// </summary>
/// <param name="id">The cgroup's id.</param>
public sealed class CgroupCondition(ulong id) : FilterExpression
{
    /// <summary>The cgroup's id.</summary>
    public ulong Id { get; } = id;

    /// <inheritdoc/>
    public override FilterNeeds Needs => FilterNeeds.Answer;

    internal override bool KernelDecides => true;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context)
    {
        if (socket.CgroupId is { } actual)
        {
            return TruthLogic.Of(actual == Id);
        }

        // inet_diag_msg_attrs_fill gives every full socket INET_DIAG_SHUTDOWN first of all, and mini-sockets nothing.
        bool full = !socket.Attribute(InetDiagAttribute.INET_DIAG_SHUTDOWN).IsEmpty;
        return full ? Truth.Unknown : Truth.False;
    }

    internal override void Print(StringBuilder text) => text.Append("cgroup = id:").Append(Id);
}

/// <summary>
/// <c>autobound</c>: the kernel chose the local port. That is two things at once, as in ss: no process has bound the port
/// (INET_DIAG_BC_AUTO, which alone is also true of accepted connections and mini-sockets), and the port is ephemeral.
/// <c>not autobound</c> is the complement; ss negates both halves and loses the sockets that fulfil one.
/// </summary>
/// <param name="ports">The namespace's ephemeral ports.</param>
public sealed class AutoboundCondition(PortRange ports) : FilterExpression
{
    /// <summary>The namespace's ephemeral ports.</summary>
    public PortRange Ports { get; } = ports;

    /// <inheritdoc/>
    public override FilterNeeds Needs => FilterNeeds.Autobound;

    internal override bool KernelDecides => true;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context) =>
        TruthLogic.Of(Ports.Contains(socket.LocalPort) && (context.Autobound is not { } cookies || cookies.Contains(socket.Cookie)));

    internal override void Print(StringBuilder text) => text.Append("autobound");
}

/// <summary>A range of ports.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest, included.</param>
public readonly record struct PortRange(ushort First, ushort Last)
{
    /// <summary>True when the port lies in the range.</summary>
    public bool Contains(ushort port) => port >= First && port <= Last;
}
