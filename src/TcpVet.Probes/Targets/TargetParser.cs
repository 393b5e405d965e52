using TcpVet.Model;

namespace TcpVet.Probes.Targets;

/// <summary>
/// Reads one target: <c>[tcp://|udp://][HOST:]PORTS[/tcp|/udp]</c>. HOST is an IPv4 address, an IPv6 address in brackets or a name, and
/// this host where it is missing: <c>:8080</c>, <c>53/udp</c>. PORTS are ports, ranges and service names with commas between them. Pure.
/// </summary>
/// <param name="text">The target.</param>
/// <param name="serviceOf">The port of a service name; null when there is none.</param>
/// <param name="habits">What a target means that leaves something out.</param>
public sealed class TargetParser(string text, Func<string, Protocol, ushort?> serviceOf, TargetHabits habits)
{
    private const int LongestText = 4096;

    // RFC 1035 §2.3.4, without the final dot.
    private const int LongestName = 253;

    private int at;
    private int end = text.Length;

    /// <summary>Reads a target.</summary>
    /// <exception cref="TargetException">It is written wrong.</exception>
    public static ProbeTarget Parse(string text, Func<string, Protocol, ushort?> serviceOf, TargetHabits? habits = null) =>
        new TargetParser(text, serviceOf, habits ?? TargetHabits.Usual).Read();

    private ProbeTarget Read()
    {
        if (text.Length > LongestText)
        {
            throw Wrong(LongestText, $"a target has at most {LongestText} characters");
        }

        Protocol protocol = Suffix() ?? Scheme();
        if (IsHere())
        {
            at += at < end && text[at] == ':' ? 1 : 0;
            return new ProbeTarget(protocol, habits.Here.ToString(), null, habits.Here, Ports(protocol));
        }

        (string host, string? zone, InetAddress? address) = Host();
        if (at >= end || text[at] != ':')
        {
            throw Wrong(at, $"expected ':' and a port, found {Found(at)}: a target is HOST:PORT, over UDP udp://HOST:PORT");
        }

        at++;
        return new ProbeTarget(protocol, host, zone, address, Ports(protocol));
    }

    // 53/udp, as services(5) and nmap write it.
    private Protocol? Suffix()
    {
        bool udp = text.EndsWith("/udp", StringComparison.OrdinalIgnoreCase);
        if (!udp && !text.EndsWith("/tcp", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            throw Wrong(text.Length - 4, "the protocol stands before the host already: udp://HOST:PORT or HOST:PORT/udp");
        }

        end = text.Length - 4;
        return udp ? Protocol.Udp : Protocol.Tcp;
    }

    // Without a host the ports of this one are meant.
    private bool IsHere() => at < end
        && (text[at] == ':' ? at + 1 < end && text[at + 1] != ':' : text.AsSpan(at, end - at).IndexOfAnyExcept(PortLetters) < 0);

    private Protocol Scheme()
    {
        int colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon < 0)
        {
            return habits.Protocol;
        }

        string scheme = text[..colon];
        at = colon + 3;
        return scheme.ToLowerInvariant() switch
        {
            "tcp" => Protocol.Tcp,
            "udp" => Protocol.Udp,
            "http" or "https" => throw Wrong(0, $"expected tcp:// or udp://, found '{scheme}://': write tcp://HOST:{(scheme.Length == 4 ? 80 : 443)} and --banner"),
            _ => throw Wrong(0, $"expected tcp:// or udp://, found '{scheme}://'"),
        };
    }

    private (string Host, string? Zone, InetAddress? Address) Host()
    {
        int start = at;
        if (at < end && text[at] == '[')
        {
            return Bracketed();
        }

        int colon = text.IndexOf(':', start);
        if (colon >= 0 && text.IndexOf(':', colon + 1) >= 0)
        {
            throw Wrong(start, "an IPv6 address stands in brackets: [2001:db8::1]:443");
        }

        at = colon < 0 ? end : colon;
        string host = text[start..at];
        if (host.Length == 0)
        {
            throw Wrong(start, $"expected a host, found {Found(start)}");
        }

        if (InetAddress.TryParse(host, out InetAddress address))
        {
            return (host, null, address);
        }

        CheckName(host, start);
        return (host, null, null);
    }

