using TcpVet.Linux.Filters;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Filters;

public sealed class FilterParserTests
{
    [Theory]
    // Ports, in all the ways of ss.
    [InlineData("dport = :80", "dport = 80")]
    [InlineData("dport 80", "dport = 80")]
    [InlineData("dport == http", "dport = 80")]
    [InlineData("dport eq :http", "dport = 80")]
    [InlineData("sport ne 22", "sport != 22")]
    [InlineData("sport neq ssh", "sport != 22")]
    [InlineData("sport != :22", "sport != 22")]
    [InlineData("sport gt 1023", "sport > 1023")]
    [InlineData("sport lt :1024", "sport < 1024")]
    [InlineData("sport geq 1", "sport >= 1")]
    [InlineData("sport ge 1", "sport >= 1")]
    [InlineData("sport leq 1", "sport <= 1")]
    [InlineData("sport le 1", "sport <= 1")]
    [InlineData("sport 0x50", "sport = 80")]
    [InlineData("sport 0120", "sport = 80")]
    [InlineData("dport = :*", "dst = *")]
    [InlineData("dport = *", "dst = *")]
    [InlineData("sport = :", "src = *")]
    // Hosts.
    [InlineData("src 10.1.2.3", "src = 10.1.2.3/32")]
    [InlineData("src = 10.1.2.3:http", "src = 10.1.2.3/32:80")]
    [InlineData("dst 10/8", "dst = 10.0.0.0/8")]
    [InlineData("dst 10.1/255.255.0.0", "dst = 10.1.0.0/16")]
    [InlineData("dst 10.0.0.0/8:22", "dst = 10.0.0.0/8:22")]
    [InlineData("dst 0x0a.010.1.1", "dst = 10.8.1.1/32")]
    [InlineData("dst != 10.1.2.3", "not dst = 10.1.2.3/32")]
    [InlineData("src :80", "sport = 80")]
    [InlineData("src *:80", "sport = 80")]
    [InlineData("src *", "src = *")]
    [InlineData("src any", "src = *")]
    [InlineData("src default:22", "sport = 22")]
    [InlineData("src [::1]:80", "src = [::1/128]:80")]
    [InlineData("src [::1]", "src = [::1/128]")]
    [InlineData("src [2001:db8::/32]:80", "src = [2001:db8::/32]:80")]
    [InlineData("src [2001:db8::]/32:80", "src = [2001:db8::/32]:80")]
    [InlineData("src 2001:db8::/32", "src = [2001:db8::/32]")]
    [InlineData("src ::1:80", "src = [::1/128]:80")]
    [InlineData("src ::1", "src = [::1/128]")]
    [InlineData("src ::", "src = [::/128]")]
    [InlineData("src fe80::beef", "src = [fe80::beef/128]")]
    [InlineData("src 1:2:3:4:5:6:7:8", "src = [1:2:3:4:5:6:7:8/128]")]
    [InlineData("src ::ffff:10.0.0.1", "src = [::ffff:10.0.0.1/128]")]
    [InlineData("src inet:10.0.0.1", "src = 10.0.0.1/32")]
    [InlineData("src inet:*", "src = 0.0.0.0/0")]
    [InlineData("sport inet6:80", "src = [::/0]:80")]
    [InlineData("sport >= inet6:80", "src = [::/0] and sport >= 80")]
    [InlineData("dst twins:22", "dst = 192.0.2.1/32:22 or dst = [2001:db8::1/128]:22")]
    [InlineData("not dst twins", "not ( dst = 192.0.2.1/32 or dst = [2001:db8::1/128] )")]
    // The other conditions.
    [InlineData("dev eth0", "dev = 2")]
    [InlineData("dev != 0", "not dev = 0")]
    [InlineData("fwmark 0x10", "fwmark = 0x10/0xffffffff")]
    [InlineData("fwmark = 1/0x3", "fwmark = 0x1/0x3")]
    [InlineData("fwmark ne 5", "not fwmark = 0x5/0xffffffff")]
    [InlineData("cgroup /system.slice/a.service", "cgroup = id:4242")]
    [InlineData("cgroup != id:7", "not cgroup = id:7")]
    [InlineData("autobound", "autobound")]
    [InlineData("process = nginx", "process = nginx")]
    [InlineData("process != 17", "not process = 17")]
    [InlineData(@"process = tmux:\ server", @"process = tmux:\ server")]
    [InlineData(@"process \and", @"process = \and")]
    [InlineData("user = www-data", "user = 33")]
    [InlineData("user != 0", "not user = 0")]
    [InlineData("idle > 2h", "idle > 2h")]
    [InlineData("idle > 90", "idle > 90s")]
    [InlineData("idle ge 1500ms", "idle >= 1500ms")]
    [InlineData("age > 60s", "age > 1m")]
    [InlineData("recvq > 0", "recvq > 0")]
    [InlineData("sendq != 0", "sendq != 0")]
    // Joining.
    [InlineData("sport 1 dport 2", "sport = 1 and dport = 2")]
    [InlineData("sport 1 && dport 2 || dport 3", "sport = 1 and dport = 2 or dport = 3")]
    [InlineData("sport 1 & dport 2 | dport 3", "sport = 1 and dport = 2 or dport = 3")]
    [InlineData("sport 1 or ( dport 2 and dport 3 )", "sport = 1 or ( dport = 2 and dport = 3 )")]
    [InlineData("!(sport=:1)", "not sport = 1")]
    [InlineData("! ! not not sport 1", "sport = 1")]
    [InlineData("(sport>=1024)&&!dport<10", "sport >= 1024 and not dport < 10")]
    [InlineData("( ( ( autobound ) ) )", "autobound")]
    public void Is_read_as_ss_reads_it(string text, string expected) =>
        Assert.Equal(expected, TestNames.Parse(text).Expression!.ToString());

