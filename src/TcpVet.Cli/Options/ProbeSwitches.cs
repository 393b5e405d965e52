using System.Buffers;
using System.CommandLine;
using System.Text;
using TcpVet.Model;
using TcpVet.Operations.Probe;
using TcpVet.Probes.Engine;
using TcpVet.Probes.Udp.Payloads;
using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Cli.Options;

/// <summary>The options of <c>probe</c>, checked.</summary>
internal sealed record ProbeSwitches
{
    private const int DefaultRate = 100;
    private const int LargestRate = 100_000;
    private const int LargestPayload = 65_507; // 65,535 less the heads of IPv4 and UDP

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF :");

    private static readonly Option<int?> CountOption = CommonOptions.PositiveNumber("--count", "Ask N times and show loss and round-trip times (default: 1)");
    private static readonly Option<TimeSpan?> IntervalOption = CommonOptions.Duration("--interval", "Time between two rounds of --count or --watch (default: 1s)");
    private static readonly Option<TimeSpan?> TimeoutOption = CommonOptions.Duration("--timeout", "How long to wait for one port, repetitions included (default: 4s)");
    private static readonly Option<string> SourceOption = new("--source") { Description = "Ask from this address of the host", HelpName = "ADDR" };
    private static readonly Option<string> PayloadOption = new("--payload") { Description = "What to send: auto (the questions of the port's protocols, the default), hex:BYTES, text:WORDS, or none for empty datagrams", HelpName = "PAYLOAD" };
    private static readonly Option<string> AsOption = new("--as") { Description = "Ask in this UDP protocol whatever the port: dns, ntp, snmp…; 'list' shows all", HelpName = "NAME" };
    private static readonly Option<string> SecretOption = new("--secret") { Description = "The shared secret of protocols that answer nobody else (RADIUS)", HelpName = "TEXT" };
    private static readonly Option<bool> BannerOption = new("--banner") { Description = "Find out what an open TCP port is: its greeting, HTTP or TLS" };
    private static readonly Option<int?> RateOption = CommonOptions.PositiveNumber("--rate", $"Packets a second at the most (default: {DefaultRate}; 5000 to addresses of this host)");
    private static readonly Option<bool> WatchOption = new("--watch") { Description = "Ask again and again, a live line a target, until Ctrl-C" };
    private static readonly Option<bool> ConnectionOption = new("--connection") { Description = "Send nothing: tell one existing TCP connection in words, named by LOCAL PEER or by a filter" };
    private static readonly Option<bool> FollowOption = new("--follow") { Description = "With --connection: tell every change until the connection has ended" };
    private static readonly Option<bool> IPv4Option = new("--ipv4", "-4") { Description = "Only the IPv4 addresses of names" };
    private static readonly Option<bool> IPv6Option = new("--ipv6", "-6") { Description = "Only the IPv6 addresses of names" };
    private static readonly Option<bool> UdpOption = new("--udp", "-u") { Description = "Ask over UDP where a target names no protocol" };

    // What nc -z and nmap habits add; it is so anyway.
    private static readonly Option<bool> TcpOption = new("--tcp", "-t") { Hidden = true };
    private static readonly Option<string> NetnsOption = new("--netns", "-N") { Description = "Ask from another network namespace: its name, a path or a process id", HelpName = "NAME|PATH|PID" };
    private static readonly Option<bool> YesOption = new("--yes", "-y") { Description = $"Ask more than {ProbePlan.UnaskedPorts} ports of a host that is not this one" };

    public static IReadOnlyList<Option> All { get; } =
        [CountOption, IntervalOption, TimeoutOption, SourceOption, PayloadOption, AsOption, SecretOption, BannerOption, RateOption,
            WatchOption, ConnectionOption, FollowOption, IPv4Option, IPv6Option, UdpOption, TcpOption, NetnsOption, YesOption];

    /// <summary>How to ask.</summary>
    public required ProbeOptions Options { get; init; }

    /// <summary>How many rounds; null for as many as there is time for.</summary>
    public int? Count { get; init; }

    /// <summary>From the start of a round to the next.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>Whether rounds are shown live.</summary>
    public bool Watch { get; init; }

    /// <summary>Whether an existing connection is told instead.</summary>
    public bool Connection { get; init; }

    /// <summary>Whether that goes on until it has ended.</summary>
    public bool Follow { get; init; }

    /// <summary>The one family that is asked; null for both.</summary>
    public AddressFamily? Family { get; init; }

    /// <summary>The protocol of targets that name none.</summary>
    public Protocol Protocol { get; init; } = Protocol.Tcp;

    /// <summary>The word after <c>--netns</c>; null for the own namespace.</summary>
    public string? Netns { get; init; }

