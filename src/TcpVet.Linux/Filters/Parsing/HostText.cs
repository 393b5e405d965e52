using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>
/// The parts of <c>[FAMILY:]ADDRESS[/PREFIX][:PORT]</c> as ss takes it apart (iproute2 misc/ss.c parse_hostcond, lib/utils.c
/// get_prefix_1), still text.
/// </summary>
/// <param name="Family">The family that a prefix <c>inet:</c> or <c>inet6:</c> named.</param>
/// <param name="Host">Address or name with its prefix length, without brackets; empty for any.</param>
/// <param name="Port">The port; empty for any.</param>
/// <param name="PortAt">Where the port begins in the word.</param>
internal readonly record struct HostText(AddressFamily? Family, string Host, string Port, int PortAt)
{
    private static readonly string[] OtherFamilies = ["unix:", "link:", "netlink:", "vsock:", "tipc:", "xdp:"];

    /// <summary>The family prefix of another kind of socket, <c>unix:</c>; null when there is none.</summary>
    internal static string? OtherFamily(string word) =>
        OtherFamilies.FirstOrDefault(family => word.StartsWith(family, StringComparison.Ordinal));

    /// <summary>Takes <c>inet:</c> or <c>inet6:</c> off.</summary>
    /// <returns>Its length.</returns>
    internal static int FamilyPrefix(string word, out AddressFamily? family)
    {
        bool v4 = word.StartsWith("inet:", StringComparison.Ordinal);
        bool v6 = word.StartsWith("inet6:", StringComparison.Ordinal);
        family = v4 ? AddressFamily.IPv4 : v6 ? AddressFamily.IPv6 : null;
        return v4 ? 5 : v6 ? 6 : 0;
    }

    /// <summary>Takes a host apart; null when brackets do not close or something stands behind them or behind <c>*</c>.</summary>
    internal static HostText? Split(string word)
    {
        int start = FamilyPrefix(word, out AddressFamily? family);
        string text = word[start..];
        if (text.StartsWith('['))
        {
            return SplitBrackets(family, text, start);
        }

        if (text.StartsWith('*'))
        {
            return text is "*" ? new(family, "", "", word.Length) : text[1] == ':' ? new(family, "", text[2..], start + 2) : null;
        }

        int slash = Math.Max(text.IndexOf('/', StringComparison.Ordinal), 0);
        int colon = text.LastIndexOf(':');
        return colon < slash
            ? new(family, text, "", word.Length)
            : new(family, text[..colon], text[(colon + 1)..], start + colon + 1);
    }

    /// <summary>Reads an address with an optional prefix length or, for IPv4, netmask.</summary>
    /// <param name="text">The text, without brackets.</param>
    /// <param name="partial">True for an IPv4 address of fewer than four parts and without a length: <c>10</c> is 10.0.0.0.</param>
    internal static AddressPrefix? Prefix(string text, out bool partial)
    {
        partial = false;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? text : text[..slash];
        InetAddress address;
        if (host.Contains(':', StringComparison.Ordinal))
        {
            if (!InetAddress.TryParse(host, out address))
            {
                return null;
            }
        }
        else
        {
            if (!TryParseIPv4(host, out uint bits, out int parts))
            {
                return null;
            }

            address = new InetAddress(AddressFamily.IPv4, bits);
            partial = parts < 4 && slash < 0;
        }

        if (slash < 0)
        {
            return AddressPrefix.Whole(address);
        }

        return PrefixLength(text.AsSpan(slash + 1), address.Family) is { } length ? new(address, length) : null;
    }

    private static HostText? SplitBrackets(AddressFamily? family, string text, int start)
    {
        int close = text.IndexOf(']', StringComparison.Ordinal);
        if (close < 0)
        {
            return null;
        }

        string host = text[1..close];
        string rest = text[(close + 1)..];
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        string length = colon < 0 ? rest : rest[..colon];
        if (length.Length > 0 && !(length[0] == '/' && !host.Contains('/', StringComparison.Ordinal)))
        {
            return null;
        }

        return colon < 0
            ? new(family, host + length, "", start + text.Length)
            : new(family, host + length, rest[(colon + 1)..], start + close + 1 + colon + 1);
    }

    // iproute2 takes one to four parts in C notation, from the left: 10.1 is 10.1.0.0, not 10.0.0.1 as for inet_aton(3).
    private static bool TryParseIPv4(string text, out uint bits, out int parts)
    {
        bits = 0;
        parts = 0;
        foreach (Range range in text.AsSpan().Split('.'))
        {
            if (parts == 4 || !CNumber.TryParse(text.AsSpan()[range], 255, out uint part))
            {
                return false;
            }

            bits |= part << (24 - (8 * parts++));
        }

        return true;
    }

    private static int? PrefixLength(ReadOnlySpan<char> text, AddressFamily family)
    {
        if (CNumber.TryParse(text, family == AddressFamily.IPv4 ? 32u : 128u, out uint length))
        {
            return (int)length;
        }

        if (family == AddressFamily.IPv6 || !InetAddress.TryParse(text, out InetAddress mask) || mask.Family != AddressFamily.IPv4)
        {
            return null;
        }

        uint bits = (uint)mask.Bits;
        int ones = System.Numerics.BitOperations.LeadingZeroCount(~bits);
        return ones == 32 || bits << ones == 0 ? ones : null;
    }
}
