using CsCheck;
using TcpVet.Model;
using TcpVet.Probes.Targets;

namespace TcpVet.Probes.Tests.Targets;

/// <summary>Targets as users write them.</summary>
public sealed class TargetParserTests
{
    [Theory]
    [InlineData("tcp://192.0.2.7:443", "tcp://192.0.2.7:443")]
    [InlineData("192.0.2.7:443", "tcp://192.0.2.7:443")]
    [InlineData("UDP://192.0.2.7:53", "udp://192.0.2.7:53")]
    [InlineData("www.example.net:https", "tcp://www.example.net:443")]
    [InlineData("udp://10.0.0.5:53,123,500-503", "udp://10.0.0.5:53 udp://10.0.0.5:123 udp://10.0.0.5:500 udp://10.0.0.5:501 udp://10.0.0.5:502 udp://10.0.0.5:503")]
    [InlineData("localhost:80,80,79-81", "tcp://localhost:80 tcp://localhost:79 tcp://localhost:81")]
    [InlineData("[2001:db8::1]:22", "tcp://[2001:db8::1]:22")]
    [InlineData("udp://[fe80::1%eth0]:53", "udp://[fe80::1%eth0]:53")]
    [InlineData("[::ffff:192.0.2.7]:80", "tcp://192.0.2.7:80")]
    [InlineData("_sip.example.net.:5060", "tcp://_sip.example.net.:5060")]
    [InlineData("h:1-1", "tcp://h:1")]
    [InlineData("h:65535", "tcp://h:65535")]
    [InlineData(":8080", "tcp://127.0.0.1:8080")]
    [InlineData("8080", "tcp://127.0.0.1:8080")]
    [InlineData("53/udp", "udp://127.0.0.1:53")]
    [InlineData(":53/udp", "udp://127.0.0.1:53")]
    [InlineData("53,123/UDP", "udp://127.0.0.1:53 udp://127.0.0.1:123")]
    [InlineData("h:53/udp", "udp://h:53")]
    [InlineData("h:443/tcp", "tcp://h:443")]
    [InlineData("[2001:db8::1]:53/udp", "udp://[2001:db8::1]:53")]
    public void A_target_is_understood(string text, string expected)
    {
        ProbeTarget target = Parse(text);

        Assert.Equal(expected.Split(' '), target.EachPort.Select(target.TextOf));
    }

    [Theory]
    [InlineData("localhost", 10, "expected ':' and a port, found the end: a target is HOST:PORT, over UDP udp://HOST:PORT")]
    [InlineData("udp://h:53/udp", 11, "the protocol stands before the host already: udp://HOST:PORT or HOST:PORT/udp")]
    [InlineData("h:53/sctp", 5, "expected ',' or the end behind a port, found '/'")]
    [InlineData("8080,", 6, "expected a port, found the end")]
    [InlineData("localhost:", 11, "expected a port, found the end")]
    [InlineData("localhost:0", 11, "a port is a number from 1 to 65535, found 0")]
    [InlineData("localhost:70000", 11, "a port is a number from 1 to 65535, found 70000")]
    [InlineData("localhost:99999999999999999999", 11, "a port is a number from 1 to 65535, found 99999999999999999999")]
    [InlineData("udp://10.0.0.5:53,,54", 19, "expected a port, found ','")]
    [InlineData("udp://10.0.0.5:53;54", 18, "expected ',' or the end behind a port, found ';'")]
    [InlineData("h:90-80", 3, "the range 90-80 runs backwards")]
    [InlineData("h:80-", 6, "expected a port, found the end")]
    [InlineData("h:htpt", 3, "expected a port or a service of /etc/services, found 'htpt'")]
    [InlineData("2001:db8::1:443", 1, "an IPv6 address stands in brackets: [2001:db8::1]:443")]
    [InlineData("[2001:db8::1:443", 17, "expected ']' behind the IPv6 address, found the end")]
    [InlineData("[192.0.2.1]:443", 2, "expected an IPv6 address in the brackets, found '192.0.2.1'")]
    [InlineData("[fe80::1%]:443", 10, "expected the name or number of an interface behind '%'")]
    [InlineData("sctp://h:1", 1, "expected tcp:// or udp://, found 'sctp://'")]
    [InlineData("https://h/", 1, "expected tcp:// or udp://, found 'https://': write tcp://HOST:443 and --banner")]
    [InlineData("tcp://h:80/", 11, "expected ',' or the end behind a port, found '/'")]
    [InlineData("::80", 1, "an IPv6 address stands in brackets: [2001:db8::1]:443")]
    [InlineData(":", 1, "expected a host, found ':'")]
    [InlineData("/udp", 1, "expected a host, found the end")]
    [InlineData("a b:80", 2, "expected a letter, digit, '-', '_' or '.' in the host's name, found ' '")]
    [InlineData("192.0.2.300:80", 1, "'192.0.2.300' is neither an IPv4 address nor a name")]
    [InlineData("a..b:80", 1, "'a..b' is neither an IPv4 address nor a name")]
    [InlineData("", 1, "expected a host, found the end")]
    public void A_mistake_is_told_with_its_place(string text, int position, string expectation)
    {
        TargetException mistake = Assert.Throws<TargetException>(() => Parse(text));

        Assert.Equal((position, expectation), (mistake.Position, mistake.Expectation));
    }