    [Fact]
    public void Words_may_come_one_by_one_or_quoted_together()
    {
        string whole = TestNames.Parse("( dport = :80 or sport = :22 ) dst 10.0.0.0/8").Expression!.ToString();
        Assert.Equal(whole, TestNames.Parse("(", "dport", "=", ":80", "or", "sport", "=", ":22", ")", "dst", "10.0.0.0/8").Expression!.ToString());
        Assert.Equal(whole, TestNames.Parse("( dport = :80 or", "", "sport = :22 )\tdst\n10.0.0.0/8 ").Expression!.ToString());
    }

    [Fact]
    public void And_and_or_are_taken_from_left_to_right_with_a_hint()
    {
        SocketFilter filter = TestNames.Parse("sport 1 or sport 2 and dport 3");
        SocketBytes first = new() { LocalPort = 1, PeerPort = 9 };
        Assert.False(filter.Matches(SocketBytes.View(first.ToBytes()), FilterContext.Empty));
        Assert.Contains("left to right", Assert.Single(filter.Hints), StringComparison.Ordinal);
        Assert.Empty(TestNames.Parse("sport 1 and sport 2 or dport 3").Hints);
        Assert.Empty(TestNames.Parse("sport 1 or ( sport 2 and dport 3 )").Hints);
    }

    [Fact]
    public void No_words_are_no_filter()
    {
        SocketFilter filter = TestNames.Parse();
        Assert.Null(filter.States);
        Assert.Null(filter.Expression);
        Assert.True(filter.Matches(SocketBytes.View(new SocketBytes().ToBytes()), FilterContext.Empty));
    }

    [Fact]
    public void States_add_up_in_the_order_given()
    {
        Assert.Equal(TcpStateSet.Of(TcpState.Established, TcpState.TimeWait), TestNames.Parse("state estab state TIME_WAIT").States);
        Assert.Equal(TcpStateSet.All - TcpStateSet.Of(TcpState.Listen), TestNames.Parse("exclude listening").States);
        Assert.Equal(TcpStateSet.Connected - TcpStateSet.Of(TcpState.TimeWait), TestNames.Parse("state connected excl time-wait").States);
        Assert.Equal(TcpStateSet.All, TestNames.Parse("exclude established state established").States);
        Assert.Equal(TcpStateSet.Bucket, TestNames.Parse("state bucket").States);
        Assert.Equal(TcpStateSet.Big, TestNames.Parse("state BIG").States);
        Assert.Equal(TcpStateSet.Synchronized, TestNames.Parse("state synchronized").States);
        Assert.Equal(TcpStateSet.Of(TcpState.Close), TestNames.Parse("state unconnected").States);
    }

    [Theory]
    [InlineData("state established dport = :80")]
    [InlineData("state established and dport = :80")]
    [InlineData("dport = :80 state established")]
    [InlineData("dport = :80 and state established")]
    public void States_stand_before_or_behind_the_expression(string text)
    {
        SocketFilter filter = TestNames.Parse(text);
        Assert.Equal(TcpStateSet.Of(TcpState.Established), filter.States);
        Assert.Equal("dport = 80", filter.Expression!.ToString());
    }

    [Theory]
    [InlineData("state ITMED_WAIT", "misprint")]
    [InlineData("src 10", "10.0.0.0")]
    [InlineData("src ::1:80", "[::1]:80")]
    [InlineData("src inet:10.0.0.1 or src inet6:[::1]", "both inet: and inet6:")]
    [InlineData("state listen exclude listen", "leave no state")]
    public void What_may_surprise_is_said(string text, string part) =>
        Assert.Contains(part, Assert.Single(TestNames.Parse(text).Hints), StringComparison.Ordinal);

