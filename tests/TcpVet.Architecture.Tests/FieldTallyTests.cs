using TcpVet.Dev;
using TcpVet.Dev.Field;

namespace TcpVet.Architecture.Tests;

/// <summary>The tally of lint in the field counts what it is said to count.</summary>
public sealed class FieldTallyTests
{
    private const string Answer = """
        {"configurations":[{"kind":"sysctl"}],
         "lines":[{"verdict":"unknown"},{"verdict":"unknown","code":"TV602"},{"verdict":"ok"}],
         "findings":[{"code":"TV614","severity":"warning","subject":{"line":3}},{"code":"TV602","severity":"info","subject":{}}]}
        """;

    [Fact]
    public void An_answer_is_read_and_counted()
    {
        FieldResult found = FieldResult.Read("a.conf", 1, Answer, "");
        FieldResult broken = FieldResult.Read("b.conf", 134, "", "Unhandled exception. x");
        FieldResult strange = FieldResult.Read("c.conf", 2, "", "c.conf: FreeBSD");
        string tally = FieldTally.Of([found, broken, strange], Judgements.Parse(["# mine", "noisy\ta.conf\t3\tTV614"]));
        Assert.Contains("| none | 2 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 1 |", tally, StringComparison.Ordinal);
        Assert.Contains("| sysctl | 1 | 0 | 1 | 0 | 1 | 0 | 0 | 2 | 1 | 1 | 0 | 1 | 0 |", tally, StringComparison.Ordinal);
        Assert.Contains("| TV614 | warning | 1 | 1 | 1 | 0 |", tally, StringComparison.Ordinal);
        Assert.Contains("crash: b.conf", tally, StringComparison.Ordinal);
        Assert.Equal("no JSON", FieldResult.Read("d.conf", 0, "{", "").Crash?[..7]);
    }

    [Fact]
    public void A_mark_that_is_none_is_refused() =>
        Assert.Throws<UsageException>(() => Judgements.Parse(["good\ta.conf\t3\tTV614"]));
}
