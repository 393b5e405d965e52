using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>The three kinds of address that a TCP socket may carry.</summary>
internal static class Loopbacks
{
    internal const string IPv4 = "127.0.0.1", IPv6 = "::1", Mapped = "::ffff:127.0.0.1";

    internal static readonly string[] All = [IPv4, IPv6, Mapped];

    /// <summary>How the kernel reports an address: a request socket of a v4-mapped connection is an IPv4 one at times, the rest are what
    /// they were made.</summary>
    internal static bool Same(InetEndpoint left, InetEndpoint right) =>
        left.Port == right.Port && left.Addr.Unmapped == right.Addr.Unmapped;
}
