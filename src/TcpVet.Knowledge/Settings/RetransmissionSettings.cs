namespace TcpVet.Knowledge;

/// <summary>Settings of retransmission.</summary>
internal static class RetransmissionSettings
{
    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "net.ipv4.tcp_retries1",
            Summary = "After how many retransmissions TCP tells the network layer that the path may be bad.",
            Meaning = "The route is then looked up anew and, where enabled, path-MTU probing begins. The connection goes on.",
            Unit = "retransmissions",
            Defaults = [new(null, "3", [3])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            Rules = ["TV618"],
            SeeAlso = ["tcp_retries2"],
            Sources = ["net/ipv4/tcp_timer.c tcp_write_timeout", "RFC 1122 section 4.2.3.5", Cite.IpSysctl],
        },
        new()
        {
            Name = "net.ipv4.tcp_retries2",
            Summary = "When an ESTABLISHED connection with unacknowledged data is given up.",
            Meaning = """
                Not a count but a time: that of N doublings from the least RTO. 15 is 924.6 s at least (measured 937 s), 8 about 106 s, 3 about 6 s. The application gets ETIMEDOUT.
                A peer that answers with a zero window is alive: the connection then lives on for ever (RFC 1122), unless TCP_USER_TIMEOUT says otherwise.
                """,
            Unit = "retransmissions",
            Defaults = [new(null, "15", [15])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.Live,
            DependsOn =
            [
                new("net.ipv4.tcp_rto_max_ms", "a lower cap shortens the time: 15 with a cap of 1 s is 14.6 s"),
                new("TCP_USER_TIMEOUT", "replaces it for one socket"),
            ],
            Dangers =
            [
                "Below 8 it breaks the 100 s that RFC 1122 asks for: a short outage ends every connection of the host.",
                "The back-off of zero-window probes stops at this number: below 10 a closed socket whose peer does not read is never given up (measured with 3: still there after 7 minutes).",
            ],
            Rules = ["TV402", "TV618"],
            SeeAlso = ["TCP_USER_TIMEOUT", "tcp_rto_max_ms", "zero window", "TCPAbortOnTimeout"],
            Sources = ["net/ipv4/tcp_timer.c tcp_write_timeout, tcp_model_timeout", "RFC 1122 sections 4.2.2.17 and 4.2.3.5", Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_rto_max_ms",
            Summary = "The longest wait between retransmissions.",
            Meaning = "Waits double up to this cap. With 1000 and tcp_retries2 15 a connection gives up after 14.6 s (measured). The socket option TCP_RTO_MAX_MS sets it for one socket.",
            Unit = "milliseconds",
            Defaults = [new(null, "120000", [120_000])],
            Range = SettingRange.Between(1000, 120_000),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtSocket,
            ReadNote = "accepted sockets have what their listener was made with: after a change the service has to make its socket anew",
            Dangers = ["It shortens tcp_retries2, tcp_orphan_retries and the rest in passing."],
            Rules = ["TV402", "TV618"],
            SeeAlso = ["tcp_retries2"],
            Sources = ["net/ipv4/sysctl_net_ipv4.c", Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.tcp_rto_min_us",
            Summary = "The shortest wait before a retransmission.",
            Meaning = "A route's rto_min and a BPF program come before it. Below the peer's delayed-ACK time (40 ms on Linux) it makes spurious retransmissions.",
            Unit = "microseconds",
            Defaults = [new(null, "200000", [200_000])],
            Range = SettingRange.Between(1, int.MaxValue),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtSocket,
            ReadNote = "accepted sockets have what their listener was made with: after a change the service has to make its socket anew",
            Rules = ["TV404"],
            SeeAlso = ["tcp_retries2", "RetransSegs"],
            Sources = ["commit f086edef71be", Cite.Measured + " (range)"],
        },
    ];
}
