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
/// </list>
/// tcpvet answers such a negation with the complement.
/// </summary>
internal static class SsFilter
{
    /// <summary>True when ss shows the socket.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="context">What is known beyond it.</param>
    /// <param name="unbound">The cookies that INET_DIAG_BC_AUTO lets pass.</param>
    internal static bool Shows(FilterExpression expression, in SocketView socket, FilterContext context, IReadOnlySet<ulong> unbound) =>
        Decide(expression, in socket, context, unbound, inKernel: true) && Decide(expression, in socket, context, unbound, inKernel: false);

    private static bool Decide(FilterExpression expression, in SocketView socket, FilterContext context, IReadOnlySet<ulong> unbound, bool inKernel)
    {
        switch (expression)
        {
            case NotExpression not:
                return !Decide(not.Operand, in socket, context, unbound, inKernel);
            case ChainExpression chain:
                bool value = Decide(chain.First, in socket, context, unbound, inKernel);
                foreach (ChainLink link in chain.Links)
                {
                    bool operand = Decide(link.Operand, in socket, context, unbound, inKernel);
                    value = link.IsOr ? value || operand : value && operand;
                }

                return value;
            case AutoboundCondition autobound:
                return inKernel ? unbound.Contains(socket.Cookie) : autobound.Ports.Contains(socket.LocalPort);
            case HostCondition host when !inKernel:
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
