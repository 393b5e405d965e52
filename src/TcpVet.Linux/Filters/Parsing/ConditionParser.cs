using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>Reads single conditions: a keyword, a comparison, a value.</summary>
internal sealed class ConditionParser(TokenReader tokens, FilterNames names, List<string> hints)
{
    private readonly HostParser hosts = new(names, hints);
    private PortRange? ephemeral;

    /// <summary>The family that the filter implies as in ss; null when it implies none, or both.</summary>
    internal AddressFamily? Family => hosts.Family;

    /// <summary>Reads one condition.</summary>
    internal FilterExpression Condition()
    {
        FilterToken keyword = tokens.Current;
        if (keyword is not { Kind: FilterTokenKind.Word, IsLiteral: false } || !FilterWords.IsCondition(keyword.Text))
        {
            return keyword is { Kind: FilterTokenKind.Word, IsLiteral: false } && BareEnd.Is(keyword.Text)
                ? EitherHost(tokens.Take())
                : throw tokens.Wrong("a condition (src, dst, sport, dport, state, …)", FilterAdvice.For(keyword));
        }

        tokens.Advance();
        return keyword.Text switch
        {
            "src" => Host(SocketEnd.Local),
            "dst" => Host(SocketEnd.Peer),
            "host" => EitherHost(),
            "sport" => Port(SocketEnd.Local),
            "dport" => Port(SocketEnd.Peer),
            "port" => EitherPort(),
            "dev" => Equality(Device),
            "fwmark" => Equality(Mark),
            "cgroup" => Equality(Cgroup),
            "process" => Equality(static value => new ProcessCondition(ProcessPattern.Parse(value.Text))),
            "user" => Equality(User),
            "autobound" => new AutoboundCondition(ephemeral ??= names.EphemeralPorts()),
            "idle" => Time(SocketTime.Idle),
            "age" => Time(SocketTime.Age),
            "recvq" => Queue(SocketQueue.Receive),
            _ => Queue(SocketQueue.Send),
        };
    }

    private FilterExpression Host(SocketEnd end)
    {
        bool negated = EqualOrNot();
        FilterExpression condition = hosts.Host(end, Value("a host ([FAMILY:]ADDRESS[/PREFIX][:PORT])"));
        return negated ? NotExpression.Of(condition) : condition;
    }

    private FilterExpression EitherHost()
    {
        bool negated = EqualOrNot();
        FilterExpression either = EitherHost(Value("a host ([FAMILY:]ADDRESS[/PREFIX][:PORT])"));
        return negated ? NotExpression.Of(either) : either;
    }

    private FilterExpression EitherHost(FilterToken word) => Either(hosts.Host(SocketEnd.Local, word), hosts.Host(SocketEnd.Peer, word));

    private FilterExpression Port(SocketEnd end)
    {
        Comparison comparison = tokens.Current.Kind == FilterTokenKind.Compare ? ReadComparison() : Comparison.Equal;
        return hosts.Port(end, comparison, Value(HostParser.PortExpected));
    }

    // "port != :80" is none of the two, not one that differs.
    private FilterExpression EitherPort()
    {
        Comparison comparison = tokens.Current.Kind == FilterTokenKind.Compare ? ReadComparison() : Comparison.Equal;
        FilterToken word = Value(HostParser.PortExpected);
        bool negated = comparison == Comparison.NotEqual;
        Comparison each = negated ? Comparison.Equal : comparison;
        FilterExpression either = Either(hosts.Port(SocketEnd.Local, each, word), hosts.Port(SocketEnd.Peer, each, word));
        return negated ? NotExpression.Of(either) : either;
    }

    private static FilterExpression Either(FilterExpression local, FilterExpression peer) =>
        ChainExpression.Of(local, new ChainLink(true, peer));

    private FilterExpression Equality(Func<FilterToken, FilterExpression> read)
    {
        bool negated = EqualOrNot();
        FilterExpression condition = read(Value("a value"));
        return negated ? NotExpression.Of(condition) : condition;
    }

    private DeviceCondition Device(FilterToken value)
    {
        if (names.Interface(value.Text) is { } index)
        {
            return new DeviceCondition(index);
        }

        return CNumber.TryParse(value.Text, uint.MaxValue, out uint number)
            ? new DeviceCondition(number)
            : throw Wrong(value, "the name or index of an interface");
    }

    private static MarkCondition Mark(FilterToken value)
    {
        int slash = value.Text.IndexOf('/', StringComparison.Ordinal);
        uint mask = uint.MaxValue;
        ReadOnlySpan<char> mark = slash < 0 ? value.Text : value.Text.AsSpan(0, slash);
        bool read = CNumber.TryParse(mark, uint.MaxValue, out uint number);
        read &= slash < 0 || CNumber.TryParse(value.Text.AsSpan(slash + 1), uint.MaxValue, out mask);
        return read ? new MarkCondition(number, mask) : throw Wrong(value, "a mark (VALUE or VALUE/MASK)");
    }

    private CgroupCondition Cgroup(FilterToken value)
    {
        if (value.Text.StartsWith("id:", StringComparison.Ordinal) && CNumber.TryParse(value.Text.AsSpan(3), out ulong id))
        {
            return new CgroupCondition(id);
        }

        return names.Cgroup(value.Text) is { } found ? new CgroupCondition(found) : throw Wrong(value, "the path of a cgroup (version 2)");
    }

    private UserCondition User(FilterToken value)
    {
        if (CNumber.TryParse(value.Text, uint.MaxValue, out uint uid))
        {
            return new UserCondition(uid);
        }

        return names.User(value.Text) is { } found ? new UserCondition(found) : throw Wrong(value, "the name or number of a user");
    }

    private TimeCondition Time(SocketTime time)
    {
        Comparison comparison = ReadComparison();
        FilterToken value = Value("a duration (500ms, 2s, 5m, 2h)");
        return FilterDuration.TryParse(value.Text, out ulong milliseconds)
            ? new TimeCondition(time, comparison, milliseconds)
            : throw Wrong(value, "a duration (500ms, 2s, 5m, 2h)");
    }

    private QueueCondition Queue(SocketQueue queue)
    {
        Comparison comparison = ReadComparison();
        FilterToken value = Value("a number of bytes");
        return CNumber.TryParse(value.Text, uint.MaxValue, out uint length)
            ? new QueueCondition(queue, comparison, length)
            : throw Wrong(value, "a number of bytes");
    }

    private Comparison ReadComparison()
    {
        if (tokens.Current.Kind != FilterTokenKind.Compare || !ComparisonLogic.TryParse(tokens.Current.Text, out Comparison comparison))
        {
            throw tokens.Wrong("a comparison (=, !=, <, >, <=, >=)");
        }

        tokens.Advance();
        return comparison;
    }

    // True for "not equal".
    private bool EqualOrNot()
    {
        if (tokens.Current.Kind != FilterTokenKind.Compare)
        {
            return false;
        }

        if (ComparisonLogic.TryParse(tokens.Current.Text, out Comparison comparison)
            && comparison is Comparison.Equal or Comparison.NotEqual)
        {
            tokens.Advance();
            return comparison == Comparison.NotEqual;
        }

        throw tokens.Wrong("'=' or '!='");
    }

    private FilterToken Value(string expected)
    {
        if (tokens.Current.Kind != FilterTokenKind.Word)
        {
            throw tokens.Wrong(expected);
        }

        return tokens.Take();
    }

    private static FilterException Wrong(FilterToken value, string expected) => new(value.Column, expected, value.Shown);
}
