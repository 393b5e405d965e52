namespace TcpVet.Knowledge;

/// <summary>
/// What the kernel takes for settings of <c>net.</c> that have no page: those of interfaces and neighbours, of IPv6, of bridges, and others
/// that no guide for TCP names. Tried in a namespace of Linux 6.18 by writing edges, which a test repeats; each of them answers EINVAL to
/// what is no number.
/// </summary>
public static class SettingTypes
{
    // Present in the source of 3.11, which is all that matters today; the others came later, and with which kernel is not in this table.
    private const bool Old = true;
    private const bool Since = false;

    private static readonly SettingRange Int = SettingRange.AnyInt();
    private static readonly SettingRange UInt = SettingRange.Between(0, uint.MaxValue);
    private static readonly SettingRange FromZero = SettingRange.Between(0, int.MaxValue);
    private static readonly SettingRange Byte = SettingRange.Byte();
    private static readonly SettingRange Bit = SettingRange.Bit;
    private static readonly SettingRange Seconds = SettingRange.Seconds();

    // What the first namespace alone has was not written; milliseconds have edges that depend on CONFIG_HZ.
    private static readonly SettingRange Number = new();

    private static readonly SettingRange Shown = new() { ReadOnly = true };

    private static readonly Row[] Rows =
    [
        new("net.bridge.", Int, Old, """
            bridge-nf-call-arptables bridge-nf-call-ip6tables bridge-nf-call-iptables bridge-nf-filter-pppoe-tagged
            bridge-nf-filter-vlan-tagged bridge-nf-pass-vlan-input-dev
            """),
        new("net.core.", Int, Old, "xfrm_acq_expires xfrm_larval_drop"),
        new("net.core.", UInt, Old, "xfrm_aevent_etime xfrm_aevent_rseqth"),
        new("net.core.", Number, Old, "bpf_jit_enable warnings"),
        new("net.core.", Number, Since, """
            bpf_jit_harden bpf_jit_kallsyms bpf_jit_limit devconf_inherit_init_net fb_tunnels_only_for_init_net
            flow_limit_table_len high_order_alloc_disable netdev_unregister_timeout_secs
            """),
        new("net.ipv4.conf.*.", Int, Old, """
            accept_local accept_redirects accept_source_route arp_accept arp_announce arp_filter arp_ignore arp_notify
            bootp_relay disable_policy disable_xfrm force_igmp_version forwarding log_martians medium_id promote_secondaries
            proxy_arp proxy_arp_pvlan route_localnet rp_filter secure_redirects send_redirects shared_media src_valid_mark
            tag
            """),
        new("net.ipv4.conf.*.", Int, Since, """
            arp_evict_nocarrier bc_forwarding drop_gratuitous_arp drop_unicast_in_l2_multicast
            igmpv2_unsolicited_report_interval igmpv3_unsolicited_report_interval ignore_routes_with_linkdown
            """),
        new("net.ipv4.", SettingRange.Vector(2, null, null), Old, "ping_group_range"),
        new("net.ipv4.conf.*.", Shown, Old, "mc_forwarding"),
        new("net.ipv6.conf.*.", Shown, Old, "mc_forwarding"),
        new("net.ipv4.", Number, Old, """
            cipso_cache_bucket_size cipso_cache_enable cipso_rbm_optfmt cipso_rbm_strictvalid inet_peer_maxttl
            inet_peer_minttl inet_peer_threshold ipfrag_secret_interval
            """),
        new("net.ipv4.", SettingRange.Between(1, 4095), Since, "fib_multipath_hash_fields"),
        new("net.ipv4.", SettingRange.Between(0, 3), Since, "fib_multipath_hash_policy"),
        new("net.ipv4.", UInt, Since, "fib_multipath_hash_seed"),
        new("net.ipv4.", Bit, Since, "fib_multipath_use_neigh nexthop_compat_mode raw_l3mdev_accept"),
        new("net.ipv4.", SettingRange.Between(0, 2), Since, "fib_notify_on_flag_change"),
        new("net.ipv4.", Byte, Since, "fwmark_reflect igmp_link_local_mcast_reports"),
        new("net.ipv4.", Int, Old, "igmp_max_memberships igmp_max_msf xfrm4_gc_thresh"),
        new("net.ipv4.", SettingRange.Between(1, int.MaxValue), Since, "igmp_qrv"),
        new("net.ipv4.neigh.*.", Number, Old, """
            anycast_delay base_reachable_time_ms gc_interval gc_thresh1 gc_thresh2 gc_thresh3 locktime proxy_delay
            retrans_time retrans_time_ms
            """),
        new("net.ipv4.neigh.*.", FromZero, Old, "app_solicit mcast_solicit proxy_qlen ucast_solicit unres_qlen unres_qlen_bytes"),
        new("net.ipv4.neigh.*.", Seconds, Old, "base_reachable_time delay_first_probe_time gc_stale_time"),
        new("net.ipv4.neigh.*.", Number, Since, "interval_probe_time_ms"),
        new("net.ipv4.neigh.*.", FromZero, Since, "mcast_resolicit"),
        new("net.ipv4.route.", Int, Old, "min_adv_mss"),
        new("net.ipv4.route.", SettingRange.Between(68, int.MaxValue), Old, "min_pmtu"),
        new("net.ipv4.route.", Seconds, Old, "mtu_expires"),
        new("net.ipv4.route.", Number, Old, "error_burst error_cost flush gc_timeout redirect_load redirect_number redirect_silence"),
        new("net.ipv6.", Byte, Since, "anycast_src_echo_reply flowlabel_consistency flowlabel_state_ranges fwmark_reflect"),
        new("net.ipv6.", Number, Old, "mld_max_msf ip6frag_secret_interval"),
        new("net.ipv6.", Number, Since, "calipso_cache_bucket_size calipso_cache_enable mld_qrv"),
        new("net.ipv6.conf.*.", Int, Old, """
            accept_dad accept_ra accept_ra_defrtr accept_ra_pinfo accept_ra_rt_info_max_plen accept_ra_rtr_pref
            accept_redirects accept_source_route autoconf dad_transmits disable_ipv6 disable_policy force_mld_version
            force_tllao forwarding max_addresses max_desync_factor ndisc_notify optimistic_dad proxy_ndp regen_max_retry
            temp_prefered_lft temp_valid_lft use_tempaddr
            """),
        new("net.ipv6.conf.*.", Int, Since, """
            accept_ra_from_local accept_ra_min_hop_limit accept_ra_min_lft accept_ra_mtu accept_ra_rt_info_min_plen
            drop_unicast_in_l2_multicast drop_unsolicited_na enhanced_dad ignore_routes_with_linkdown keep_addr_on_down
            regen_min_advance seg6_enabled seg6_require_hmac suppress_frag_ndisc use_oif_addrs_only use_optimistic
            """),
        new("net.ipv6.conf.*.", SettingRange.Between(0, 2), Since, "accept_untracked_na"),
        new("net.ipv6.conf.*.", Number, Since, "addr_gen_mode mldv1_unsolicited_report_interval mldv2_unsolicited_report_interval"),
        new("net.ipv6.conf.*.", Bit, Since, """
            force_forwarding ioam6_enabled ndisc_evict_nocarrier ra_honor_pio_life ra_honor_pio_pflag rpl_seg_enabled
            """),
        new("net.ipv6.conf.*.", SettingRange.Between(1, 255), Old, "hop_limit"),
        new("net.ipv6.conf.*.", SettingRange.Between(0, 65535), Since, "ioam6_id"),
        new("net.ipv6.conf.*.", UInt, Since, "ioam6_id_wide"),
        new("net.ipv6.conf.*.", SettingRange.Between(1280, int.MaxValue), Old, "mtu"),
        new("net.ipv6.conf.*.", Byte, Since, "ndisc_tclass"),
        new("net.ipv6.conf.*.", SettingRange.Between(1, uint.MaxValue), Since, "ra_defrtr_metric"),
        new("net.ipv6.conf.*.", Seconds, Old, "router_probe_interval router_solicitation_delay router_solicitation_interval"),
        new("net.ipv6.conf.*.", Seconds, Since, "router_solicitation_max_interval"),
        new("net.ipv6.conf.*.", SettingRange.Between(-1, int.MaxValue), Old, "router_solicitations"),
        new("net.ipv6.", SettingRange.Between(1, 4095), Since, "fib_multipath_hash_fields"),
        new("net.ipv6.", SettingRange.Between(0, 3), Since, "fib_multipath_hash_policy"),
        new("net.ipv6.", SettingRange.Between(0, 2), Since, "fib_notify_on_flag_change"),
        new("net.ipv6.", SettingRange.Between(0, 7), Since, "flowlabel_reflect"),
        new("net.ipv6.icmp.", Byte, Since, "echo_ignore_all echo_ignore_anycast echo_ignore_multicast"),
        new("net.ipv6.icmp.", Bit, Since, "error_anycast_as_unicast"),
        new("net.ipv6.icmp.", Number, Old, "ratelimit"),
        new("net.ipv6.", Seconds, Since, "idgen_delay"),
        new("net.ipv6.", Int, Since, """
            idgen_retries max_dst_opts_length max_dst_opts_number max_hbh_length max_hbh_opts_number seg6_flowlabel
            """),
        new("net.ipv6.", Number, Old, "ip6frag_high_thresh ip6frag_low_thresh"),
        new("net.ipv6.", Number, Since, "ioam6_id ioam6_id_wide"),
        new("net.ipv6.", Seconds, Old, "ip6frag_time"),
        new("net.ipv6.neigh.*.", Number, Old, """
            anycast_delay base_reachable_time_ms gc_interval gc_thresh1 gc_thresh2 gc_thresh3 locktime proxy_delay
            retrans_time retrans_time_ms
            """),
        new("net.ipv6.neigh.*.", FromZero, Old, "app_solicit mcast_solicit proxy_qlen ucast_solicit unres_qlen unres_qlen_bytes"),
        new("net.ipv6.neigh.*.", Seconds, Old, "base_reachable_time delay_first_probe_time gc_stale_time"),
        new("net.ipv6.neigh.*.", Number, Since, "interval_probe_time_ms"),
        new("net.ipv6.neigh.*.", FromZero, Since, "mcast_resolicit"),
        new("net.ipv6.route.", Int, Old, "gc_elasticity gc_thresh max_size min_adv_mss"),
        new("net.ipv6.route.", Number, Old, "flush gc_min_interval_ms"),
        new("net.ipv6.route.", Seconds, Old, "gc_interval gc_min_interval gc_timeout mtu_expires"),
        new("net.ipv6.route.", Bit, Since, "skip_notify_on_dev_down"),
        new("net.ipv6.", Int, Old, "xfrm6_gc_thresh"),
        new("net.mptcp.", Seconds, Since, "add_addr_timeout close_timeout"),
        new("net.mptcp.", Bit, Since, "allow_join_initial_addr_port checksum_enabled enabled pm_type"),
        new("net.mptcp.", FromZero, Since, "blackhole_timeout"),
        new("net.mptcp.", UInt, Since, "stale_loss_cnt"),
        new("net.netfilter.", Bit, Old, "nf_conntrack_acct nf_conntrack_checksum nf_conntrack_timestamp"),
        new("net.netfilter.", Number, Old, """
            nf_conntrack_expect_max nf_conntrack_frag6_high_thresh nf_conntrack_frag6_low_thresh nf_conntrack_helper
            nf_log_all_netns
            """),
        new("net.netfilter.", SettingRange.Between(0, 2), Old, "nf_conntrack_events"),
        new("net.netfilter.", Seconds, Old, """
            nf_conntrack_frag6_timeout nf_conntrack_generic_timeout nf_conntrack_icmp_timeout nf_conntrack_icmpv6_timeout
            nf_conntrack_sctp_timeout_closed nf_conntrack_sctp_timeout_cookie_echoed nf_conntrack_sctp_timeout_cookie_wait
            nf_conntrack_sctp_timeout_established nf_conntrack_sctp_timeout_shutdown_ack_sent
            nf_conntrack_sctp_timeout_shutdown_recd nf_conntrack_sctp_timeout_shutdown_sent
            """),
        new("net.netfilter.", Seconds, Since, """
            nf_conntrack_gre_timeout nf_conntrack_gre_timeout_stream nf_conntrack_sctp_timeout_heartbeat_sent
            """),
        new("net.netfilter.", Byte, Old, "nf_conntrack_log_invalid"),
        new("net.netfilter.", Number, Since, "nf_hooks_lwtunnel"),
        new("net.", Number, Old, "nf_conntrack_max"),
        new("net.unix.", Int, Old, "max_dgram_qlen"),
    ];

