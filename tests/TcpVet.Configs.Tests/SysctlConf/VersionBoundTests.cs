using TcpVet.Model;

namespace TcpVet.Configs.Tests.SysctlConf;

/// <summary>Verdicts that hang on the kernel's version, one below and one above the bound.</summary>
public sealed class VersionBoundTests
{
    [Theory]
    // net/core/request_sock.c reqsk_queue_alloc() cut the SYN queue by it until 4.3.
    [InlineData("3.10", "net.ipv4.tcp_max_syn_backlog = 8192", LineVerdict.Ok)]
    [InlineData("4.1", "net.ipv4.tcp_max_syn_backlog = 8192", LineVerdict.Ok)]
    [InlineData("4.3", "net.ipv4.tcp_max_syn_backlog = 8192", LineVerdict.Ok)]
    [InlineData("4.4", "net.ipv4.tcp_max_syn_backlog = 8192", LineVerdict.NoEffect)]
    // net/ipv4/inet_timewait_sock.c inet_twsk_alloc(): compared without the sign from 5.18 on.
    [InlineData("5.17", "net.ipv4.tcp_max_tw_buckets = -1", LineVerdict.Dangerous)]
    [InlineData("5.18", "net.ipv4.tcp_max_tw_buckets = -1", LineVerdict.Ok)]
    [InlineData("6.18", "net.ipv4.tcp_max_tw_buckets = 0", LineVerdict.Dangerous)]
    // Ranges.
    [InlineData("4.17", "net.ipv4.tcp_tw_reuse = 3", LineVerdict.Ok)]
    [InlineData("4.18", "net.ipv4.tcp_tw_reuse = 3", LineVerdict.Rejected)]
    [InlineData("3.10", "net.core.somaxconn = 70000", LineVerdict.Ok)]
    [InlineData("3.11", "net.core.somaxconn = 70000", LineVerdict.Rejected)]
    [InlineData("4.1", "net.core.somaxconn = 70000", LineVerdict.Ok)]
    [InlineData("5.12", "net.ipv4.tcp_retries1 = -1", LineVerdict.Misleading)]
    [InlineData("5.13", "net.ipv4.tcp_retries1 = -1", LineVerdict.Rejected)]
    [InlineData("4.7", "net.netfilter.nf_conntrack_buckets = 262144", LineVerdict.Rejected)]
    [InlineData("4.8", "net.netfilter.nf_conntrack_buckets = 262144", LineVerdict.Ok)]
    [InlineData("6.17", "net.ipv4.tcp_reordering = 400", LineVerdict.Ok)]
    [InlineData("6.18", "net.ipv4.tcp_reordering = 400", LineVerdict.Rejected)]
    // First kernels.
    [InlineData("4.1", "net.ipv4.tcp_ecn_fallback = 0", LineVerdict.Unknown)]
    [InlineData("4.2", "net.ipv4.tcp_ecn_fallback = 0", LineVerdict.Ok)]
    [InlineData("6.4", "net.ipv4.tcp_shrink_window = 1", LineVerdict.Unknown)]
    [InlineData("6.5", "net.ipv4.tcp_shrink_window = 1", LineVerdict.Ok)]
    [InlineData("5.15", "net.ipv4.tcp_tso_rtt_log = 8", LineVerdict.Unknown)]
    [InlineData("5.9", "net.ipv4.tcp_reflect_tos = 1", LineVerdict.Unknown)]
    [InlineData("6.8", "net.core.mem_pcpu_rsv = 512", LineVerdict.Unknown)]
    [InlineData("5.15", "net.core.skb_defer_max = 128", LineVerdict.Unknown)]
    [InlineData("6.2", "net.core.rps_default_mask = f", LineVerdict.Unknown)]
    [InlineData("5.7", "net.ipv4.tcp_comp_sack_slack_ns = 5", LineVerdict.Unknown)]
    [InlineData("5.12", "net.ipv4.icmp_echo_enable_probe = 1", LineVerdict.Unknown)]
    [InlineData("5.5", "net.ipv4.tcp_no_ssthresh_metrics_save = 0", LineVerdict.Unknown)]
    [InlineData("6.6", "net.ipv4.tcp_pingpong_thresh = 3", LineVerdict.Unknown)]
    [InlineData("6.6", "net.ipv4.tcp_backlog_ack_defer = 0", LineVerdict.Unknown)]
    [InlineData("6.7", "net.ipv4.tcp_backlog_ack_defer = 0", LineVerdict.Ok)]
    [InlineData("3.5", "net.ipv4.tcp_fastopen = 3", LineVerdict.Unknown)]
    [InlineData("3.6", "net.ipv4.tcp_fastopen = 3", LineVerdict.Ok)]
    // Defaults.
    [InlineData("4.20", "net.netfilter.nf_conntrack_udp_timeout_stream = 180", LineVerdict.Redundant)]
    [InlineData("5.0", "net.netfilter.nf_conntrack_udp_timeout_stream = 180", LineVerdict.Ok)]
    [InlineData("5.0", "net.netfilter.nf_conntrack_udp_timeout_stream = 120", LineVerdict.Redundant)]
    [InlineData("4.0", "net.ipv4.tcp_base_mss = 512", LineVerdict.Redundant)]
    [InlineData("4.1", "net.ipv4.tcp_base_mss = 512", LineVerdict.Ok)]
    [InlineData("3.12", "net.ipv4.tcp_fastopen = 0", LineVerdict.Redundant)]
    [InlineData("3.13", "net.ipv4.tcp_fastopen = 1", LineVerdict.Redundant)]
    // What is left over.
    [InlineData("6.5", "net.ipv4.tcp_adv_win_scale = 2", LineVerdict.Ok)]
    [InlineData("6.6", "net.ipv4.tcp_adv_win_scale = 2", LineVerdict.NoEffect)]
    [InlineData("4.16", "net.ipv4.ipfrag_low_thresh = 4000000", LineVerdict.Ok)]
    [InlineData("4.17", "net.ipv4.ipfrag_low_thresh = 4000000", LineVerdict.NoEffect)]
    // Older than what was read.
    [InlineData("2.6.18", "net.ipv4.tcp_sack = 1", LineVerdict.Unknown)]
    public void A_verdict_changes_where_the_kernel_did(string kernel, string line, LineVerdict expected) =>
        Assert.Equal((kernel, line, expected), (kernel, line, Assert.Single(Judging.For(kernel, line)).Verdict));

    // net/ipv4/sysctl_net_ipv4.c: the bound is the other setting as it is in that moment.
    [Fact]
    public void Reordering_is_bounded_by_the_greatest_of_the_same_file() => Assert.Equal(
        [LineVerdict.Ok, LineVerdict.Ok, LineVerdict.Rejected],
        Judging.For("6.18", "net.ipv4.tcp_max_reordering = 500\nnet.ipv4.tcp_reordering = 400\nnet.ipv4.tcp_reordering = 501").Select(line => line.Verdict)
            .Select((verdict, at) => at == 1 && verdict == LineVerdict.NoEffect ? LineVerdict.Ok : verdict));
}
