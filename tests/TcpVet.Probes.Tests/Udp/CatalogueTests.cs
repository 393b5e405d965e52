using System.Globalization;
using System.Text;
using CsCheck;
using TcpVet.Probes.Results;
using TcpVet.Probes.Udp.Payloads;
using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Probes.Tests.Udp;

/// <summary>What all questions promise.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<string> Names => [.. UdpQuestions.All.Select(question => question.Name)];

    [Fact]
    public void Names_and_aliases_are_lower_case_and_unique()
    {
        string[] names = [.. UdpQuestions.All.SelectMany(question => question.Aliases.Prepend(question.Name))];

        Assert.Equal(names.Distinct(), names);
        Assert.All(names, name => Assert.Equal(name.ToLowerInvariant(), name));
        Assert.Equal(UdpQuestions.All.Select(question => question.Name).Order(StringComparer.Ordinal),
            UdpQuestions.All.Select(question => question.Name));
    }

    [Fact]
    public void Names_are_found_in_any_case_and_near()
    {
        Assert.Equal("dns", UdpQuestions.Find("DNS")?.Name);
        Assert.Equal("dns", UdpQuestions.Find("domain")?.Name);
        Assert.Null(UdpQuestions.Find("dsn"));
        Assert.Contains("dns", UdpQuestions.Near("dsn"));
        Assert.Contains(UdpQuestions.For(53), question => question.Name == "dns");
        Assert.Empty(UdpQuestions.For(1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_question_is_small_and_repeats_itself(string name)
    {
        UdpQuestion question = Asked.Question(name);
        IReadOnlyList<byte[]> datagrams = question.Datagrams(Asked.Context);

        Assert.NotEmpty(question.Ports);
        Assert.Equal(question.CannotBeProbed is null, datagrams.Count > 0);
        // RFC 9000 section 14.1 wants 1200 bytes of QUIC; nothing else comes near.
        Assert.All(datagrams, datagram => Assert.InRange(datagram.Length, 1, name == "quic" ? 1200 : 512));
        Assert.Equal(datagrams.Select(Convert.ToHexString), question.Datagrams(Asked.Context).Select(Convert.ToHexString));
        foreach (string sentence in new[] { question.CannotBeProbed, question.Silence, question.Title }.OfType<string>())
        {
            Assert.False(sentence.EndsWith('.'), sentence);
        }
    }

    /// <summary>An echo service sends back what it was sent: that answers nothing.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void An_echo_is_no_answer(string name)
    {
        UdpQuestion question = Asked.Question(name);

        Assert.All(question.Datagrams(Asked.Context), datagram => Assert.Null(question.Read(datagram, Asked.Context)));
        Assert.Null(question.Read([], Asked.Context));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Noise_and_broken_questions_are_read_without_fail(string name)
    {
        UdpQuestion question = Asked.Question(name);
        Gen<byte[]>[] inputs = [Fuzz.Noise, .. question.Datagrams(Asked.Context).Select(Fuzz.Broken)];

        Gen.OneOf(inputs).ForAll(bytes => IsSafe(question.Read(bytes, Asked.Context)), iter: Fuzz.Iterations);
    }

    /// <summary>The guide names every protocol with its ports, and no other.</summary>
    [Fact]
    public void The_guide_is_complete()
    {
        string guide = File.ReadAllText(Path.Combine(Root(), "docs/guides/udp-questions.md"));

        IEnumerable<string> rows = UdpQuestions.All.Where(question => question.CannotBeProbed is null)
            .Select(question => $"| `{question.Name}` | {string.Join(", ", question.Ports)} |");
        Assert.Equal(rows,
            guide.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && !line.StartsWith("| `--", StringComparison.Ordinal))
                .Select(line => string.Concat(line.Split('|').Take(3).Select(cell => $"{cell}|"))));
        Assert.Contains(string.Join(", ", UdpQuestions.All.Where(question => question.CannotBeProbed is not null).Select(question => $"`{question.Name}`")),
            guide, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_text_is_escaped_and_cut()
    {
        Assert.Equal(@"a\x1b[31m\\\x00\xff\u202eé", ReplyText.Of(Asked.Hex("61 1B '[31m\\' 00 FF E2 80 AE 'é'")));
        Assert.Equal("abcdefg…", ReplyText.Of("abcdefghij"u8, 8));
        Assert.Equal("ab", ReplyText.Padded("ab \0\0"u8));
        Gen.Byte.Array[0, 400].ForAll(
            bytes => IsSafe(new ProtocolReply("x", ReplyText.Line(ReplyText.Of(bytes, 300)))), iter: Fuzz.Iterations);
        Gen.String.ForAll(text => IsSafe(new ProtocolReply("x", ReplyText.Line(text))), iter: Fuzz.Iterations);
    }

    /// <summary>Nothing in a summary moves a cursor, hides text or makes a line long.</summary>
    internal static bool IsSafe(ProtocolReply? reply) =>
        reply is null || (reply.Summary.Length <= ReplyText.LongestSummary && AllPrintable(reply.Summary));

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TcpVet.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static bool AllPrintable(string text) =>
        text.EnumerateRunes()
            .All(rune =>
                Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                            or UnicodeCategory.Surrogate));
}
