using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>Reads the values of <c>src</c>, <c>dst</c>, <c>sport</c> and <c>dport</c>.</summary>
internal sealed class HostParser(FilterNames names, List<string> hints)
{
    internal const string PortExpected = "a port or service name";
    private const string HostExpected = "a host ([FAMILY:]ADDRESS[/PREFIX][:PORT])";
    private AddressFamily? named;
    private bool both;

    /// <summary>
    /// The family that the filter implies: that of <c>inet:</c> and <c>inet6:</c>, else the preferred one. With both prefixes ss keeps
    /// the last alone, which can only be a mistake: here each stands for its own condition.
    /// </summary>
    internal AddressFamily? Family => both ? null : named ?? names.Family;

    /// <summary>Reads a host.</summary>
    internal FilterExpression Host(SocketEnd end, FilterToken word)
    {
        RejectOtherFamily(word);
        HostText text = HostText.Split(word.Text) ?? throw new FilterException(word.Column, HostExpected, word.Shown);
        Note(text.Family);
        AddressFamily? family = text.Family ?? names.Family;
        AddressPrefix? prefix = HostText.Prefix(text.Host, out bool partial);

        // fe80::1 without brackets: what ss cuts off as a port belongs to the address.
        if ((prefix is null || ReadPort(text.Port, out _) is not null) && WholeAddress(word, text) is { } whole)
        {
            return Condition(end, word, whole, null, family);
        }

        ushort? port = RequirePort(text.Port, word.Column + text.PortAt, word);
        if (prefix is { Address.Family: AddressFamily.IPv6 } && port is not null && !word.Text.Contains('[', StringComparison.Ordinal))
        {
            hints.Add($"{word.Shown} is read as address {text.Host} and port {port}; write [{text.Host}]:{port}, or [ADDRESS] for an address alone");
        }

        if (partial)
        {
            hints.Add($"'{text.Host}' is read as the one address {prefix!.Value.Address}; write {text.Host}/8, /16 or /24 for a network");
        }

        if (prefix is { } known)
        {
            return Condition(end, word, known, port, family);
        }

        return text.Host is "" or "*" or "any" or "all" or "default"
            ? Wildcard(end, port, text.Family)
            : Named(end, word, text.Host, port, family);
    }

    /// <summary>Reads a port that is compared.</summary>
    internal FilterExpression Port(SocketEnd end, Comparison comparison, FilterToken word)
    {
        RejectOtherFamily(word);
        int start = HostText.FamilyPrefix(word.Text, out AddressFamily? family);
        Note(family);
        start += start < word.Text.Length && word.Text[start] == ':' ? 1 : 0;
        ushort? port = RequirePort(word.Text[start..], word.Column + start, word);
        if (comparison is Comparison.Equal or Comparison.NotEqual && (port is null || family is not null))
        {
            FilterExpression equal = Wildcard(end, port, family);
            return comparison == Comparison.Equal ? equal : NotExpression.Of(equal);
        }

        if (port is not { } number)
        {
            throw new FilterException(word.Column, PortExpected, word.Shown);
        }

        PortCondition condition = new(end, comparison, number);
        return family is null ? condition : ChainExpression.Of(Wildcard(end, null, family), new ChainLink(false, condition));
    }

    private static HostCondition Condition(SocketEnd end, FilterToken word, AddressPrefix prefix, ushort? port, AddressFamily? family)
    {
        if (family is { } wanted && wanted != prefix.Address.Family)
        {
            throw new FilterException(word.Column, wanted == AddressFamily.IPv4 ? "an IPv4 address" : "an IPv6 address", word.Shown);
        }

        return new HostCondition(end, prefix, port);
    }

    private static FilterExpression Wildcard(SocketEnd end, ushort? port, AddressFamily? family)
    {
        if (family is { } only)
        {
            return new HostCondition(end, new AddressPrefix(only == AddressFamily.IPv4 ? InetAddress.AnyIPv4 : InetAddress.AnyIPv6, 0),
                port);
        }

        return port is { } number ? new PortCondition(end, Comparison.Equal, number) : new HostCondition(end, null, null);
    }

    private FilterExpression Named(SocketEnd end, FilterToken word, string host, ushort? port, AddressFamily? family)
    {
        IReadOnlyList<InetAddress> addresses = host.AsSpan().ContainsAny('/', ':', '[') ? [] : names.Host(host, family);
        FilterExpression[] conditions = [.. addresses
            .Where(address => family is null || address.Family == family)
            .Distinct()
            .Select(address => new HostCondition(end, AddressPrefix.Whole(address), port))];
        if (conditions.Length == 0)
        {
            throw new FilterException(word.Column, "an address or the name of a host", word.Shown);
        }

        return ChainExpression.Of(conditions[0], [.. conditions.Skip(1).Select(other => new ChainLink(true, other))]);
    }

    private static AddressPrefix? WholeAddress(FilterToken word, HostText text)
    {
        if (word.Text.Contains('[', StringComparison.Ordinal))
        {
            return null;
        }

        string rest = word.Text[HostText.FamilyPrefix(word.Text, out _)..];
        return rest.Count(static character => character == ':') > 1 && !text.Host.Contains('/', StringComparison.Ordinal)
            ? HostText.Prefix(rest, out _)
            : null;
    }

    private static void RejectOtherFamily(FilterToken word)
    {
        if (HostText.OtherFamily(word.Text) is { } other)
        {
            throw new FilterException(word.Column, "a host of the families inet or inet6", $"'{other}'", "tcpvet examines TCP and UDP sockets");
        }
    }

    private void Note(AddressFamily? family)
    {
        if (family is null)
        {
            return;
        }

        if (!both && named is not null && named != family)
        {
            both = true;
            hints.Add("the filter names both inet: and inet6:; each counts for its own condition (ss would heed the last alone)");
        }

        named = family;
    }

    private ushort? RequirePort(string text, int column, FilterToken word)
    {
        string? wrong = ReadPort(text, out ushort? port);
        return wrong is null ? port : throw new FilterException(column, wrong, text.Length == 0 ? word.Shown : FilterToken.Quote(text));
    }

    // What would have been right; null when the text is. Nothing and "*" stand for any port, and leave it null.
    private string? ReadPort(string text, out ushort? port)
    {
        port = null;
        if (text is "" or "*")
        {
            return null;
        }

        if (CNumber.TryParse(text, out ulong number))
        {
            port = number <= ushort.MaxValue ? (ushort)number : null;
            return port is null ? "a port (0 to 65535)" : null;
        }

        ushort? tcp = names.Tcp ? names.Service(text, Protocol.Tcp) : null;
        ushort? udp = names.Udp ? names.Service(text, Protocol.Udp) : null;
        port = udp ?? tcp;
        if (tcp is not null && udp is not null && tcp != udp)
        {
            return $"a port number, since the service is {tcp} for TCP and {udp} for UDP";
        }

        return port is null ? PortExpected : null;
    }
}
