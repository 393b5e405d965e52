using TcpVet.Linux.Filters;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests.Filters;

/// <summary>
/// What ss 6.1 answers, where that is not what its words mean. ss asks twice: it pushes bytecode, and runs the expression again
/// over what the kernel sends (misc/ss.c show_one_inet_sock), showing only what passes both. Where the two disagree about a
/// condition, its negation loses sockets:
/// <list type="bullet">
/// <item>Addresses. In user space ss compares bits without looking at the family (inet2_addr_match), so <c>not src 0.0.0.0/8</c>
/// loses <c>[::1]</c>, whose first 8 bits are zero too; and a prefix of length 0 is no condition at all.</item>
/// <item><c>autobound</c>. To the kernel: not bound by a process, which accepted and TIME_WAIT sockets are not either. To ss's user
/// space: the port is ephemeral. <c>not autobound</c> therefore shows neither accepted connections nor
/// processes' own ephemeral ports.</item>
/// <item><c>dev</c>. ss makes no bytecode of an expression that it is part of, so user space decides alone, and
/// <c>autobound dev lo</c> takes processes' own ephemeral ports for autobound.</item>
/// </list>
/// tcpvet gives a condition one meaning wherever it stands: the kernel's for addresses, both halves of ss's for <c>autobound</c>.
/// </summary>
internal static class SsFilter
{
    /// <summary>True when ss shows the socket.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="context">What is known beyond it.</param>
    /// <param name="unbound">The cookies that INET_DIAG_BC_AUTO lets pass.</param>
    internal static bool Shows(FilterExpression expression, in SocketView socket, FilterContext context, IReadOnlySet<ulong> unbound) =>
        Kernel(expression, in socket, context, unbound) != false && UserSpace(expression, in socket, context);

    // Null for what ss makes no bytecode of.
    private static bool? Kernel(FilterExpression expression, in SocketView socket, FilterContext context, IReadOnlySet<ulong> unbound)
    {
        switch (expression)
        {
            case NotExpression not:
                return !Kernel(not.Operand, in socket, context, unbound);
            case ChainExpression chain:
                bool? value = Kernel(chain.First, in socket, context, unbound);
                foreach (ChainLink link in chain.Links)
                {
                    bool? operand = Kernel(link.Operand, in socket, context, unbound);
                    value = value is { } left && operand is { } right ? link.IsOr ? left || right : left && right : null;
                }

                return value;
            case DeviceCondition:
                return null;
            case AutoboundCondition:
                return unbound.Contains(socket.Cookie);
            default:
                return expression.Evaluate(in socket, context) == Truth.True;
        }
    }

    private static bool UserSpace(FilterExpression expression, in SocketView socket, FilterContext context)
    {
        switch (expression)
        {
            case NotExpression not:
                return !UserSpace(not.Operand, in socket, context);
            case ChainExpression chain:
                bool value = UserSpace(chain.First, in socket, context);
                foreach (ChainLink link in chain.Links)
                {
                    bool operand = UserSpace(link.Operand, in socket, context);
                    value = link.IsOr ? value || operand : value && operand;
                }

                return value;
            case AutoboundCondition autobound:
                return autobound.Ports.Contains(socket.LocalPort);
            case HostCondition host:
                return Host(host, in socket);
            default:
                return expression.Evaluate(in socket, context) == Truth.True;
        }
    }

    private static bool Host(HostCondition host, in SocketView socket)
    {
        InetEndpoint end = host.End == SocketEnd.Local ? socket.Local : socket.Peer;
        if (host.Port is { } port && port != end.Port)
        {
            return false;
        }

        return host.Prefix is not { } prefix || prefix.Length == 0 || Bits(prefix, end.Addr);
    }

    private static bool Bits(AddressPrefix prefix, InetAddress address)
    {
        UInt128 left = Leading(prefix.Address) ^ Leading(address);
        return left >> (128 - prefix.Length) == 0 || (prefix.Address.Family == AddressFamily.IPv4 && prefix.Contains(address));
    }

    // The bytes as they lie in ss's inet_prefix: an IPv4 address first, then zeros.
    private static UInt128 Leading(InetAddress address) => address.Family == AddressFamily.IPv4 ? address.Bits << 96 : address.Bits;
}
