using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Redaction;
using TcpVet.Rules.Judging;
using Capture = TcpVet.Model.Capture;

namespace TcpVet.Operations.Tests.Redaction;

/// <summary>Redacted captures say the same, and nothing of the original.</summary>
public sealed partial class RedactionTests
{
    private static readonly string Tests = Path.Combine(Root(), "tests");

    public static TheoryData<string> Captures =>
        [.. Directory.EnumerateFiles(Tests, "*.json", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).First().Length > 0 && File.ReadAllText(file).Contains("\"tcpvet/capture/1\"", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Tests, file))
            .Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Captures))]
    public void Rules_answer_the_same_and_nothing_of_the_original_remains(string file)
    {
        Capture original = CaptureJson.Read(File.ReadAllBytes(Path.Combine(Tests, file)));
        Capture redacted = CaptureRedaction.Of(original);
        Assert.Equal(Answers(original), Answers(redacted));
        NothingRemains(original, redacted);
    }

    [Fact]
    public void It_is_a_capture_like_any_other()
    {
        Capture redacted = CaptureRedaction.Of(Full());
        Assert.Equal(Text(redacted), Text(CaptureJson.Read(CaptureJson.Write(redacted))));
        // The first names are taken: redacted again it has others, of the same form.
        Assert.Equal(Answers(redacted), Answers(CaptureRedaction.Of(redacted)));
        NothingRemains(redacted, CaptureRedaction.Of(redacted));
    }

    [Fact]
    public void A_secret_in_the_place_of_any_text_is_gone()
    {
        // Every text of every capture once: what is refused there is a word of a closed list, and no text.
        string[] secrets = ["Zq7hidden", "zq7-hidden.example.org", "/zq7hidden/x", "--password=Zq7hidden", "Zq7.hidden", "ZQ7HIDDEN", "zq7hidden@1.service"];
        HashSet<string> places = [];
        int taken = 0;
        foreach (string file in Captures.Select(row => row.Data))
        {
            JsonNode document = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Tests, file)))!;
            foreach (JsonValue leaf in Leaves(document).Where(leaf => places.Add(Place(leaf))).ToArray())
            {
                foreach (string secret in secrets)
                {
                    JsonNode copy = document.DeepClone();
                    Replace(copy, leaf.GetPath(), secret);
                    string redacted;
                    try
                    {
                        redacted = Text(CaptureRedaction.Of(CaptureJson.Read(Encoding.UTF8.GetBytes(copy.ToJsonString()))));
                    }
                    catch (CaptureFormatException)
                    {
                        continue;
                    }

                    taken++;
                    Assert.False(redacted.Contains("zq7", StringComparison.OrdinalIgnoreCase), $"{leaf.GetPath()} of {file}: {secret}");
                }
            }
        }

        Assert.InRange(taken, 250, 5000);
    }

    [Fact]
    public void Addresses_keep_their_class_and_what_they_have_in_common()
    {
        string[] texts =
        [
            "10.1.2.3", "10.1.2.4", "10.9.0.1", "10.0.0.1", "192.168.1.10", "192.168.1.11", "192.168.7.1", "172.16.5.5", "172.31.255.1", "127.0.0.2",
            "127.9.0.1", "169.254.3.4", "100.64.1.1", "203.0.113.7", "203.0.113.9", "8.8.8.8", "8.8.4.4", "1.1.1.1", "198.51.100.20", "172.15.0.1",
            "172.33.0.1", "224.0.0.5", "2001:db8::1", "2001:db8::2", "2001:db8:1::1", "2a00:1450::5", "fe80::1:2", "fe80::3:4", "fd12:3456::1",
            "fd12:3456::2", "ff05::1:3", "fc01::1", "64:ff9b::808:808",
        ];
        StandInAddresses standIns = new();
        InetAddress[] originals = [.. texts.Select(InetAddress.Parse)];
        foreach (InetAddress address in originals)
        {
            _ = standIns[address];
        }

        standIns.Seal();
        InetAddress[] others = [.. originals.Select(address => standIns[address])];
        Assert.Equal(others.Length, others.Distinct().Count());
        Assert.Empty(others.Intersect(originals));
        for (int i = 0; i < originals.Length; i++)
        {
            Assert.Equal(Class(originals[i]), Class(others[i]));
            for (int j = 0; j < i; j++)
            {
                if (originals[i].Family == originals[j].Family && Class(originals[i]) == Class(originals[j])
                    && Common(originals[i], originals[j]) >= 8)
                {
                    Assert.Equal(Common(originals[i], originals[j]), Common(others[i], others[j]));
                }
            }
        }

        Assert.Equal(standIns[InetAddress.Parse("10.1.2.3")].ToIPv6(), standIns[InetAddress.Parse("::ffff:10.1.2.3")]);
        foreach (string everybodys in new[] { "127.0.0.1", "::1", "0.0.0.0", "::", "255.255.255.255" })
        {
            Assert.Equal(InetAddress.Parse(everybodys), standIns[InetAddress.Parse(everybodys)]);
        }
    }

    [Fact]
    public void Many_addresses_have_as_many_stand_ins()
    {
        Random random = new(1);
        StandInAddresses standIns = new();
        IEnumerable<InetAddress> drawn = Enumerable.Range(0, 20_000)
            .Select(_ => new InetAddress(AddressFamily.IPv4, (uint)random.NextInt64(1L << 32)));
        InetAddress[] originals = [.. drawn.Distinct()];
        foreach (InetAddress address in originals)
        {
            _ = standIns[address];
        }

        standIns.Seal();
        Assert.Equal(originals.Length, originals.Select(address => standIns[address]).Distinct().Count());
    }

    [Theory]
    [InlineData("java -Dcatalina.base=/opt/acme org.apache.catalina.startup.Bootstrap start", "java -Dcatalina.base=/opt/name-1 org.apache.catalina.startup.Bootstrap start")]
    [InlineData("/usr/sbin/nginx -g daemon off;", "/usr/sbin/nginx -g daemon off;")]
    [InlineData("acme acme-pay acme", "name-1 name-2 name-1")]
    [InlineData("http://acme:8080/x?user=joe", "http://name-1:8080/name-2?user=name-3")]
    [InlineData("proxy_pass to 10.9.8.7:80, [2001:db8::7]:443", "name-1 to 10.0.0.1:80, [2000::1]:443")]
    [InlineData("timeout 30s 1h30m 64k 0.5", "timeout 30s 1h30m 64k 0.5")]
    [InlineData("python3.11 /srv/acme/app.py --name-1", "python3.11 /srv/name-2/name-3.py --name-4")]
    [InlineData("\u001b[31m\u202eé", "?[31m?name-1")]
    public void Texts_keep_their_form(string text, string expected)
    {
        StandIns standIns = new();
        standIns.Words.Text(text);
        standIns.Seal();
        Assert.Equal(expected, standIns.Words.Text(text));
    }

    [Theory]
    [InlineData("6.1.0-18-amd64", "6.1.0-18-amd64")]
    [InlineData("5.15.0-1051-aws", "5.15.0-1051-aws")]
    [InlineData("4.18.0-513.el8.x86_64", "4.18.0-513.el8.x86_64")]
    [InlineData("6.6.8-acme-prod1", "6.6.8")]
    [InlineData("acme", "0")]
    public void Releases_lose_what_somebody_added(string release, string expected) => Assert.Equal(expected, ReleaseText.Of(release));

    private static IEnumerable<string> Answers(Capture capture) => CaptureJudge.Diagnose(capture) is var diagnosis
        ? diagnosis.Findings.Select(finding => string.Create(CultureInfo.InvariantCulture,
            $"{finding.Code} {finding.Severity} {finding.Confidence} {finding.Subject.Local?.Port} {finding.Subject.Peer?.Port} {finding.Subject.Process?.Pid} {finding.Subject.Setting?.Length > 0} evidence {finding.Evidence.Count} remedies {finding.Remedies.Count}/{finding.Remedies.Count(remedy => remedy.Command is not null)} no help {finding.DoesNotHelp.Count}: {string.Join(", ", finding.Figures.Select(figure => $"{figure.Name}={figure.Value}"))}"))
            .Order(StringComparer.Ordinal).Concat(diagnosis.CannotTell.Select(unknown => unknown.Code))
        : [];

    private static void NothingRemains(Capture original, Capture redacted)
    {
        string text = Text(redacted);
        HashSet<string> words = [.. Word().Matches(text).Select(match => match.Value)];
        foreach (string word in Words(original))
        {
            Assert.DoesNotContain(word, words);
        }

        HashSet<InetAddress> left = [.. Addresses(redacted)];
        foreach (InetAddress address in Addresses(original).Where(address => !IsEverybodys(address.Unmapped)))
        {
            Assert.DoesNotContain(address, left);
        }
    }

    // Each word of each text but those that no host has for itself.
    private static HashSet<string> Words(Capture capture) =>
        [.. Leaves(JsonNode.Parse(CaptureJson.Write(capture with
        {
            Namespaces = [.. capture.Namespaces.Select(netns => netns with { Sockets = null })],
        }))!)
            .Where(leaf => Place(leaf) is not ("schema" or "taken_at" or "version" or "kernel") && !Kept().IsMatch(Place(leaf)))
            .SelectMany(leaf => Word().Matches(leaf.GetValue<string>()))
            .Select(match => match.Value)
            .Where(word => !KnownWords.Has(word) && !word.All(letter => char.IsAsciiDigit(letter)) && !Figure().IsMatch(word))];

    private static IEnumerable<InetAddress> Addresses(Capture capture)
    {
        foreach (Match match in AddressText().Matches(Text(capture)))
        {
            if (InetAddress.TryParse(match.Value, out InetAddress address))
            {
                yield return address;
            }
        }

        foreach (RecordedSockets sockets in capture.Namespaces.Select(netns => netns.Sockets).OfType<RecordedSockets>())
        {
            Ends ends = new();
            RecordedSource source = PackedSockets.Open(sockets);
            source.Dump(new SocketQuery(), ends);
            source.Dump(new SocketQuery { Protocol = Protocol.Udp }, ends);
            foreach (InetAddress address in ends.Addresses)
            {
                yield return address;
            }
        }
    }

    // The document, and what is packed in it.
    private static string Text(Capture capture)
    {
        StringBuilder text = new(Encoding.UTF8.GetString(CaptureJson.Write(capture with
        {
            Namespaces = [.. capture.Namespaces.Select(netns => netns with
            {
                Sockets = netns.Sockets is { } held ? held with { Tcp = [], Udp = [] } : null,
            })],
        })));
        foreach (RecordedSockets sockets in capture.Namespaces.Select(netns => netns.Sockets).OfType<RecordedSockets>())
        {
            foreach (byte[] packed in new[] { sockets.Tcp, sockets.Udp })
            {
                using StreamReader reader = new(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress), Encoding.Latin1);
                text.Append(reader.ReadToEnd());
            }
        }

        return text.ToString();
    }

    private static bool IsEverybodys(InetAddress address) => address.IsAny
        || address == InetAddress.Parse("127.0.0.1") || address == InetAddress.Parse("::1")
        || new[] { "127.0.0.53", "127.0.0.11", "255.255.255.255", "169.254.169.254", "239.255.255.250", "ff02::1", "ff02::2", "ff02::fb" }.Any(text => InetAddress.Parse(text) == address);

    private static string Class(InetAddress address) => (address.IsLoopback, address.IsMulticast, address) switch
    {
        (true, _, _) => "loopback",
        (_, true, _) => "multicast",
        _ when new[] { ("10.0.0.0", 8), ("172.16.0.0", 12), ("192.168.0.0", 16), ("169.254.0.0", 16), ("100.64.0.0", 10), ("0.0.0.0", 8), ("240.0.0.0", 4), ("fe80::", 10), ("fc00::", 7), ("2000::", 3) }
            .Where(known => address.IsIn(InetAddress.Parse(known.Item1), known.Item2)).Select(known => known.Item1)
            .FirstOrDefault() is { } network => network,
        _ => $"other {address.Family}",
    };

    private static int Common(InetAddress a, InetAddress b)
    {
        int width = a.Family == AddressFamily.IPv4 ? 32 : 128;
        int common = 0;
        while (common < width && a.IsIn(b, common + 1))
        {
            common++;
        }

        return common;
    }

    private static IEnumerable<JsonValue> Leaves(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value)),
        JsonArray items => items.SelectMany(Leaves),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value],
        _ => [],
    };

    // A path without the numbers of items.
    private static string Place(JsonValue leaf) => Item().Replace(leaf.GetPath(), "")[2..];

    private static void Replace(JsonNode document, string path, string value)
    {
        foreach (JsonValue leaf in Leaves(document))
        {
            if (leaf.GetPath() == path)
            {
                leaf.ReplaceWith(JsonValue.Create(value));
                return;
            }
        }

        throw new InvalidOperationException(path);
    }

    private static Capture Full() => CaptureJson.Read(File.ReadAllBytes(Path.Combine(Tests, Captures.First().Data)));

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TcpVet.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"[\p{L}\p{N}_][\p{L}\p{N}_-]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"[0-9a-fA-F:.]*[0-9a-fA-F:][.:][0-9a-fA-F:.]*[0-9a-fA-F:]")]
    private static partial Regex AddressText();

    [GeneratedRegex(@"^(0x[0-9a-f]+|[0-9]+(us|ms|s|m|h|d|k|K|M|G|kb|mb|KB|MB|KiB|MiB)?([0-9]+[smh])*(-[0-9]+)*)$")]
    private static partial Regex Figure();

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Item();

    // Words of closed lists, and what the kernel calls its settings and counters.
    [GeneratedRegex(@"(^|\.)(proto|state|ownership|kind|origin|way|fact|absent_sysctls)$|failures\.reason$|(groups|resets)\.reason$|(directives|children)\.name$")]
    private static partial Regex Kept();

    private sealed class Ends : ISocketVisitor
    {
        public List<InetAddress> Addresses { get; } = [];

        public bool Visit(in SocketView socket)
        {
            Addresses.Add(socket.Local.Addr);
            Addresses.Add(socket.Peer.Addr);
            return true;
        }
    }
}
