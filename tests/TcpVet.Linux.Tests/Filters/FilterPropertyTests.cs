using CsCheck;
using TcpVet.Linux.Filters;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Tests.Filters;

public sealed class FilterPropertyTests
{
    private static readonly FilterContext Context = new()
    {
        Autobound = new HashSet<ulong> { 5 },
        Owners = static (inode, process) => inode == 77 ? process.Matches(7, "a"u8) ? Truth.True : Truth.False : Truth.Unknown,
    };

    [Fact]
    public void What_is_printed_parses_to_the_same() =>
        Gen.Select(Expressions.Of(RandomFilters.Condition, 2), RandomFilters.Socket).ForAll(
            static (text, bytes) =>
            {
                FilterExpression once = TestNames.Parse(text).Expression!;
                FilterExpression twice = TestNames.Parse(once.ToString()).Expression!;
                Assert.Equal(once.ToString(), twice.ToString());
                SocketView socket = SocketBytes.View(bytes.ToBytes());
                Assert.Equal(once.Evaluate(in socket, Context), twice.Evaluate(in socket, Context));
            },
            iter: Fuzz.Iterations);

    [Fact]
    public void Spaces_may_be_left_out_around_brackets_and_comparisons() =>
        Expressions.Of(RandomFilters.Condition, 2).ForAll(
            static text =>
            {
                string printed = TestNames.Parse(text).Expression!.ToString();
                string tight = printed.Replace("( ", "(", StringComparison.Ordinal).Replace(" )", ")", StringComparison.Ordinal)
                    .Replace(" = ", "=", StringComparison.Ordinal).Replace(" != ", "!=", StringComparison.Ordinal)
                    .Replace(" <= ", "<=", StringComparison.Ordinal).Replace(" > ", ">", StringComparison.Ordinal);
                Assert.Equal(printed, TestNames.Parse(tight).Expression!.ToString());
            },
            iter: Fuzz.Iterations);

    [Fact]
    public void Words_at_random_parse_or_are_refused_with_a_place()
    {
        Gen<string> word = Gen.Frequency(
            (6, Gen.OneOf("src", "dst", "sport", "dport", "dev", "fwmark", "cgroup", "autobound", "process", "user", "idle", "age", "recvq", "sendq", "state", "exclude")),
            (4, Gen.OneOf("(", ")", "and", "or", "not", "!", "=", "!=", "<", ">=", "&&", "|", "eq")),
            (4, Gen.OneOf("80", ":80", "10.0.0.1", "[::1]:80", "[::1", "::", "::1:80", "inet:", "inet6:*", "unix:", "*", "*:", "1/2/3", "/", "id:", "\\", "2h", "established", "twins", "")),
            (2, Gen.String[0, 6]),
            (1, Gen.String[Gen.OneOf("()&|!<>=\\ :[]/*.0x%\0\u202e".ToCharArray()), 0, 12]));
        word.Array[0, 12].ForAll(static words => Survives(words), iter: 10 * Fuzz.Iterations);
    }

    [Fact]
    public void A_damaged_filter_parses_or_is_refused_with_a_place() =>
        Fuzz.Survives(
            "state established ( dport = :http or src [2001:db8::/32]:22 ) and not fwmark 1/0x3 idle > 2h process != 7 dst inet6:twins exclude listen",
            static bytes => Survives([System.Text.Encoding.UTF8.GetString(bytes)]));

    private static void Survives(string[] words)
    {
        try
        {
            SocketFilter filter = FilterParser.Parse(words, TestNames.All);
            filter.Compile();
            filter.Matches(SocketBytes.View(new SocketBytes().ToBytes()), FilterContext.Empty);
        }
        catch (FilterException exception)
        {
            Assert.InRange(exception.Position, 1, string.Join(' ', words).Length + 1);
            Assert.DoesNotContain(exception.Message, static character => char.IsControl(character));
        }
    }
}
