namespace TcpVet.Knowledge.Tests;

public sealed class SettingKnowledgeTests
{
    public static TheoryData<string> Names { get; } = [.. SettingKnowledge.All.Select(setting => setting.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_last_default_holds_for_every_older_kernel_and_the_order_is_newest_first(string name)
    {
        KernelSetting setting = SettingKnowledge.Find(name)!;
        Assert.Null(setting.Defaults[^1].Since);
        KernelVersion[] since = [.. setting.Defaults.SkipLast(1).Select(entry => entry.Since!.Value)];
        Assert.Equal(since.OrderDescending(), since);
        Assert.Same(setting.Defaults[0], setting.DefaultIn(new KernelVersion(99, 0)));
        Assert.Same(setting.Defaults[^1], setting.DefaultIn(new KernelVersion(2, 6, 1)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_default_is_in_range(string name)
    {
        KernelSetting setting = SettingKnowledge.Find(name)!;
        foreach (SettingDefault entry in setting.Defaults.Where(entry => entry.Values is not null))
        {
            Assert.Equal(setting.Range.Count, entry.Values!.Count);
            Assert.All(entry.Values, value => Assert.True(setting.Range.Accepts(value)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_depends_on_is_known(string name) =>
        Assert.All(SettingKnowledge.Find(name)!.DependsOn, other => Assert.NotNull(SettingKnowledge.Find(other.Name)));

    [Fact]
    public void The_table_is_sorted_and_holds_no_name_twice()
    {
        string[] names = [.. SettingKnowledge.All.Select(setting => setting.Name)];
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal), names);
    }

    [Theory]
    [InlineData("net.ipv4.tcp_tw_reuse")]
    [InlineData("net/ipv4/tcp_tw_reuse")]
    [InlineData("/proc/sys/net/ipv4/tcp_tw_reuse")]
    [InlineData("tcp_tw_reuse")]
    [InlineData(" TCP_TW_REUSE ")]
    public void A_setting_is_found_by_any_spelling(string spelling) => Assert.Equal("net.ipv4.tcp_tw_reuse", SettingKnowledge.Find(spelling)?.Name);

    [Theory]
    [InlineData("ip_local_port_range", "net.ipv4.ip_local_port_range")]
    [InlineData("IP_LOCAL_PORT_RANGE", "IP_LOCAL_PORT_RANGE")]
    [InlineData("Ip_Local_Port_Range", "net.ipv4.ip_local_port_range")]
    [InlineData("so_keepalive", "SO_KEEPALIVE")]
    [InlineData("gc_thresh3", "net.ipv4.neigh.default.gc_thresh3")]
    [InlineData("rp_filter", "net.ipv4.conf.all.rp_filter")]
    [InlineData("ip_nonlocal_bind", "net.ipv4.ip_nonlocal_bind")]
    public void A_sysctl_and_an_option_of_one_name_are_told_apart(string spelling, string expected) =>
        Assert.Equal(expected, SettingKnowledge.Find(spelling)?.Name);

    [Theory]
    [InlineData("tcp_tw")]
    [InlineData("net.ipv6.tcp_tw_reuse")]
    [InlineData("")]
    public void No_setting(string name) => Assert.Null(SettingKnowledge.Find(name));

    // sysctl.d(5): the separator that stands first separates; the other kind then stands for a character of a name.
    [Theory]
    [InlineData("net/ipv4/conf/eth0.1/forwarding", "net.ipv4.conf.eth0/1.forwarding")]
    [InlineData("net.ipv4.conf.eth0/1.forwarding", "net.ipv4.conf.eth0/1.forwarding")]
    [InlineData("/proc/sys/net/ipv4/tcp_mem", "net.ipv4.tcp_mem")]
    public void Canonical_name(string written, string expected) => Assert.Equal(expected, SettingKnowledge.Canonical(written));

    [Theory]
    [InlineData("net.ipv4.tcp_tw_recycle", "4.11.12", true)]
    [InlineData("net.ipv4.tcp_tw_recycle", "4.12.0", false)]
    [InlineData("net.ipv4.tcp_tw_recycle", "6.18.44", false)]
    [InlineData("net.ipv4.tcp_tw_reuse_delay", "6.12.1", false)]
    [InlineData("net.ipv4.tcp_tw_reuse_delay", "6.14", true)]
    [InlineData("net.ipv4.tcp_tw_reuse", "2.6.32", true)]
    public void A_setting_exists_from_one_kernel_to_another(string name, string release, bool expected)
    {
        Assert.True(KernelVersion.TryParse(release, out KernelVersion kernel));
        Assert.Equal(expected, SettingKnowledge.Find(name)!.ExistsIn(kernel));
    }

    [Theory]
    [InlineData("net.core.somaxconn", "5.3.18", 128)]
    [InlineData("net.core.somaxconn", "5.4.0-150-generic", 4096)]
    [InlineData("net.ipv4.tcp_tw_reuse", "4.17.0", 0)]
    [InlineData("net.ipv4.tcp_tw_reuse", "4.18.0", 2)]
    [InlineData("net.core.rmem_max", "6.17", 212_992)]
    public void A_default_follows_the_kernel(string name, string release, long expected)
    {
        Assert.True(KernelVersion.TryParse(release, out KernelVersion kernel));
        Assert.Equal([expected], SettingKnowledge.Find(name)!.DefaultIn(kernel).Values);
    }

    [Fact]
    public void Ticks_bound_seconds()
    {
        SettingRange range = SettingKnowledge.Find("tcp_fin_timeout")!.Range;
        Assert.Equal((-8_589_934, 8_589_934), range.Bounds(hz: 250));
        Assert.True(range.Accepts(2_147_483));
        Assert.False(range.Accepts(2_147_484));
        Assert.True(range.Accepts(8_589_934, hz: 250));
    }

    [Fact]
    public void The_settings_that_guides_speak_of_have_their_myths() => Assert.All(
        new[] { "tcp_syncookies", "tcp_tw_reuse", "tcp_tw_recycle", "tcp_fin_timeout", "tcp_keepalive_time", "ip_local_port_range", "tcp_max_syn_backlog", "tcp_max_tw_buckets" },
        name => Assert.NotEmpty(SettingKnowledge.Find(name)!.Myths));
}
