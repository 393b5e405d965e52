using TcpVet.Model;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>What the judge says of lines beside one another.</summary>
public sealed class SysctlJudgeTests
{
    // The file that guides have copied from one another for fifteen years.
    private const string Guide = """
        net.ipv4.tcp_syncookies = 1
        net.ipv4.tcp_tw_reuse = 1
        net.ipv4.tcp_tw_recycle = 1
        net.ipv4.tcp_fin_timeout = 30
        net.ipv4.tcp_keepalive_time = 1200
        net.ipv4.ip_local_port_range = 1024 65000
        net.ipv4.tcp_max_syn_backlog = 8192
        net.ipv4.tcp_max_tw_buckets = 5000
        """;

    private static readonly LineVerdict[] Verdicts =
    [
        LineVerdict.Redundant, LineVerdict.Misleading, LineVerdict.Removed, LineVerdict.Misleading,
        LineVerdict.Misleading, LineVerdict.Dangerous, LineVerdict.NoEffect, LineVerdict.Dangerous,
    ];

    [Fact]
    public void The_guide_reads_as_it_should_on_a_kernel_of_today() =>
        Assert.Equal(Verdicts, Judging.For("6.12", Guide).Select(line => line.Verdict));

    [Fact]
    public void The_guide_reads_as_it_should_beside_a_running_host() => Assert.Equal(Verdicts, Judging.Beside("6.18.44", Guide,
        ("net.ipv4.tcp_syncookies", "1"), ("net.ipv4.tcp_timestamps", "1"), ("net.ipv4.tcp_tw_reuse", "2"), ("net.ipv4.ip_unprivileged_port_start", "1024"),
        ("net.ipv4.ip_local_reserved_ports", ""), ("net.ipv4.tcp_ehash_entries", "262144")).Select(line => line.Verdict));

    [Fact]
    public void Recycling_is_dangerous_where_it_exists()
    {
        IReadOnlyList<SettingVerdict> judged = Judging.For("3.10", Guide);
        Assert.Equal((LineVerdict.Dangerous, "TV611"), (judged[2].Verdict, judged[2].Code));
        Assert.Equal(LineVerdict.Ok, judged[6].Verdict); // tcp_max_syn_backlog, before 4.4
        Assert.Equal(
            Verdicts.Where((_, index) => index is not (2 or 6)),
            judged.Where((_, index) => index is not (2 or 6)).Select(line => line.Verdict));
    }

    [Fact]
    public void Every_verdict_but_ok_says_why() =>
        Assert.All(Judging.For("6.12", Guide), line =>
            Assert.True(line.Why?.ToString() is { Length: > 20 } && line.Instead?.ToString() is { Length: > 0 }));

    [Theory]
    [InlineData("net.ipv4.tcp_max_syn_backlog = 8192", LineVerdict.NoEffect)]
    [InlineData("net.ipv4.tcp_max_syn_backlog = 8192\nnet.ipv4.tcp_syncookies = 0", LineVerdict.Ok)]
    [InlineData("net.ipv4.tcp_tw_reuse = 1\nnet.ipv4.tcp_timestamps = 0", LineVerdict.NoEffect)]
    [InlineData("net.ipv4.tcp_retries2 = 8\nnet/ipv4/tcp_retries2 = 9", LineVerdict.NoEffect)]
    [InlineData("net.ipv4.tcp_retries2 = 8\nnet/ipv4/tcp_retries2 = 8", LineVerdict.Redundant)]
    [InlineData("net.ipv4.tcp_retries2 = 15\nnet.ipv4.tcp_retries2 = 9", LineVerdict.NoEffect)]
    [InlineData("net.ipv4.ip_local_port_range = 512 65535", LineVerdict.Rejected)]
    [InlineData("net.ipv4.tcp_syn_retries = 0", LineVerdict.Rejected)]
    [InlineData("net.ipv4.tcp_fin_timeout = 30s", LineVerdict.Rejected)]
    [InlineData("net.ipv4.tcp_fin_timeout = 60 # the default", LineVerdict.Redundant)]
    [InlineData("-net.ipv4.conf.*.rp_filter", LineVerdict.Ok)]
    [InlineData("net.ipv4.conf.*.rp_filter = 2", LineVerdict.Ok)]
    [InlineData("vm.swappiness = 10", LineVerdict.Unknown)]
    [InlineData("net.ipv4.tcp_synack_retires = 2", LineVerdict.Unknown)]
    public void The_first_line_is(string text, LineVerdict verdict) => Assert.Equal(verdict, Judging.For("6.12", text)[0].Verdict);

    [Fact]
    public void Bounds_are_those_of_the_moment()
    {
        Assert.Equal([LineVerdict.Ok, LineVerdict.Dangerous], Judging.For("6.12", "net.ipv4.ip_unprivileged_port_start = 0\nnet.ipv4.ip_local_port_range = 512 65535").Select(line => line.Verdict));
        Assert.Equal(LineVerdict.Rejected, Judging.For("6.12", "net.ipv4.ip_local_port_range = 512 65535\nnet.ipv4.ip_unprivileged_port_start = 0")[0].Verdict);
    }

    [Fact]
    public void A_running_value_other_than_the_default_makes_a_line_useful() =>
        Assert.Equal(LineVerdict.Ok, Judging.Beside("6.12", "net.ipv4.tcp_sack = 1\nnet.ipv4.tcp_retries2 = 15", ("net.ipv4.tcp_retries2", "8"))[1].Verdict);

    [Fact]
    public void Values_of_a_host_are_neither_superfluous_nor_overridden()
    {
        Configuration output = Judging.Parsed("net.ipv4.tcp_retries2 = 15\nnet.ipv4.tcp_retries2 = 15\nnet.ipv4.conf.lo.rp_filter = 0", ConfigurationKind.SysctlOutput);
        Assert.All(Judging.For("6.12", output), line => Assert.Equal(LineVerdict.Ok, line.Verdict));
    }
}
