using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tests.HAProxy;

/// <summary>Lines, sections, conditions and mistakes of haproxy.cfg. Messages, lines and positions are those of HAProxy 2.6.12.</summary>
public sealed class HAProxyParserTests
{
    [Fact]
    public void Sections_hold_their_lines()
    {
        Configuration read = Parse("global\n  maxconn 10\n\ndefaults base\n  mode http\nfrontend web from base # x\n  no option httpclose\n\tbind :80,:81 ssl\n");

        Assert.Empty(read.Problems);
        Assert.Equal(["global", "defaults", "frontend"], read.Directives.Select(section => section.Name));
        Assert.Equal(["web", "from", "base"], read.Directives[2].Arguments);
        ConfigDirective no = read.Directives[2].Children[0];
        Assert.Equal(("no", 7, 3), (no.Name, no.Line, no.Column));
        Assert.Equal(["option", "httpclose"], no.Arguments);
        Assert.Equal([":80,:81", "ssl"], read.Directives[2].Children[1].Arguments);
    }

    [Theory]
    [InlineData("a \"b c\"d", "b cd")]
    [InlineData("a 'b $c \\n'", "b $c \\n")]
    [InlineData("a b\\ c\\#d\\\\", "b c#d\\")]
    [InlineData("a \"\\$x\\\"\\x41\"", "$x\"A")]
    [InlineData("a \\x41$x", "A$x")]
    [InlineData("a b#c", "b")]
    [InlineData("a \"\" c", "|c")]
    [InlineData("a \"$UNKNOWN\"x", "$UNKNOWNx")]
    [InlineData("a \"${UNKNOWN-5s}\"", "5s")]
    [InlineData("a \"$.LINE:$.SECTION\"", "4:global")]
    [InlineData("a \"${SET}0 ${GONE-7}\"", "30 7")]
    [InlineData("a b\\1", "b\\1")]
    public void Words(string line, string arguments)
    {
        Configuration read = Parse($"global\n setenv SET 3\n unsetenv GONE\n {line}\n");

        Assert.Empty(read.Problems);
        Assert.Equal(arguments.Split('|'), read.Directives[0].Children[^1].Arguments);
    }

    [Theory]
    [InlineData("global\n maxconn \"10\n", 2, 10, "unmatched quote at position 10")]
    [InlineData("global\n maxconn '10\n", 2, 10, "unmatched quote at position 10")]
    [InlineData("global\n maxconn \\x1\n", 2, 10, "truncated or invalid hexadecimal sequence at position 10")]
    [InlineData("global\n maxconn \"${A\"\n", 2, 12, "unmatched brace in environment variable name at position 12")]
    [InlineData("global\n maxconn \"$\"\n", 2, 12, "forbidden first char in environment variable name at position 12")]
    [InlineData("global\n maxconn \"$.A\"\n", 2, 12, "forbidden first char in environment variable name at position 12")]
    [InlineData("global\n maxconn \"${-A}\"\n", 2, 13, "forbidden first char in environment variable name at position 13")]
    [InlineData("global\n maxconn \"${A.B}\"\n", 2, 12, "unmatched brace in environment variable name at position 12")]
    [InlineData("global\n maxconn 10", 2, 12, "Missing LF on last line, file might have been truncated at position 12.")]
    [InlineData("foo\n", 1, 1, "unknown keyword 'foo' out of section.")]
    [InlineData("frontend\n", 1, 1, "'frontend' expects a name")]
    [InlineData(".if\nglobal\n", 2, 0, "non-terminated '.if' block.")]
    [InlineData(".if 0\nglobal\n.else\n.else\n.endif\n", 4, 1, "'.else' after '.else' is not permitted.")]
    [InlineData(".endif\n", 1, 1, "lone '.endif' with no matching '.if'.")]
    [InlineData(".elif 1\n", 1, 1, "lone '.elif' with no matching '.if'.")]
    [InlineData(".else\n", 1, 1, "lone '.else' with no matching '.if'.")]
    [InlineData(".if 1\n.else\n.elif 1\n.endif\n", 3, 1, "'.elif' after '.else' is not permitted.")]
    [InlineData(".if foo\n.endif\n", 1, 1, "unparsable conditional expression 'foo' in '.if'")]
    [InlineData(".if 0\n.elif bar(x)\n.endif\n", 2, 1, "unparsable conditional expression 'bar(x)' in '.elif'")]
    [InlineData(".foo\n", 1, 1, "unknown directive '.foo'.")]
    [InlineData(".if 0\nglobal \"\n.endif\n", 2, 8, "unmatched quote at position 8")]
    public void Mistakes_in_haproxys_words_and_places(string text, int line, int column, string message)
    {
        ConfigProblem problem = Assert.Single(Parse(text).Problems);

        Assert.Equal((line, column, message, false), (problem.Line, problem.Column, problem.Message, problem.Fatal));
    }

    [Fact]
    public void It_goes_on_behind_a_mistake_as_haproxy_does()
    {
        Configuration read = Parse("bind :80\n mode http\nbackend b\n server a '10\n server b 10.0.0.1:80");

        Assert.Equal([1, 2, 4, 5], read.Problems.Select(problem => problem.Line));
        Assert.Equal("b", Assert.Single(Assert.Single(read.Directives).Children).Argument);
        Assert.True(read.Incomplete);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("2.6.12", 1)]
    [InlineData("2.2.9", 0)]
    public void Without_its_last_line_feed_nothing_of_the_text_is_lost(string? version, int problems)
    {
        Configuration read = HAProxyParser.Parse("haproxy.cfg", "defaults\n mode http", version);

        Assert.Equal(problems, read.Problems.Count);
        Assert.False(read.Incomplete);
        Assert.Equal("http", read.Directives[0].Children[0].Argument);
    }

