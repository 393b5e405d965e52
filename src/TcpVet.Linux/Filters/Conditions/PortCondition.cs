using System.Text;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Filters;

/// <summary><c>sport</c> and <c>dport</c> compared with a port.</summary>
/// <param name="end">Which end.</param>
/// <param name="comparison">How.</param>
/// <param name="port">The port, in host order.</param>
public sealed class PortCondition(SocketEnd end, Comparison comparison, ushort port) : FilterExpression
{
    /// <summary>Which end.</summary>
    public SocketEnd End { get; } = end;

    /// <summary>How the socket's port (left) is compared with <see cref="Port"/> (right).</summary>
    public Comparison Comparison { get; } = comparison;

    /// <summary>The port, in host order.</summary>
    public ushort Port { get; } = port;

    internal override bool KernelDecides => true;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context) =>
        TruthLogic.Of(Comparison.Holds(End == SocketEnd.Local ? socket.LocalPort : socket.PeerPort, Port));

    internal override void Print(StringBuilder text) =>
        text.Append(End == SocketEnd.Local ? "sport " : "dport ").Append(Comparison.Symbol()).Append(' ').Append(Port);
}
