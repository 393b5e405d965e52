namespace TcpVet.Knowledge;

/// <summary>
/// Names of settings that are none of TCP and UDP, as Documentation/admin-guide/sysctl/ and kernels of distributions have them. Nothing is
/// known here of their values: a name tells a slip of the pen from a setting that a kernel was built without.
/// </summary>
public static class OtherSettings
{
    private static readonly (string Folder, string Names)[] Folders =
    [
        ("debug.",
            """
            exception-trace kprobes-optimization
            """),
        ("dev.",
            """
            cdrom.autoclose cdrom.autoeject cdrom.check_media cdrom.debug cdrom.lock hpet.max-user-freq
            i915.perf_stream_paranoid mac_hid.mouse_button_emulation raid.speed_limit_max raid.speed_limit_min rtc.max-user-freq
            tty.ldisc_autoload tty.legacy_tiocsti
            """),
        ("fs.",
            """
            aio-max-nr aio-nr dentry-negative dentry-state dir-notify-enable epoll.max_user_watches fanotify.max_queued_events
            fanotify.max_user_groups fanotify.max_user_marks fanotify.watchdog_timeout file-nr fuse.default_request_timeout
            fuse.max_pages_limit fuse.max_request_timeout inode-nr inode-state inotify.max_queued_events
            inotify.max_user_instances inotify.max_user_watches lease-break-time leases-enable mount-max mqueue.msg_default
            mqueue.msg_max mqueue.msgsize_default mqueue.msgsize_max mqueue.queues_max nfs.nlm_tcpport nfs.nlm_udpport
            overflowgid overflowuid pipe-max-size pipe-user-pages-hard pipe-user-pages-soft protected_fifos protected_hardlinks
            protected_regular protected_symlinks quota.allocated_dquots quota.cache_hits quota.drops quota.free_dquots
            quota.lookups quota.reads quota.syncs quota.warnings quota.writes suid_dumpable xfs.error_level
            xfs.filestream_centisecs xfs.inherit_noatime xfs.inherit_nodefrag xfs.inherit_nodump xfs.inherit_nosymlinks
            xfs.inherit_sync xfs.panic_mask xfs.rotorstep xfs.speculative_prealloc_lifetime xfs.stats_clear
            xfs.xfssyncd_centisecs
            """),
        ("kernel.",
            """
            acct apparmor_restrict_unprivileged_userns arch auto_msgmni bootloader_type bootloader_version bpf_stats_enabled
            cad_pid cap_last_cap core_file_note_size_limit core_modes core_pattern core_pipe_limit core_sort_vma core_uses_pid
            ctrl-alt-del dmesg_restrict domainname exec-shield firmware_config.force_sysfs_fallback
            firmware_config.ignore_sysfs_fallback ftrace_dump_on_oops ftrace_enabled hardlockup_all_cpu_backtrace
            hardlockup_panic hostname hotplug hung_task_all_cpu_backtrace hung_task_check_count hung_task_check_interval_secs
            hung_task_detect_count hung_task_panic hung_task_timeout_secs hung_task_warnings init_private io_delay_type
            io_uring_disabled io_uring_group kexec_load_disabled keys.gc_delay keys.maxbytes keys.maxkeys
            keys.persistent_keyring_expiry keys.root_maxbytes keys.root_maxkeys kptr_restrict maps_protect max_lock_depth
            max_rcu_stall_to_panic modprobe modules_disabled msg_next_id msgmax msgmnb msgmni ngroups_max nmi_watchdog
            numa_balancing numa_balancing_promote_rate_limit_MBps oops_all_cpu_backtrace oops_limit osrelease ostype overflowgid
            overflowuid panic panic_on_io_nmi panic_on_oops panic_on_rcu_stall panic_on_unrecovered_nmi panic_on_warn
            panic_print panic_sys_info perf_cpu_time_max_percent perf_event_max_contexts_per_stack perf_event_max_sample_rate
            perf_event_max_stack perf_event_mlock_kb perf_event_paranoid pid_max poweroff_cmd print-fatal-signals printk
            printk_delay printk_devkmsg printk_ratelimit printk_ratelimit_burst pty.max pty.nr pty.reserve random.entropy_avail
            random.poolsize random.urandom_min_reseed_secs random.write_wakeup_threshold randomize_va_space real-root-dev
            sched_autogroup_enabled sched_cfs_bandwidth_slice_us sched_child_runs_first sched_deadline_period_max_us
            sched_deadline_period_min_us sched_energy_aware sched_latency_ns sched_migration_cost_ns sched_min_granularity_ns
            sched_nr_migrate sched_rr_timeslice_ms sched_rt_period_us sched_rt_runtime_us sched_schedstats sched_tunable_scaling
            sched_wakeup_granularity_ns seccomp.actions_avail seccomp.actions_logged sem sem_next_id sg-big-buff shm_next_id
            shm_rmid_forced shmall shmmax shmmni soft_watchdog softlockup_all_cpu_backtrace softlockup_panic split_lock_mitigate
            stack_tracer_enabled sysctl_writes_strict sysrq tainted task_delayacct threads-max timer_migration
            traceoff_on_warning tracepoint_printk unknown_nmi_panic unprivileged_bpf_disabled
            unprivileged_userns_apparmor_policy unprivileged_userns_clone version warn_limit watchdog watchdog_cpumask
            watchdog_thresh yama.ptrace_scope
            """),
        // A list of numbers, as net.ipv4.ip_local_reserved_ports has it; since 5.2.
        ("net.",
            """
            ipv6.icmp.ratemask
            """),
        ("user.",
            """
            max_cgroup_namespaces max_fanotify_groups max_fanotify_marks max_inotify_instances max_inotify_watches
            max_ipc_namespaces max_mnt_namespaces max_net_namespaces max_pid_namespaces max_time_namespaces max_user_namespaces
            max_uts_namespaces
            """),
        ("vm.",
            """
            admin_reserve_kbytes block_dump compact_memory compact_unevictable_allowed compaction_proactiveness defrag_mode
            dirty_background_bytes dirty_background_ratio dirty_bytes dirty_expire_centisecs dirty_ratio
            dirty_writeback_centisecs dirtytime_expire_seconds drop_caches extfrag_threshold highmem_is_dirtyable
            hugetlb_optimize_vmemmap hugetlb_shm_group laptop_mode legacy_va_layout lowmem_reserve_ratio max_map_count
            memfd_noexec min_free_kbytes min_slab_ratio min_unmapped_ratio mmap_min_addr mmap_rnd_bits mmap_rnd_compat_bits
            nr_hugepages nr_hugepages_mempolicy nr_overcommit_hugepages numa_stat numa_zonelist_order oom_dump_tasks
            oom_kill_allocating_task overcommit_kbytes overcommit_memory overcommit_ratio page-cluster page_lock_unfairness
            pagecache panic_on_oom percpu_pagelist_high_fraction shrink_inodes_with_pagecache stat_interval stat_refresh
            swap_token_timeout swappiness unprivileged_userfaultfd user_reserve_kbytes vfs_cache_pressure
            vfs_cache_pressure_denom watermark_boost_factor watermark_scale_factor zone_reclaim_mode
            """),
    ];

    private static readonly HashSet<string> Known = new(
        Folders.SelectMany(folder => Words(folder.Names).Select(name => folder.Folder + name)), StringComparer.Ordinal);

    /// <summary>Every name, with dots.</summary>
    public static IReadOnlyCollection<string> All => Known;

    /// <summary>Whether it is one of them.</summary>
    public static bool Has(string name) => Known.Contains(name);

    private static string[] Words(string text) => text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
