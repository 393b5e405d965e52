namespace TcpVet.Knowledge;

/// <summary>Errors that applications report.</summary>
internal static class ErrorTerms
{
    public static IReadOnlyList<Term> All { get; } =
    [
        new()
        {
            Name = "EADDRNOTAVAIL",
            Aliases = ["cannot assign requested address", "can't assign requested address", "address not available", "errno 99"],
            Summary = "connect(): no local port is free towards this destination. bind(): this host does not have the address.",
            Meaning = "All ports of ip_local_port_range are held by connections from this source address to this destination address and port, TIME_WAIT included. Other destinations still work.",
            WhatToDo = "tcpvet count --by rport,peer,state; pool connections; tcp_tw_reuse=1; more addresses. At bind(): check the address, or ip_nonlocal_bind for floating ones.",
            Rules = ["TV105", "TV301"],
            SeeAlso = ["ephemeral port", "ip_local_port_range", "TIME_WAIT", "ip_nonlocal_bind"],
            Sources = ["net/ipv4/inet_hashtables.c __inet_hash_connect", "bind(2)", "connect(2)"],
        },
        new()
        {
            Name = "EADDRINUSE",
            Aliases = ["address already in use", "address in use", "errno 98"],
            Summary = "bind() or listen(): another socket holds the port.",
            Meaning = "A listener; a connection or TIME_WAIT on the port, when the server does not set SO_REUSEADDR; a wildcard beside a specific address; or an outgoing connection that got this port as its ephemeral one. bind(address, 0) also fails so when no port is free for all destinations. SO_REUSEPORT must be set by all who share, with the same user.",
            WhatToDo = "tcpvet list -a -p 'sport = :PORT' names the holder. Set SO_REUSEADDR in servers; reserve service ports (ip_local_reserved_ports).",
            Rules = ["TV302", "TV303", "TV304"],
            SeeAlso = ["ip_local_reserved_ports", "IP_BIND_ADDRESS_NO_PORT", "TIME_WAIT", "BOUND_INACTIVE"],
            Sources = ["net/ipv4/inet_connection_sock.c inet_csk_get_port, inet_bind_conflict", "socket(7)", Cite.Measured],
        },
        new()
        {
            Name = "EMFILE",
            Aliases = ["too many open files", "errno 24"],
            Summary = "The process has as many descriptors open as RLIMIT_NOFILE allows.",
            Meaning = "accept() fails, the accept queue fills, and clients hang although the port answers. Often the end of a CLOSE_WAIT leak.",
            WhatToDo = "Find the leak first (tcpvet, rules TV101 to TV103); then LimitNOFILE=.",
            Rules = ["TV103", "TV504"],
            SeeAlso = ["RLIMIT_NOFILE", "ENFILE", "CLOSE_WAIT", "inode 0"],
            Sources = ["accept(2)", "getrlimit(2)", Cite.Measured],
        },
        new()
        {
            Name = "ENFILE",
            Aliases = ["too many open files in system", "file table overflow", "errno 23"],
            Summary = "The whole host has as many files open as fs.file-max allows.",
            Meaning = "Not one process's limit: that is EMFILE. The log says \"VFS: file-max limit reached\".",
            Rules = ["TV504"],
            SeeAlso = ["fs.file-max", "EMFILE"],
            Sources = ["fs/file_table.c alloc_empty_file"],
        },
        new()
        {
            Name = "ECONNRESET",
            Aliases = ["connection reset by peer", "connection reset", "errno 104"],
            Summary = "The other end, or something in its name, sent RST.",
            Meaning = "Typical causes: the peer closed with our data unread; it closed an idle connection just as we used it (its keep-alive shorter than our pool's idle time); it crashed and came back; a middlebox forgot the flow; its accept queue overflowed with tcp_abort_on_overflow=1.",
            WhatToDo = "Make the client's idle time shorter than the server's. tcpvet trace shows who resets.",
            Rules = ["TV211", "TV407", "TV408"],
            SeeAlso = ["RST", "EPIPE", "TCPAbortOnClose", "EstabResets"],
            Sources = ["net/ipv4/tcp_input.c tcp_reset", "RFC 9293 section 3.5.2"],
        },
        new()
        {
            Name = "EPIPE",
            Aliases = ["broken pipe", "errno 32", "SIGPIPE"],
            Summary = "A write to a connection that was reset or closed before.",
            Meaning = "The first write after the peer closed may still succeed and draws an RST; the next one fails with EPIPE. In CLOSE_WAIT an RST shows as EPIPE instead of ECONNRESET.",
            Rules = ["TV101", "TV408"],
            SeeAlso = ["ECONNRESET", "CLOSE_WAIT", "half-close"],
            Sources = ["net/ipv4/tcp_input.c tcp_reset", "write(2)"],
        },
        new()
        {
            Name = "ECONNREFUSED",
            Aliases = ["connection refused", "errno 111"],
            Summary = "The host answered RST: nothing listens on that port.",
            Meaning = "The host is alive and reachable. It leaves no SYN_SENT behind and counts in AttemptFails. A firewall may refuse in the host's name. UDP: ICMP port unreachable.",
            WhatToDo = "Is the service running, and bound to that address rather than to 127.0.0.1?",
            Rules = ["TV209"],
            SeeAlso = ["SYN_SENT", "AttemptFails", "RST"],
            Sources = ["net/ipv4/tcp_input.c tcp_reset", "connect(2)"],
        },
        new()
        {
            Name = "ETIMEDOUT",
            Aliases = ["connection timed out", "operation timed out", "connect timed out", "errno 110"],
            Summary = "Nobody answered: to connect(), to data, or to keepalive probes.",
            Meaning = "connect(): after about 131 s of unanswered SYNs. On a connection: data unacknowledged for tcp_retries2 (15 minutes) or TCP_USER_TIMEOUT, or keepalive probes unanswered.",
            WhatToDo = "A firewall that drops, a dead host, or a full accept queue over there: tcpvet list state syn-sent.",
            Rules = ["TV209", "TV402"],
            SeeAlso = ["SYN_SENT", "tcp_syn_retries", "tcp_retries2", "TCPAbortOnTimeout"],
            Sources = ["net/ipv4/tcp_timer.c tcp_write_err", "connect(2)"],
        },
        new()
        {
            Name = "EHOSTUNREACH",
            Aliases = ["no route to host", "host is unreachable", "errno 113"],
            Summary = "The network said that the host cannot be reached.",
            Meaning = "No answer to ARP or neighbour discovery on the last link, or an ICMP error from a router or firewall. connect() ends at once; a standing connection only remembers it until its retransmissions end.",
            Rules = ["TV209"],
            SeeAlso = ["SYN_SENT", "ETIMEDOUT"],
            Sources = ["net/ipv4/tcp_ipv4.c tcp_v4_err", "icmp(7)"],
        },
        new()
        {
            Name = "ENOBUFS",
            Aliases = ["no buffer space available", "errno 105"],
            Summary = "No room in a buffer or queue of the kernel.",
            Meaning = "UDP and raw sockets: the send buffer or the interface's queue is full (SndbufErrors). Netlink: the reader was too slow and messages were lost.",
            Rules = ["TV506"],
            SeeAlso = ["Udp.SndbufErrors", "wmem_max"],
            Sources = ["send(2)", "netlink(7)"],
        },
        new()
        {
            Name = "possible SYN flooding",
            Aliases = ["possible SYN flooding on port", "SYN flooding", "sending cookies", "SYN flood"],
            Summary = "The kernel's message that a listener's SYN queue was full for the first time.",
            Meaning = "Said once for each listener, so its age says nothing. A burst of honest clients against a short backlog says the same.",
            WhatToDo = "Compare SyncookiesRecv with SyncookiesSent; raise the backlog if the clients are real.",
            Rules = ["TV204", "TV205"],
            SeeAlso = ["SYN cookies", "TCPReqQFullDoCookies", "backlog"],
            Sources = ["net/ipv4/tcp_input.c tcp_syn_flood_action"],
        },
        new()
        {
            Name = "table full, dropping packet",
            Aliases = ["nf_conntrack: table full, dropping packet", "nf_conntrack table full"],
            Summary = "The kernel's message that connection tracking has no room for a new flow.",
            Meaning = "New connections vanish, standing ones go on.",
            WhatToDo = "Raise nf_conntrack_max and nf_conntrack_buckets, shorten nf_conntrack_tcp_timeout_established, or exempt the traffic (notrack).",
            Rules = ["TV502"],
            SeeAlso = ["conntrack", "nf_conntrack_max"],
            Sources = ["net/netfilter/nf_conntrack_core.c __nf_conntrack_alloc"],
        },
        new()
        {
            Name = "too many orphaned sockets",
            Aliases = ["out of socket memory", "out of memory -- consider tuning tcp_mem"],
            Summary = "The kernel's messages that it resets closed sockets: too many orphans, or no TCP memory.",
            Meaning = "\"too many orphaned sockets\": above tcp_max_orphans. \"out of memory -- consider tuning tcp_mem\": TCP's buffers reached tcp_mem's third number.",
            Rules = ["TV112", "TV501"],
            SeeAlso = ["orphan", "tcp_max_orphans", "tcp_mem", "TCPAbortOnMemory"],
            Sources = ["net/ipv4/tcp.c tcp_check_oom"],
        },
    ];
}
