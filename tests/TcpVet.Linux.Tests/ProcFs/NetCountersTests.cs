using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.ProcFs;

public class NetCountersTests
{
    internal const string Snmp =
        "Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens\n" +
        "Tcp: 1 200 120000 -1 62 15\n" +
        "Udp: InDatagrams NoPorts RcvbufErrors\n" +
        "Udp: 10 0 3\n";

    internal const string Netstat =
        "TcpExt: SyncookiesSent ListenOverflows ListenDrops\n" +
        "TcpExt: 0 27 28\n" +
        "IpExt: InOctets OutOctets\n" +
        "IpExt: 18446744073709551615 248523\n";

    internal const string Snmp6 =
        "Ip6InReceives                   \t2\n" +
        "Icmp6OutType133                 \t5\n" +
        "Udp6RcvbufErrors                \t7\n" +
        "UdpLite6InErrors                \t9\n";

    [Fact]
    public void Counters_of_all_files_are_keyed_by_family_and_name()
    {
        using FixtureRoot root = new FixtureRoot()
            .File("thread-self/net/snmp", Snmp).File("thread-self/net/netstat", Netstat).File("thread-self/net/snmp6", Snmp6);

        Dictionary<string, long> counters = NetCounters.Read(root.Proc);

        Assert.Equal(-1, counters["Tcp.MaxConn"]);
        Assert.Equal(62, counters["Tcp.ActiveOpens"]);
        Assert.Equal(3, counters["Udp.RcvbufErrors"]);
        Assert.Equal(27, counters["TcpExt.ListenOverflows"]);
        Assert.Equal(28, counters["TcpExt.ListenDrops"]);
        Assert.Equal(long.MaxValue, counters["IpExt.InOctets"]);
        Assert.Equal(7, counters["Udp6.RcvbufErrors"]);
        Assert.Equal(9, counters["UdpLite6.InErrors"]);
        Assert.Equal(5, counters["Icmp6.OutType133"]);
        Assert.Equal(18, counters.Count);
    }

    [Fact]
    public void Missing_files_leave_counters_absent_not_zero()
    {
        using FixtureRoot root = new FixtureRoot().File("thread-self/net/snmp", Snmp);

        Dictionary<string, long> counters = NetCounters.Read(root.Proc);

        Assert.False(counters.ContainsKey("TcpExt.ListenOverflows"));
        Assert.True(counters.ContainsKey("Tcp.ActiveOpens"));
    }

    [Theory]
    [InlineData("Tcp: A B\nUdp: 1 2\nUdp: 3\n", 0)] // no partner: "Udp: 1 2" are names whose value is 3
    [InlineData("Tcp: A B\n", 0)]
    [InlineData("Tcp: A B C\nTcp: 1\n", 1)]
    [InlineData("Tcp: A\nTcp: 1 2 3\n", 1)]
    [InlineData("Tcp: A B\nTcp: x 2\n", 1)]
    [InlineData("garbage\n\n: A\n: 1\nTcp: A\nTcp: 1", 1)]
    public void Odd_lines_are_passed_over(string text, int expected)
    {
        Dictionary<string, long> counters = [];
        NetCounters.Parse(System.Text.Encoding.ASCII.GetBytes(text), counters);
        Assert.Equal(expected, counters.Count(counter => !char.IsDigit(counter.Key[^1])));
    }

    [Fact]
    public void Two_readings_join_into_differences()
    {
        Dictionary<string, Reading> readings = NetCounters.Between(
            new Dictionary<string, long> { ["A"] = 5, ["Gone"] = 1 },
            new Dictionary<string, long> { ["A"] = 9, ["New"] = 3 });

        Assert.Equal(new Reading(5, 9), readings["A"]);
        Assert.Equal(0, readings["New"].Delta);
        Assert.False(readings.ContainsKey("Gone"));
    }

    [Fact]
    public void This_kernel_has_the_counters_that_rules_need()
    {
        Dictionary<string, long> counters = NetCounters.Read(ProcFsRoot.Default);
        Assert.All(
            ["TcpExt.ListenOverflows", "TcpExt.TCPTimeWaitOverflow", "Tcp.ActiveOpens", "Tcp.RetransSegs", "Udp.RcvbufErrors"],
            name => Assert.Contains(name, counters.Keys));
    }

    [Fact]
    public void Hostile_text_never_breaks_the_parsers()
    {
        Fuzz.Survives(Snmp + Netstat, text =>
        {
            Dictionary<string, long> counters = [];
            NetCounters.Parse(text, counters);
            Assert.All(counters.Keys, key => Assert.Contains('.', key));
        });
        Fuzz.Survives(Snmp6, text => NetCounters.ParseSnmp6(text, new Dictionary<string, long>()));
    }
}