    private static readonly Dictionary<string, SettingType> ByName = Rows
        .SelectMany(row => row.Names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(name => KeyValuePair.Create(row.Folder + name, new SettingType(row.Range, row.Old))))
        .ToDictionary(StringComparer.Ordinal);

    // Folders with one folder below them for each interface.
    private static readonly string[] PerInterface = ["net.ipv4.conf.", "net.ipv4.neigh.", "net.ipv6.conf.", "net.ipv6.neigh."];

    /// <summary>Every name, with <c>*</c> in the place of an interface.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>What a key takes; null for a key that is not in the table.</summary>
    /// <param name="key">With dots; an interface, <c>all</c>, <c>default</c> or <c>*</c> in its place.</param>
    public static SettingType? Of(string key) => ByName.TryGetValue(General(key, out _), out SettingType? type) ? type : null;

    /// <summary>The key with <c>*</c> in the place of an interface.</summary>
    /// <param name="key">With dots.</param>
    /// <param name="device">The interface; null for a key that has none.</param>
    public static string General(string key, out string? device)
    {
        device = null;
        foreach (string folder in PerInterface)
        {
            int last = key.LastIndexOf('.');
            if (key.StartsWith(folder, StringComparison.Ordinal) && last > folder.Length)
            {
                device = key[folder.Length..last];
                return $"{folder}*{key[last..]}";
            }
        }

        return key;
    }

    private sealed record Row(string Folder, SettingRange Range, bool Old, string Names);
}

/// <summary>What the kernel takes for a setting without a page.</summary>
/// <param name="Range">As Linux 6.18 takes it.</param>
/// <param name="IsOld">Whether every kernel of today has it.</param>
public sealed record SettingType(SettingRange Range, bool IsOld)
{
    private static readonly KernelVersion Tried = new(6, 18);

    /// <summary>What a kernel takes: an older one may take more than the bounds that were tried, and nothing that is no number.</summary>
    public SettingRange RangeIn(KernelVersion? kernel) =>
        kernel >= Tried || Range.ReadOnly ? Range : new SettingRange { Count = Range.Count };

    /// <summary>Whether a kernel is known to have it; null when that is not known.</summary>
    public bool? ExistsIn(KernelVersion? kernel) => IsOld || kernel >= Tried ? true : null;
}