    [Fact]
    public void A_byte_order_mark_is_a_word_to_haproxy() =>
        Assert.Equal("unknown keyword '\uFEFF' out of section.", Assert.Single(Parse("\uFEFF# x\nglobal\n").Problems).Message);

    [Fact]
    public void A_line_has_64_words_at_most()
    {
        Assert.Empty(Parse($"global\n{string.Join(' ', Enumerable.Repeat("a", 64))}\n").Problems);
        ConfigProblem problem = Assert.Single(Parse($"global\n {string.Concat(Enumerable.Repeat("a ", 70))}\n").Problems);

        Assert.StartsWith("too many words, truncating after word 64", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("", false)]
    [InlineData("0", false)]
    [InlineData("!0 && 1", true)]
    [InlineData("streq( \"a b\" , a )", false)]
    [InlineData("streq('a b','a b')", true)]
    [InlineData("1 &&0 ||!0", true)]
    [InlineData("1 || 1 && 0", true)]
    [InlineData("(1 || 1) && 0", false)]
    [InlineData("version_atleast(2.4-dev19)", true)]
    [InlineData("version_before(2.6.12)", false)]
    [InlineData("version_before(2.6.13)", true)]
    [InlineData("defined(HOME)", null)]
    [InlineData("feature(OPENSSL) && 0", false)]
    [InlineData("feature(OPENSSL) || 1", true)]
    [InlineData("!defined(HOME)", null)]
    [InlineData("streq($X,1)", null)]
    public void Conditions(string text, bool? expected)
    {
        Assert.True(HAProxyCondition.TryEvaluate(text, new Version(2, 6, 12), out bool? value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1 2")]
    [InlineData("1 && ")]
    [InlineData("(1")]
    [InlineData("streq(a,b")]
    [InlineData("nothing(a)")]
    public void No_conditions(string text) => Assert.False(HAProxyCondition.TryEvaluate(text, null, out _));

    [Fact]
    public void Brackets_do_not_exhaust_the_stack() =>
        Assert.False(HAProxyCondition.TryEvaluate(new string('(', 100_000) + new string('!', 100_000), null, out _));

    [Theory]
    [InlineData(".if 1\n a\n.elif bar\n b\n.else\n c\n.endif\n", "a")]
    [InlineData(".if 0\n a\n.elif 1\n b\n.else\n c\n.endif\n", "b")]
    [InlineData(".if 0\n a\n .if foo\n x\n .endif\n.else\n c\n.endif\n d\n", "c d")]
    [InlineData(".if defined(X)\n a\n.elif 0\n b\n.else\n c\n.endif\n", "a c")]
    [InlineData(".if defined(X)\n a\n.elif 1\n b\n.else\n c\n.endif\n", "a b")]
    [InlineData(".if \"$X\"\n a\n.endif\n d\n", "a d")]
    public void Branches(string lines, string read)
    {
        Configuration configuration = Parse($"global\n{lines}");

        Assert.DoesNotContain(configuration.Problems, problem => problem.Fatal);
        Assert.Equal(read.Split(' '), configuration.Directives[0].Children.Select(line => line.Name));
    }

    [Fact]
    public void A_folder_gives_its_cfg_files_and_each_begins_anew()
    {
        Dictionary<string, string> texts = new()
        {
            ["/h/main.cfg"] = "global\n",
            ["/h/d/b.cfg"] = "frontend b\n",
            ["/h/d/a.cfg"] = "backend a\n",
            ["/h/d/.hidden.cfg"] = "foo\n",
            ["/h/d/note.txt"] = "foo\n",
        };
        Configuration read = HAProxyParser.Parse(ConfigSource.InMemory(texts), ["/h/main.cfg", "/h/d/"]);

        Assert.Empty(read.Problems);
        Assert.Equal(["/h/main.cfg", "/h/d/a.cfg", "/h/d/b.cfg"], read.Files);
        Assert.Equal([0, 1, 2], read.Directives.Select(section => section.File));

        texts["/h/d/b.cfg"] = "maxconn 5\n";
        Assert.Equal(("/h/d/b.cfg", 1), HAProxyParser.Parse(ConfigSource.InMemory(texts), ["/h/d"])
            .Problems.Select(problem => (problem.File, problem.Line))
            .Single());
    }

    [Fact]
    public void Survives_anything() => Fuzz.Survives("""
        global
          setenv A "x y"
        .if streq("$A",x) && !(feature(Y) || version_atleast(2.4))
          maxconn "${A-5}" # c
        .elif defined(B)
        .else
        .endif
        frontend f from d
          bind :80 ssl crt 'a b' alpn h2\,http
          http-request set-path '%[path,regsub("^/(here)(/|$)","my/\1",g)]'

        """, text =>
        {
            Configuration read = Parse(System.Text.Encoding.UTF8.GetString(text));
            Assert.All(read.Problems, problem => Assert.True(problem is { Line: >= 0, Column: >= 0 } && problem.Message.Length > 0));
        });

    private static Configuration Parse(string text) => HAProxyParser.Parse("haproxy.cfg", text, "2.6.12-1+deb12u4");
}
