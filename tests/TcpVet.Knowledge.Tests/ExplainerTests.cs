using System.Text.RegularExpressions;
using CsCheck;

namespace TcpVet.Knowledge.Tests;

public sealed partial class ExplainerTests
{
    public static TheoryData<string> Titles { get; } = [.. Explainer.Titles];

    [Theory]
    [MemberData(nameof(Titles))]
    public void Every_page_is_found_by_its_title_and_whole(string title)
    {
        ExplainPage page = Explainer.Find(title).Single(found => found.Title == title);
        Assert.EndsWith(".", page.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', page.Summary);
        Assert.Equal(page.Sections.Count, page.Sections.Select(section => section.Heading).Distinct().Count());
        Assert.Contains(page.Sections, section => section.Heading is "Sources" or "Moved by");
        Assert.All(page.Sections, section => Assert.Equal(section.Text.Trim(), section.Text));
        string text = string.Join('\n', page.Sections.Select(section => section.Text));
        Assert.DoesNotMatch(Untidy(), text);
        Assert.All(RuleLike().Matches(text), match => Assert.Matches(@"^TV[1-7](\d\d)?$", match.Value));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void What_it_refers_to_exists(string title)
    {
        ExplainPage page = Explainer.Find(title).First(found => found.Title == title);
        Assert.All(page.SeeAlso, word => Assert.Contains(Explainer.Find(word), found => found.Title != title));
    }

    [Theory]
    [InlineData("timewait", "TIME_WAIT")]
    [InlineData("time wait", "TIME_WAIT")]
    [InlineData("CLOSE-WAIT", "CLOSE_WAIT")]
    [InlineData("listening", "LISTEN")]
    [InlineData("somaxconn", "net.core.somaxconn")]
    [InlineData("net/core/somaxconn", "net.core.somaxconn")]
    [InlineData("/proc/sys/net/ipv4/tcp_rmem", "net.ipv4.tcp_rmem")]
    [InlineData("tcp-tw-reuse", "net.ipv4.tcp_tw_reuse")]
    [InlineData("TCP_USER_TIMEOUT", "TCP_USER_TIMEOUT")]
    [InlineData("listenoverflows", "TcpExt.ListenOverflows")]
    [InlineData("TcpExtListenOverflows", "TcpExt.ListenOverflows")]
    [InlineData("tcpext.listendrops", "TcpExt.ListenDrops")]
    [InlineData("Tcp: CurrEstab", "Tcp.CurrEstab")]
    [InlineData("TW", "TcpExt.TW")]
    [InlineData("sockstat tcp tw", "sockstat.TCP.tw")]
    [InlineData("TCP.tw", "sockstat.TCP.tw")]
    [InlineData("accept queue", "accept queue")]
    [InlineData("Accept-Queue", "accept queue")]
    [InlineData("syn cookie", "SYN cookies")]
    [InlineData("2msl", "2MSL")]
    [InlineData("Cannot assign requested address", "EADDRNOTAVAIL")]
    [InlineData("bind: Address already in use (98)", "EADDRINUSE")]
    [InlineData("java.net.SocketException: Connection reset by peer", "ECONNRESET")]
    [InlineData("accept4() failed (24: Too many open files)", "EMFILE")]
    [InlineData("VFS: Too many open files in system", "ENFILE")]
    [InlineData("TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:80. Sending cookies.", "possible SYN flooding")]
    [InlineData("nf_conntrack: nf_conntrack: table full, dropping packet", "table full, dropping packet")]
    public void A_word_finds_its_page(string word, string title) => Assert.Contains(title, Explainer.Find(word).Select(page => page.Title));

    [Fact]
    public void A_word_with_several_meanings_finds_them_all() =>
        Assert.Equal(["sockstat.TCP.inuse", "sockstat.UDP.inuse"], Explainer.Find("inuse").Select(page => page.Title));

    [Fact]
    public void Several_words_find_a_page_each() => Assert.Equal(["CLOSE_WAIT", "net.core.somaxconn"], Explainer.Find("close_wait somaxconn close-wait").Select(page => page.Title));

    [Fact]
    public void A_misprint_is_explained_with_a_hint()
    {
        ExplainPage page = Assert.Single(Explainer.Find("ITMED_WAIT"));
        Assert.Equal("TIME_WAIT", page.Title);
        Assert.NotNull(page.Hint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("---")]
    [InlineData("TV101")]
    [InlineData("tcp_keepalive_foo")]
    [InlineData("xyzzy plugh")]
    [InlineData("somaxconn plugh")]
    public void An_unknown_word_finds_nothing(string word) => Assert.Empty(Explainer.Find(word));

    [Theory]
    [InlineData("tcp_keepalive_tme", "tcp_keepalive_time")]
    [InlineData("ListenOverflow", "ListenOverflows")]
    [InlineData("accpet queue", "accept queue")]
    [InlineData("CLOSE_WIAT", "CLOSE_WAIT")]
    [InlineData("net.ipv4.tcp_tw_reus", "net.ipv4.tcp_tw_reuse")]
    public void The_nearest_word_comes_first(string word, string expected) => Assert.Equal(expected, Explainer.Near(word)[0]);

    [Fact]
    public void Other_names_are_candidates_too() => Assert.Equal("close-wait-leak", Explainer.Near("close-wait-leek", ["close-wait-leak"])[0]);

    [Fact]
    public void What_is_near_can_be_found() =>
        Gen.Select(Gen.Int[0, Explainer.Titles.Count - 1].Select(i => Explainer.Titles[i]), Gen.Int[0, 60], Gen.Char['a', 'z']).ForAll(
            (title, place, letter) =>
                Assert.All(Explainer.Near(title.Insert(Math.Min(place, title.Length), letter.ToString())), near =>
                    Assert.NotEmpty(Explainer.Find(near))));

    [Fact]
    public void Anything_may_be_asked() => Gen.String[0, 300].ForAll(phrase =>
    {
        Assert.All(Explainer.Find(phrase), page => Assert.NotEmpty(page.Title));
        Assert.InRange(Explainer.Near(phrase).Count, 0, 3);
    });

    [Fact]
    public void The_first_rules_are_referred_to()
    {
        HashSet<string> codes =
            [.. Explainer.All.SelectMany(page => page.Sections)
                .SelectMany(section => RuleLike().Matches(section.Text))
                .Select(match => match.Value)];
        Assert.Superset(new HashSet<string> { "TV101", "TV102", "TV104", "TV105", "TV106", "TV113", "TV201", "TV202", "TV209", "TV301" }, codes);
    }

    // Doubled blanks or full stops, and items without text.
    [GeneratedRegex(@"  |\.\.(?!\.)|^- ?$", RegexOptions.Multiline)]
    private static partial Regex Untidy();

    [GeneratedRegex(@"\bTV\d+\b")]
    private static partial Regex RuleLike();
}