    [Fact]
    public void A_family_prefix_restricts_the_whole_filter_as_in_ss()
    {
        Assert.Equal(AddressFamily.IPv4, TestNames.Parse("src inet:* or dport 80").Family);
        Assert.Equal(AddressFamily.IPv6, TestNames.Parse("sport inet6:80").Family);
        Assert.Null(TestNames.Parse("src inet:* or src inet6:*").Family);
        Assert.Null(TestNames.Parse("src [::1]").Family);
        Assert.Equal(AddressFamily.IPv6, FilterParser.Parse(["dport", "80"], TestNames.Make(family: AddressFamily.IPv6)).Family);
        Assert.Equal("dst = [2001:db8::1/128]", FilterParser.Parse(["dst", "twins"], TestNames.Make(family: AddressFamily.IPv6)).Expression!.ToString());
    }

    [Fact]
    public void A_service_that_differs_by_protocol_is_ambiguous_only_when_both_are_asked_for()
    {
        Assert.Equal("dport = 100", TestNames.Parse("dport odd").Expression!.ToString());
        FilterException exception = Assert.Throws<FilterException>(() => FilterParser.Parse(["dport", "odd"], TestNames.Make(udp: true)));
        Assert.Contains("100 for TCP and 200 for UDP", exception.Message, StringComparison.Ordinal);
        Assert.Equal("dport = 53", FilterParser.Parse(["dport", "domain"], TestNames.Make(udp: true)).Expression!.ToString());
    }

