using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Sysctl;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Sysctl;

public class SysctlReaderTests
{
    [Fact]
    public void Values_are_trimmed_and_tabs_become_spaces()
    {
        using FixtureRoot root = new FixtureRoot()
            .File("sys/net/ipv4/tcp_rmem", "4096\t131072\t33554432\n").File("sys/net/ipv4/ip_local_reserved_ports", "\n");

        SysctlReading reading = new SysctlReader(root.Proc).Read(["net.ipv4.tcp_rmem", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_tw_recycle"]);

        Assert.Equal("4096 131072 33554432", reading.Values["net.ipv4.tcp_rmem"]);
        Assert.Equal("", reading.Values["net.ipv4.ip_local_reserved_ports"]);
        Assert.False(reading.Values.ContainsKey("net.ipv4.tcp_tw_recycle"));
        Assert.Empty(reading.Unreadable);
    }

    [Fact]
    public void What_is_there_and_refused_is_told_apart_from_what_is_absent()
    {
        using FixtureRoot root = new FixtureRoot().Folder("sys/net/ipv4/tcp_rmem");
        SysctlReading reading = new SysctlReader(root.Proc).Read(["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]);
        Assert.Equal(["net.ipv4.tcp_rmem"], reading.Unreadable.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../secret")]
    [InlineData("net/../../secret")]
    [InlineData("net..ipv4")]
    [InlineData(".net")]
    [InlineData("net.")]
    [InlineData("/secret")]
    [InlineData("net ipv4")]
    public void A_name_cannot_leave_the_tree(string name)
    {
        using FixtureRoot root = new FixtureRoot().File("secret", "x").File("sys/net/ipv4", "x");
        Assert.Null(new SysctlReader(root.Proc).Read(name));
    }

    [Fact]
    public void Names_are_sorted_and_single()
    {
        Assert.Equal(ObservedSysctls.Names.Order(StringComparer.Ordinal), ObservedSysctls.Names);
        Assert.Equal(ObservedSysctls.Names.Distinct(), ObservedSysctls.Names);
    }

    [Fact]
    public void This_kernel_has_the_settings_that_rules_need()
    {
        IReadOnlyDictionary<string, string> values = new SysctlReader(ProcFsRoot.Default).Read(ObservedSysctls.Names).Values;
        Assert.All(["net.ipv4.tcp_max_tw_buckets", "net.ipv4.ip_local_port_range", "net.core.somaxconn", "fs.file-max"], name => Assert.Contains(name, values.Keys));
        Assert.Matches("^[0-9]+ [0-9]+$", values["net.ipv4.ip_local_port_range"]);
    }

    [Fact]
    public void Conntrack_is_unknown_without_its_module()
    {
        using FixtureRoot root = new FixtureRoot().File("sys/net/netfilter/nf_conntrack_count", "7\n");
        Assert.Null(Conntrack.Read(root.Proc, first: null));
        root.File("sys/net/netfilter/nf_conntrack_max", "262144\n");
        ConntrackFacts facts = new(7, 262144);
        Assert.Equal(facts, Conntrack.Read(root.Proc, first: null));
        root.File("thread-self/net/stat/nf_conntrack", "entries drop early_drop\n00000007 00000005 00000001\n");
        Assert.Equal(facts with { Dropped = new Reading(2, 5), EarlyDropped = new Reading(1, 1) },
            Conntrack.Read(root.Proc, new ConntrackStat(2, null, null)));
    }

    [Fact]
    public void Hostile_values_never_break_the_reader() =>
        Fuzz.Survives("4096\t131072\t33554432\n", value => Assert.DoesNotContain('\t', SysctlReader.Normalise(value)));
}