    /// <summary>Whether a scan of another host is meant.</summary>
    public bool Yes { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="RequestException">One is wrong.</exception>
    public static ProbeSwitches From(ParseResult parse)
    {
        bool v4 = parse.GetValue(IPv4Option);
        bool v6 = parse.GetValue(IPv6Option);
        bool watch = parse.GetValue(WatchOption);
        int? rate = parse.GetValue(RateOption);
        if (rate > LargestRate)
        {
            throw new RequestException($"--rate: at most {LargestRate} packets a second; a probe is no flood");
        }

        return new ProbeSwitches
        {
            Options = new ProbeOptions
            {
                Timeout = Positive(parse.GetValue(TimeoutOption), TimeSpan.FromSeconds(4), "--timeout", TimeSpan.FromMilliseconds(1)),
                Rate = rate ?? DefaultRate,
                LocalRate = rate ?? 5000,
                Source = Source(parse.GetValue(SourceOption)),
                Payload = Payload(parse.GetValue(PayloadOption)),
                As = QuestionOf(parse.GetValue(AsOption)),
                Secret = parse.GetValue(SecretOption),
                Banner = parse.GetValue(BannerOption),
            },
            Count = parse.GetValue(CountOption) ?? (watch ? null : 1),
            Interval = Positive(parse.GetValue(IntervalOption), TimeSpan.FromSeconds(1), "--interval", TimeSpan.FromMilliseconds(10)),
            Watch = watch,
            Connection = parse.GetValue(ConnectionOption),
            Follow = parse.GetValue(FollowOption),
            Family = v4 == v6 ? null : v4 ? AddressFamily.IPv4 : AddressFamily.IPv6,
            Protocol = parse.GetValue(UdpOption) && !parse.GetValue(TcpOption) ? Model.Protocol.Udp : Model.Protocol.Tcp,
            Netns = parse.GetValue(NetnsOption),
            Yes = parse.GetValue(YesOption),
        };
    }

    /// <summary>The request to ask ports.</summary>
    /// <param name="words">The targets.</param>
    /// <param name="refuseMisspelt">Whether it is an error of its own when not one target can be understood.</param>
    public PortProbeRequest Request(IReadOnlyList<string> words, bool refuseMisspelt) => new()
    {
        Words = words,
        Protocol = Protocol,
        RefuseMisspelt = refuseMisspelt,
        StandardInput = Console.OpenStandardInput,
        Options = Options,
        Count = Count,
        Interval = Interval,
        Family = Family,
        ScanIsMeant = Yes,
    };

    /// <summary>Whether <c>--as list</c> asks for the protocols instead of a port.</summary>
    public static bool AsksForProtocols(ParseResult parse) => parse.GetValue(AsOption) == "list";

    private static TimeSpan Positive(TimeSpan? given, TimeSpan usual, string name, TimeSpan least) =>
        (given ?? usual) is var time && time < least ? throw new RequestException($"{name}: at least {least.TotalMilliseconds:0} ms") : time;

    private static InetAddress? Source(string? text) =>
        text is null ? null
        : InetAddress.TryParse(text.Trim('[', ']'), out InetAddress address) ? address
        : throw new RequestException($"--source: expected an IP address, found '{text}'");

    private static UdpQuestion? QuestionOf(string? name) =>
        name is null ? null
        : UdpQuestions.Find(name) ?? throw new RequestException(
            $"--as: no protocol '{name}'{(UdpQuestions.Near(name) is { Count: > 0 } near ? $", did you mean {string.Join(" or ", near)}?" : "")}; 'tcpvet probe --as list' shows all");

    private static ReadOnlyMemory<byte>? Payload(string? text)
    {
        byte[]? bytes = text switch
        {
            null or "auto" => null,
            "none" => [],
            _ when text.StartsWith("text:", StringComparison.Ordinal) => Encoding.UTF8.GetBytes(text["text:".Length..]),
            _ when text.StartsWith("hex:", StringComparison.Ordinal) => Hex(text["hex:".Length..]),
            _ => throw new RequestException($"--payload: expected auto, none, hex:BYTES or text:WORDS, found '{text}'"),
        };
        return bytes is null ? (ReadOnlyMemory<byte>?)null
            : bytes.Length <= LargestPayload ? new ReadOnlyMemory<byte>(bytes)
            : throw new RequestException($"--payload: {bytes.Length} bytes; a datagram holds at most {LargestPayload}");
    }

    private static byte[] Hex(string digits)
    {
        int wrong = digits.AsSpan().IndexOfAnyExcept(HexDigits);
        string plain = digits.Replace(" ", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal);
        return wrong >= 0 ? throw new RequestException($"--payload: hex:, position {wrong + 1}: '{digits[wrong]}' is no hexadecimal digit")
            : plain.Length % 2 == 1 ? throw new RequestException("--payload: hex: needs two digits a byte, and there is an odd number of them")
            : Convert.FromHexString(plain);
    }
}
