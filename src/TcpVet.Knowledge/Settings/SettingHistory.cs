namespace TcpVet.Knowledge;

/// <summary>
/// From which kernel on a setting exists, and what older kernels took. It was read in the tables of net/ipv4/sysctl_net_ipv4.c,
/// net/core/sysctl_net_core.c, net/ipv6/sysctl_net_ipv6.c and net/netfilter/nf_conntrack_standalone.c of sixty kernels from
/// 2.6.32 to 6.18; tests/TcpVet.Knowledge.Tests/KernelHistory.txt is what they say.
/// </summary>
internal static class SettingHistory
{
    // proc_dou8vec_minmax came with 5.13 (cb9444130662), and with it the settings that are one byte; before they were ints without bounds.
    private static readonly KernelVersion Bytes = new(5, 13);

    private static readonly Dictionary<string, KernelVersion> First = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, (KernelVersion Until, SettingRange Range)[]> Earlier = new(StringComparer.Ordinal);

    static SettingHistory()
    {
        Began(new(2, 6, 34), "net.ipv4.tcp_thin_linear_timeouts");
        Began(new(2, 6, 35), "net.ipv4.ip_local_reserved_ports", "net.core.netdev_tstamp_prequeue", "net.core.rps_sock_flow_entries");
        Began(new(3, 5), "net.ipv4.tcp_early_retrans");
        Began(new(3, 6), "net.ipv4.ip_early_demux", "net.ipv4.tcp_challenge_ack_limit", "net.ipv4.tcp_fastopen",
            "net.ipv4.tcp_limit_output_bytes");
        Began(new(3, 7), "net.ipv4.tcp_fastopen_key");
        Began(new(3, 11), "net.core.busy_poll", "net.core.busy_read", "net.core.flow_limit_cpu_bitmap", "net.core.flow_limit_table_len");
        Began(new(3, 12), "net.core.default_qdisc", "net.ipv4.tcp_min_tso_segs", "net.ipv4.tcp_notsent_lowat");
        Began(new(3, 14), "net.ipv4.ip_forward_use_pmtu", "net.ipv4.tcp_autocorking");
        Began(new(3, 16), "net.ipv4.tcp_fwmark_accept");
        Began(new(3, 17), "net.ipv6.auto_flowlabels");
        Began(new(3, 18), "net.ipv4.icmp_msgs_per_sec", "net.ipv4.icmp_msgs_burst");
        Began(new(3, 19), "net.core.netdev_rss_key", "net.ipv4.tcp_max_reordering");
        Began(new(4, 0), "net.core.tstamp_allow_data", "net.ipv4.tcp_invalid_ratelimit");
        Began(new(4, 1), "net.ipv4.tcp_probe_interval", "net.ipv4.tcp_probe_threshold");
        Began(new(4, 2), "net.ipv4.tcp_ecn_fallback");
        Began(new(4, 3), "net.ipv4.tcp_pacing_ca_ratio", "net.ipv4.tcp_pacing_ss_ratio", "net.ipv6.ip_nonlocal_bind");
        Began(new(4, 4), "net.ipv4.tcp_min_rtt_wlen", "net.ipv4.tcp_recovery");
        Began(new(4, 5), "net.core.max_skb_frags", "net.ipv4.tcp_l3mdev_accept");
        Began(new(4, 11), "net.core.dev_weight_rx_bias", "net.core.dev_weight_tx_bias", "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.udp_l3mdev_accept");
        Began(new(4, 12), "net.core.netdev_budget_usecs", "net.ipv4.tcp_early_demux",
            "net.ipv4.tcp_fastopen_blackhole_timeout_sec", "net.ipv4.udp_early_demux");
        Began(new(4, 13), "net.ipv4.tcp_available_ulp");
        Began(new(4, 18), "net.ipv4.tcp_comp_sack_delay_ns", "net.ipv4.tcp_comp_sack_nr");
        Began(new(4, 19), "net.ipv4.ip_forward_update_priority");
        Began(new(5, 2), "net.core.high_order_alloc_disable", "net.ipv4.tcp_min_snd_mss");
        Began(new(5, 4), "net.core.gro_normal_batch", "net.ipv4.tcp_mtu_probe_floor");
        Began(new(5, 6), "net.ipv4.tcp_no_ssthresh_metrics_save", "net.mptcp.enabled");
        Began(new(5, 7), "net.ipv4.ip_autobind_reuse");
        Began(new(5, 8), "net.ipv4.tcp_comp_sack_slack_ns");
        Began(new(5, 10), "net.ipv4.tcp_reflect_tos");
        Began(new(5, 11), "net.mptcp.add_addr_timeout");
        Began(new(5, 13), "net.core.netdev_unregister_timeout_secs", "net.ipv4.icmp_echo_enable_probe");
        Began(new(5, 14), "net.ipv4.tcp_migrate_req", "net.netfilter.nf_conntrack_tcp_ignore_invalid_rst",
            "net.mptcp.checksum_enabled", "net.mptcp.allow_join_initial_addr_port");
        Began(new(5, 15), "net.mptcp.stale_loss_cnt");
        Began(new(5, 18), "net.core.txrehash", "net.ipv4.tcp_tso_rtt_log");
        Began(new(5, 19), "net.core.skb_defer_max", "net.mptcp.pm_type");
        Began(new(6, 1), "net.ipv4.tcp_child_ehash_entries", "net.ipv4.tcp_ehash_entries");
        Began(new(6, 2), "net.ipv4.tcp_plb_cong_thresh", "net.ipv4.tcp_plb_enabled", "net.ipv4.tcp_plb_idle_rehash_rounds",
            "net.ipv4.tcp_plb_rehash_rounds");
        Began(new(6, 2), "net.ipv4.tcp_plb_suspend_rto_sec", "net.ipv4.udp_child_hash_entries", "net.ipv4.udp_hash_entries");
        Began(new(6, 3), "net.core.rps_default_mask");
        Began(new(6, 5), "net.ipv4.tcp_shrink_window", "net.ipv4.tcp_syn_linear_timeouts");
        Began(new(6, 6), "net.mptcp.scheduler");
        Began(new(6, 7), "net.ipv4.tcp_backlog_ack_defer", "net.ipv4.tcp_pingpong_thresh", "net.mptcp.close_timeout");
        Began(new(6, 9), "net.core.mem_pcpu_rsv");
        Began(new(6, 11), "net.ipv4.tcp_rto_min_us");
        Began(new(6, 12), "net.mptcp.blackhole_timeout");
        Began(new(6, 14), "net.ipv4.tcp_tw_reuse_delay", "net.mptcp.syn_retrans_before_tcp_fallback");
        Began(new(6, 15), "net.ipv4.tcp_rto_max_ms", "net.mptcp.path_manager");
        Began(new(6, 18), "net.ipv4.tcp_ecn_option", "net.ipv4.tcp_ecn_option_beacon");

        SettingRange any = SettingRange.AnyInt();
        SettingRange unsigned = SettingRange.Between(0, int.MaxValue);
        (KernelVersion, SettingRange)[] switchOf519 = [(new(5, 19), SettingRange.Byte()), (Bytes, any)];
        foreach (string key in (string[])
            ["icmp_echo_ignore_all", "icmp_echo_ignore_broadcasts", "icmp_errors_use_inbound_ifaddr", "icmp_ignore_bogus_error_responses",
            "tcp_ecn", "tcp_ecn_fallback"])
        {
            Took($"net.ipv4.{key}", switchOf519);
        }

        Took("net.ipv4.route.min_pmtu", (new(4, 16), any));
        Took("net.mptcp.enabled", (Bytes, any));
        Took("net.netfilter.nf_conntrack_log_invalid", (Bytes, SettingRange.Between(0, 255)));
        Took("net.ipv4.tcp_app_win", (new(6, 3), SettingRange.Byte()), (Bytes, any));
        Took("net.ipv4.tcp_retries1", (Bytes, SettingRange.Between(int.MinValue, 255)));
        Took("net.ipv4.tcp_comp_sack_nr", (Bytes, SettingRange.Between(0, 255)));
        Took("net.ipv4.tcp_min_rtt_wlen", (new(5, 2), any));
        Took("net.ipv4.tcp_min_tso_segs", (Bytes, SettingRange.Between(1, 65_535)), (new(4, 2), SettingRange.Between(0, 65_535)));
        Took("net.ipv4.tcp_early_retrans", (new(3, 10), SettingRange.Between(0, 2)));
        Took("net.ipv4.tcp_adv_win_scale", (new(3, 2), any));
        Took("net.ipv4.ip_default_ttl", (new(3, 2), any));
        Took("net.ipv4.tcp_syn_retries", (new(3, 11), any));
        Took("net.ipv4.tcp_tw_reuse", (new(4, 18), any));
        Took("net.ipv4.tcp_rmem", (new(3, 9), SettingRange.Vector(3, int.MinValue, int.MaxValue)));
        Took("net.ipv4.tcp_wmem", (new(3, 9), SettingRange.Vector(3, int.MinValue, int.MaxValue)));
        Took("net.ipv4.tcp_mem", (new(3, 2), SettingRange.Vector(3, int.MinValue, int.MaxValue)));
        Took("net.ipv4.udp_rmem_min", (new(3, 9), unsigned));
        Took("net.ipv4.udp_wmem_min", (new(3, 9), unsigned));
        Took("net.ipv4.tcp_notsent_lowat", (new(4, 9), any));
        Took("net.ipv4.tcp_probe_interval", (new(4, 20), any));
        Took("net.ipv4.tcp_reordering", (new(6, 18), any));
        Took("net.ipv4.tcp_max_reordering", (new(6, 18), any));
        Took("net.ipv6.auto_flowlabels", (new(4, 3), any));
        Took("net.core.somaxconn", (new(4, 1), SettingRange.Between(0, 65_535)), (new(3, 11), any));
        Took("net.core.optmem_max", (new(6, 8), any));
        Took("net.core.busy_poll", (new(4, 11), any));
        Took("net.core.busy_read", (new(4, 11), any));
        Took("net.core.netdev_budget_usecs", (new(6, 14), unsigned));
        foreach (string key in (string[])["dev_weight", "dev_weight_rx_bias", "dev_weight_tx_bias"])
        {
            Took($"net.core.{key}", (new(6, 13), any));
        }

        foreach (string key in (string[])["rmem_default", "rmem_max", "wmem_default", "wmem_max"])
        {
            Took($"net.core.{key}", (new(3, 18), SettingRange.Between(1, int.MaxValue)), (new(3, 9), any));
        }

        Took("net.netfilter.nf_conntrack_max", (new(6, 17), any));
        Took("net.netfilter.nf_conntrack_buckets", (new(4, 8), new SettingRange { ReadOnly = true }));
        Took("net.netfilter.nf_conntrack_tcp_loose", (new(5, 2), any));
        Took("net.netfilter.nf_conntrack_tcp_be_liberal", (new(5, 2), any));
    }

    /// <summary>The oldest kernel whose tables were read: of older ones the table of settings says nothing.</summary>
    public static KernelVersion Begins { get; } = new(2, 6, 32);

    /// <summary>A setting with its history.</summary>
    public static KernelSetting Of(KernelSetting setting) => setting.Kind != SettingKind.Sysctl ? setting : setting with
    {
        Added = First.TryGetValue(setting.Name, out KernelVersion first) ? first : setting.Added,
        EarlierRanges = Earlier.TryGetValue(setting.Name, out (KernelVersion, SettingRange)[]? ranges) ? ranges
            : setting.Range is { Count: 1, Min: 0, Max: 255, Format: SettingFormat.Numbers } ? [(Bytes, SettingRange.AnyInt())]
            : setting.EarlierRanges,
    };

    private static void Began(KernelVersion kernel, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            First.Add(key, kernel);
        }
    }

    // Newest first: until which kernel, what it took.
    private static void Took(string key, params (KernelVersion Until, SettingRange Range)[] ranges) => Earlier.Add(key, ranges);
}
