namespace TcpVet.Model.Tests;

/// <summary>glob(7).</summary>
public sealed class PathGlobTests
{
    [Theory]
    [InlineData("*.conf", "a.conf", true)]
    [InlineData("*.conf", ".conf", false)]
    [InlineData(".*", ".conf", true)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[]]x", "]x", true)]
    [InlineData("[x", "[x", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData(@"a\*", "a*", true)]
    [InlineData(@"a\*", "ab", false)]
    [InlineData("a**", "a", true)]
    public void A_pattern_matches_as_glob_does(string pattern, string name, bool matches) =>
        Assert.Equal(matches, PathGlob.Matches(pattern, name));

    [Theory]
    [InlineData("*.conf", true)]
    [InlineData("a?", true)]
    [InlineData("[ab]", true)]
    [InlineData("a[b", false)]
    [InlineData("a]b[", false)]
    [InlineData("net.ipv4.tcp_mem", false)]
    public void A_bracket_that_nothing_closes_is_no_pattern(string text, bool pattern) => Assert.Equal(pattern, PathGlob.IsPattern(text));

    [Fact]
    public void Many_stars_take_no_exponential_time() =>
        Assert.False(PathGlob.Matches(string.Concat(Enumerable.Repeat("a*", 2000)) + "b", new string('a', 10_000)));
}