    [Theory]
    [InlineData("host 8081", "host:8081")]
    [InlineData("host 80 443 other 22", "host:80 host:443 other:22")]
    [InlineData("host 53/udp", "host:53/udp")]
    [InlineData("10.0.0.7 1-1024", "10.0.0.7:1-1024")]
    [InlineData("2001:db8::1 443", "[2001:db8::1]:443")]
    [InlineData("host:80 443", "host:80 443")]
    [InlineData("host", "host")]
    [InlineData("host udp://a:53", "host udp://a:53")]
    [InlineData("a:1 list.txt b:2", "a:1 list.txt b:2")]
    [InlineData("list.txt 80", "list.txt 80")]
    [InlineData("- 80", "- 80")]
    public void A_port_behind_a_host_is_its_port(string words, string expected) => Assert.Equal(
        expected, string.Join(' ', TargetWords.Joined(words.Split(' '), word => word == "list.txt")));

    [Fact]
    public void What_is_left_out_is_what_the_caller_says()
    {
        TargetHabits habits = new(Protocol.Udp, InetAddress.Parse("::1"));

        Assert.Equal("udp://[::1]:53", Full(":53"));
        Assert.Equal("udp://h:53", Full("h:53"));
        Assert.Equal("tcp://h:53", Full("tcp://h:53"));

        string Full(string text) => TargetParser.Parse(text, (_, _) => null, habits) is { } target ? target.TextOf(53) : "";
    }

    /// <summary>Whatever is written: a target whose full forms read as themselves, or a mistake inside of the text.</summary>
    [Fact]
    public void Nothing_that_is_written_surprises_the_parser() =>
        Gen.OneOf(
            Gen.String[0, 60],
            Gen.Select(Pick("", "tcp://", "udp://", "UDP://", "x://"), Pick("h", "10.0.0.1", "[::1]", "[fe80::1%3]", "h..", "[", "::1", ""), Pick("", ":1", ":1-3,9", ":0", ":65536", ":1-", ":-", ":http,2", ":,"),
                (a, b, c) => a + b + c),
            Gen.Char["tcpud:/[]%0123456789abcf.-,*"].Array[0, 40].Select(letters => new string(letters)))
        .ForAll(
            text =>
            {
                try
                {
                    ProbeTarget target = Parse(text);
                    foreach (ushort port in target.EachPort.Take(8))
                    {
                        string full = target.TextOf(port);
                        Assert.Equal(full, Parse(full).TextOf(port));
                    }
                }
                catch (TargetException mistake)
                {
                    Assert.InRange(mistake.Position, 1, Math.Max(text.Length + 1, 1));
                }
            },
            iter: Fuzz.Iterations);

    [Fact]
    public void A_file_holds_targets_blanks_and_comments() => Assert.Equal(
        [("192.0.2.1:80", 2), ("udp://192.0.2.1:53", 2), ("h:1", 4)],
        TargetFile.Words("# all of them\n192.0.2.1:80\tudp://192.0.2.1:53 # the first\r\n\n  h:1").Select(word => (word.Text, word.Line)));

    private static Gen<string> Pick(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static ProbeTarget Parse(string text) => TargetParser.Parse(text, (name, protocol) => (name, protocol) switch
    {
        ("https", Protocol.Tcp) => 443,
        ("http", Protocol.Tcp) => 80,
        _ => null,
    });
}
