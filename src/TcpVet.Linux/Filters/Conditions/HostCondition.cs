using System.Text;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>Which end of a socket a condition is about.</summary>
public enum SocketEnd : byte
{
    /// <summary>The local end: <c>src</c>, <c>sport</c>.</summary>
    Local,

    /// <summary>The remote end: <c>dst</c>, <c>dport</c>.</summary>
    Peer,
}

/// <summary>The first bits of an address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Length">How many bits count: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
public readonly record struct AddressPrefix(InetAddress Address, int Length)
{
    /// <summary>The whole address.</summary>
    public static AddressPrefix Whole(InetAddress address) => new(address, address.Family == AddressFamily.IPv4 ? 32 : 128);

    /// <summary>
    /// As the kernel matches (net/ipv4/inet_diag.c inet_diag_bc_run): an IPv4 prefix takes v4-mapped sockets too,
    /// an IPv6 prefix, even of mapped addresses, takes sockets of family IPv6 only.
    /// </summary>
    public bool Contains(InetAddress address)
    {
        if (address.Family == Address.Family)
        {
            return address.IsIn(Address, Length);
        }

        return address.IsIPv4Mapped && address.Unmapped.IsIn(Address, Length);
    }

    /// <inheritdoc/>
    public override string ToString() => Address.Family == AddressFamily.IPv4 ? $"{Address}/{Length}" : $"[{Address}/{Length}]";
}

/// <summary><c>src HOST[:PORT]</c> and <c>dst HOST[:PORT]</c>.</summary>
/// <param name="end">Which end.</param>
/// <param name="prefix">The addresses; null for any.</param>
/// <param name="port">The port; null for any.</param>
public sealed class HostCondition(SocketEnd end, AddressPrefix? prefix, ushort? port) : FilterExpression
{
    private readonly int port = port ?? -1;
    private readonly bool anyAddress = prefix is null;
    private readonly AddressPrefix prefix = prefix.GetValueOrDefault();

    /// <summary>Which end.</summary>
    public SocketEnd End { get; } = end;

    /// <summary>The addresses; null for any.</summary>
    public AddressPrefix? Prefix => anyAddress ? null : prefix;

    /// <summary>The port; null for any.</summary>
    public ushort? Port => port < 0 ? null : (ushort)port;

    internal override bool KernelDecides => true;

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context)
    {
        bool local = End == SocketEnd.Local;
        if (port >= 0 && port != (local ? socket.LocalPort : socket.PeerPort))
        {
            return Truth.False;
        }

        return TruthLogic.Of(anyAddress || prefix.Contains(local ? socket.LocalAddress : socket.PeerAddress));
    }

    internal override void Print(StringBuilder text)
    {
        text.Append(End == SocketEnd.Local ? "src = " : "dst = ").Append(anyAddress ? "*" : prefix.ToString());
        if (port >= 0)
        {
            text.Append(':').Append(port);
        }
    }
}