    [Theory]
    [InlineData("dport = :80 foo", "filter, column 13: expected 'and', 'or', a condition or the end, found 'foo'")]
    [InlineData("dport = foo", "filter, column 9: expected a port or service name, found 'foo'")]
    [InlineData("dport = :foo", "filter, column 10: expected a port or service name, found 'foo'")]
    [InlineData("src 10.0.0.1:foo", "filter, column 14: expected a port or service name, found 'foo'")]
    [InlineData("src inet:10.0.0.1:foo", "filter, column 19: expected a port or service name, found 'foo'")]
    [InlineData("src [::1]:foo", "filter, column 11: expected a port or service name, found 'foo'")]
    [InlineData("dport 70000", "filter, column 7: expected a port (0 to 65535), found '70000'")]
    [InlineData("dport >= *", "filter, column 10: expected a port or service name, found '*'")]
    [InlineData("sport = *:80", "filter, column 9: expected a port or service name, found '*:80'")]
    [InlineData("dport", "filter, column 6: expected a port or service name, found the end")]
    [InlineData("dport =", "filter, column 8: expected a port or service name, found the end")]
    [InlineData("src", "filter, column 4: expected a host ([FAMILY:]ADDRESS[/PREFIX][:PORT]), found the end")]
    [InlineData("src > 10.0.0.1", "filter, column 5: expected '=' or '!=', found '>'")]
    [InlineData("src 10.0.0.256", "filter, column 5: expected an address or the name of a host, found '10.0.0.256'")]
    [InlineData("src 10.0.0.1/33", "filter, column 5: expected an address or the name of a host, found '10.0.0.1/33'")]
    [InlineData("src inet6:10.0.0.1", "filter, column 5: expected an IPv6 address, found 'inet6:10.0.0.1'")]
    [InlineData("src [::1", "filter, column 5: expected a host ([FAMILY:]ADDRESS[/PREFIX][:PORT]), found '[::1'")]
    [InlineData("src nowhere.example", "filter, column 5: expected an address or the name of a host, found 'nowhere.example'")]
    [InlineData("src unix:/run/x", "filter, column 5: expected a host of the families inet or inet6, found 'unix:'; tcpvet examines TCP and UDP sockets")]
    [InlineData("dev wlan7", "filter, column 5: expected the name or index of an interface, found 'wlan7'")]
    [InlineData("fwmark 1/", "filter, column 8: expected a mark (VALUE or VALUE/MASK), found '1/'")]
    [InlineData("cgroup /none", "filter, column 8: expected the path of a cgroup (version 2), found '/none'")]
    [InlineData("user nobody-here", "filter, column 6: expected the name or number of a user, found 'nobody-here'")]
    [InlineData("idle 2h", "filter, column 6: expected a comparison (=, !=, <, >, <=, >=), found '2h'")]
    [InlineData("idle > 2d", "filter, column 8: expected a duration (500ms, 2s, 5m, 2h), found '2d'")]
    [InlineData("recvq > -1", "filter, column 9: expected a number of bytes, found '-1'")]
    [InlineData("state FOO_WAIT", "filter, column 7: expected a state or a group (all, connected, synchronized, bucket, big), found 'FOO_WAIT'; near:")]
    [InlineData("state", "filter, column 6: expected a state or a group (all, connected, synchronized, bucket, big), found the end")]
    [InlineData("spot = 80", "filter, column 1: expected a condition (src, dst, sport, dport, state, …), found 'spot'; did you mean 'sport'?")]
    [InlineData("DPORT 80", "filter, column 1: expected a condition (src, dst, sport, dport, state, …), found 'DPORT'; did you mean 'dport'?")]
    [InlineData("not established", "filter, column 5: expected a condition (src, dst, sport, dport, state, …), found 'established'; states go first or last and stand for the whole filter; 'exclude STATE' is the negation of 'state STATE'")]
    [InlineData("8080", "filter, column 1: expected a condition (src, dst, sport, dport, state, …), found '8080'; did you mean 'sport = :8080' (the port of a server here), ':8080' (either end) or 'process = 8080'?")]
    [InlineData("lport = :80", "filter, column 1: expected a condition (src, dst, sport, dport, state, …), found 'lport'; did you mean 'sport'?")]
    [InlineData("xport = :80", "filter, column 1: expected a condition (src, dst, sport, dport, state, …), found 'xport'; did you mean 'sport'?")]
    [InlineData("pid = 80", "filter, column 1: expected a condition (src, dst, sport, dport, state, …), found 'pid'; did you mean 'process'?")]
    [InlineData("not state established", "filter, column 5: expected a condition (src, dst, sport, dport, state, …), found 'state'; states go first or last")]
    [InlineData("sport 1 or state listen", "filter, column 12: expected a condition")]
    [InlineData("( state listen )", "filter, column 3: expected a condition")]
    [InlineData("state listen or sport 1", "filter, column 14: expected a condition")]
    [InlineData("state listen and", "filter, column 17: expected a condition (src, dst, sport, dport, state, …), found the end")]
    [InlineData("sport 1 state listen sport 2", "filter, column 22: expected 'and', 'or', a condition or the end, found 'sport'")]
    [InlineData("( sport 1", "filter, column 10: expected 'and', 'or', a condition or ')', found the end")]
    [InlineData("sport 1 )", "filter, column 9: expected no ')' without its '(', found ')'")]
    [InlineData("( )", "filter, column 3: expected a condition (src, dst, sport, dport, state, …), found ')'")]
    [InlineData("sport 1 and", "filter, column 12: expected a condition (src, dst, sport, dport, state, …), found the end")]
    [InlineData("and sport 1", "filter, column 1: expected a condition (src, dst, sport, dport, state, …), found 'and'")]
    [InlineData("dport = \u001b[31m", "filter, column 9: expected a port or service name, found '?[31m'")]
    public void A_mistake_is_answered_with_its_place(string text, string message)
    {
        FilterException exception = Assert.Throws<FilterException>(() => TestNames.Parse(text));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.StartsWith($"filter, column {exception.Position}: expected {exception.Expected}, found ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_count_words_joined_by_single_spaces()
    {
        FilterException exception = Assert.Throws<FilterException>(() => TestNames.Parse("sport", "=", ":80", "and dport = bar"));
        Assert.Equal("sport = :80 and dport = ".Length + 1, exception.Position);
    }

    [Fact]
    public void A_long_expression_is_no_trouble()
    {
        string text = string.Concat(Enumerable.Range(0, 2_500).Select(i => $"{(i % 3 == 0 ? " or " : " and ")}sport {i + 1}"))[4..];
        Assert.True(text.Length > 25_000);
        SocketFilter filter = TestNames.Parse(text);
        Assert.False(filter.Matches(SocketBytes.View(new SocketBytes().ToBytes()), FilterContext.Empty));
        Assert.True(filter.Compile().Exact || filter.Compile().Bytecode is null);
        Assert.Equal("sport = 1", TestNames.Parse(string.Concat(Enumerable.Repeat("not ", 5_000)) + "sport 1").Expression!.ToString());
    }

    [Theory]
    [InlineData(FilterParser.MaxDepth, false)]
    [InlineData(FilterParser.MaxDepth + 1, true)]
    [InlineData(100_000, true)]
    public void Nesting_has_a_limit_that_is_said(int depth, bool fails)
    {
        string text = new string('(', depth) + "sport 1" + new string(')', depth);
        if (!fails)
        {
            Assert.Equal("sport = 1", TestNames.Parse(text).Expression!.ToString());
            return;
        }

        FilterException exception = Assert.Throws<FilterException>(() => TestNames.Parse(text));
        Assert.Equal(FilterParser.MaxDepth + 1, exception.Position);
        Assert.Contains("at most 100 brackets", exception.Message, StringComparison.Ordinal);
    }
}