    private (string Host, string? Zone, InetAddress? Address) Bracketed()
    {
        int start = at + 1;
        int close = text.IndexOf(']', start);
        if (close < 0)
        {
            throw Wrong(text.Length, "expected ']' behind the IPv6 address, found the end");
        }

        string[] parts = text[start..close].Split('%', 2);
        if (!InetAddress.TryParse(parts[0], out InetAddress address) || address.Family != AddressFamily.IPv6)
        {
            throw Wrong(start, $"expected an IPv6 address in the brackets, found '{parts[0]}'");
        }

        if (parts.Length == 2 && (parts[1].Length is 0 or > 15 || parts[1].AsSpan().ContainsAny(" /\t:")))
        {
            throw Wrong(start + parts[0].Length + 1, "expected the name or number of an interface behind '%'");
        }

        at = close + 1;
        // A mapped address is an IPv4 one in other clothes, and only its own family has packets for it.
        InetAddress plain = address.Unmapped;
        return (plain.ToString(), parts.Length == 2 ? parts[1] : null, plain);
    }

    // RFC 1123 §2.1, and the underscore that real names have; anything else is nobody's name and may be an escape sequence.
    private void CheckName(string host, int start)
    {
        int wrong = host.AsSpan().IndexOfAnyExcept(NameLetters);
        if (wrong >= 0)
        {
            throw Wrong(start + wrong, $"expected a letter, digit, '-', '_' or '.' in the host's name, found {Found(start + wrong)}");
        }

        if (host.Length > LongestName)
        {
            throw Wrong(start, $"a host's name has at most {LongestName} characters");
        }

        if (host.TrimEnd('.').Split('.') is { } labels
            && (labels.Any(label => label.Length is 0 or > 63) || host[^1] != '.' && labels.All(label => label.All(char.IsAsciiDigit))))
        {
            throw Wrong(start, $"'{host}' is neither an IPv4 address nor a name");
        }
    }

    private static readonly System.Buffers.SearchValues<char> PortLetters = System.Buffers.SearchValues.Create("0123456789,-");

    private static readonly System.Buffers.SearchValues<char> NameLetters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    private List<PortRange> Ports(Protocol protocol)
    {
        List<PortRange> ports = [];
        while (true)
        {
            ports.Add(Range(protocol));
            if (at >= end)
            {
                return ports;
            }

            if (text[at] != ',')
            {
                throw Wrong(at, $"expected ',' or the end behind a port, found {Found(at)}");
            }

            at++;
        }
    }

    private PortRange Range(Protocol protocol)
    {
        int start = at;
        if (at < end && char.IsAsciiLetter(text[at]))
        {
            int comma = text.IndexOf(',', at);
            string service = comma < 0 ? text[at..end] : text[at..comma];
            ushort named = serviceOf(service, protocol) ?? throw Wrong(start, $"expected a port or a service of /etc/services, found '{service}'");
            at += service.Length;
            return new PortRange(named, named);
        }

        ushort first = Port();
        if (at >= end || text[at] != '-')
        {
            return new PortRange(first, first);
        }

        at++;
        ushort last = Port();
        return last >= first ? new PortRange(first, last) : throw Wrong(start, $"the range {first}-{last} runs backwards");
    }

    private ushort Port()
    {
        int start = at;
        while (at < end && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        string digits = text[start..at];
        return digits.Length == 0 ? throw Wrong(start, $"expected a port, found {Found(start)}")
            : ushort.TryParse(digits, out ushort port) && port > 0 ? port
            : throw Wrong(start, $"a port is a number from 1 to 65535, found {digits}");
    }

    private string Found(int position) => position >= end ? "the end" : $"'{text[position]}'";

    private TargetException Wrong(int position, string expectation) => new(text, position + 1, expectation);
}
