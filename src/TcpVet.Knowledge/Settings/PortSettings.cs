namespace TcpVet.Knowledge;

/// <summary>Settings of local ports.</summary>
internal static class PortSettings
{
    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new()
        {
            Name = "net.ipv4.ip_local_port_range",
            Summary = "The ephemeral ports: those that connect() and bind(0) choose from, for TCP and UDP, IPv4 and IPv6.",
            Meaning = """
                The default holds 28232 ports. They bound the connections of one source address to one destination address and port, TIME_WAIT included: 28232 ÷ 60 s = 470 new connections a second for ever. Other destinations have their own budget.
                When it is used up connect() fails with EADDRNOTAVAIL. connect() prefers ports of the first number's parity, bind(0) the other, so the two numbers should differ in parity; equal parity is taken and logged.
                """,
            Unit = "ports",
            Defaults = [new(new(4, 2), "32768 60999", [32_768, 60_999]), new(new(2, 6, 22), "32768 61000", [32_768, 61_000]), new(null, "32768 61000, or 1024 4999 on small hosts")],
            Range = SettingRange.Vector(2, 1, 65_535, "the first not below ip_unprivileged_port_start, the second not below the first; equal is taken"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtBind,
            DependsOn =
            [
                new("net.ipv4.ip_unprivileged_port_start", "the lower bound may not be below it"),
                new("net.ipv4.ip_local_reserved_ports", "takes ports out"),
            ],
            Dangers = ["A low lower bound takes the ports of services: an ephemeral port in use makes the server's bind fail with EADDRINUSE, even with SO_REUSEADDR."],
            Myths =
            [
                new("ip_local_port_range = 1024 65000", MythVerdict.Dangerous, "It takes service ports, and both numbers are even. Take 16384 65535 and reserve the services inside."),
                new("socket resources are 5000 by default", MythVerdict.Wrong, "That is an old Windows or a pre-2.6.22 Linux figure."),
            ],
            Rules = ["TV301", "TV302", "TV304", "TV613"],
            SeeAlso = ["ephemeral port", "EADDRNOTAVAIL", "ip_local_reserved_ports", "tcp_tw_reuse", "IP_LOCAL_PORT_RANGE"],
            Sources = ["net/ipv4/sysctl_net_ipv4.c ipv4_local_port_range", "net/ipv4/inet_hashtables.c __inet_hash_connect", Cite.Ip7, Cite.IpSysctl, Cite.Measured],
        },
        new()
        {
            Name = "net.ipv4.ip_local_reserved_ports",
            Summary = "Ports that are never chosen as ephemeral.",
            Meaning = "Written as 8080,9000-9010; a write replaces the whole list. An application may still bind them by number. It protects services whose port lies inside ip_local_port_range.",
            Unit = "ports",
            Defaults = [new(null, "empty")],
            Range = new SettingRange { Format = SettingFormat.PortList, Min = 0, Max = 65_535, Note = "ports and ranges of 0–65535 with commas between" },
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtBind,
            Rules = ["TV301", "TV304", "TV613"],
            SeeAlso = ["ip_local_port_range", "ephemeral port"],
            Sources = ["net/ipv4/inet_hashtables.c __inet_hash_connect", Cite.IpSysctl, Cite.Measured + " (range)"],
        },
        new()
        {
            Name = "net.ipv4.ip_unprivileged_port_start",
            Summary = "The first port that a process without CAP_NET_BIND_SERVICE may bind.",
            Meaning = "0 lets everybody bind every port, which containers use.",
            Unit = "port",
            Defaults = [new(null, "1024", [1024])],
            Range = SettingRange.Between(0, 65_535, "not above the first number of ip_local_port_range"),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtBind,
            DependsOn = [new("net.ipv4.ip_local_port_range", "its first number is the upper bound")],
            SeeAlso = ["ip_local_port_range"],
            Sources = ["net/ipv4/sysctl_net_ipv4.c ipv4_privileged_ports", Cite.IpSysctl, Cite.Measured + " (range)"],
        },
        new()
        {
            Name = "net.ipv4.ip_autobind_reuse",
            Summary = "Lets bind(0) share ports when none is free.",
            Meaning = "Only for sockets with SO_REUSEADDR, on both sides. The port may then be in use towards another destination. IP_BIND_ADDRESS_NO_PORT is the better way: the port is then chosen at connect(), for that destination alone.",
            Unit = "switch",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Bit,
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtBind,
            Rules = ["TV302"],
            SeeAlso = ["ip_local_port_range", "IP_BIND_ADDRESS_NO_PORT", "EADDRINUSE"],
            Sources = ["net/ipv4/inet_connection_sock.c inet_csk_find_open_port, inet_bind_conflict", Cite.IpSysctl],
        },
        new()
        {
            Name = "net.ipv4.ip_nonlocal_bind",
            Summary = "Lets a process bind an address that this host does not have.",
            Meaning = "For floating addresses of fail-over pairs. With 0 such a bind fails with EADDRNOTAVAIL.",
            Unit = "switch",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Byte(),
            Scope = SettingScope.Namespace,
            ReadWhen = SettingRead.AtBind,
            Dangers = ["1 hides a mistyped address: the service starts and nobody reaches it."],
            Rules = ["TV303"],
            SeeAlso = ["EADDRNOTAVAIL"],
            Sources = [Cite.Ip7, Cite.IpSysctl],
        },
        new()
        {
            Name = "IP_LOCAL_PORT_RANGE",
            Kind = SettingKind.SocketOption,
            Summary = "Ephemeral ports of one socket, inside the namespace's range.",
            Meaning = "The lower 16 bits are the first port, the upper 16 the last; 0 leaves a bound to the namespace. It cannot reach outside ip_local_port_range.",
            Unit = "ports",
            Defaults = [new(null, "0", [0])],
            Range = SettingRange.Between(0, uint.MaxValue),
            Scope = SettingScope.Socket,
            ReadWhen = SettingRead.AtBind,
            Added = new(6, 3),
            Rules = ["TV301"],
            SeeAlso = ["ip_local_port_range"],
            Sources = ["net/ipv4/inet_connection_sock.c inet_sk_get_local_port_range", Cite.Ip7, Cite.Measured],
        },
        new()
        {
            Name = "IP_BIND_ADDRESS_NO_PORT",
            Kind = SettingKind.SocketOption,
            Summary = "bind(address, 0) fixes the address and leaves the port to connect().",
            Meaning = "Without it bind(address, 0) takes a port for all destinations at once, so that a proxy with a fixed source address runs out at 28232 connections in all. With it the port only has to be free towards the one destination.",
            Unit = "switch",
            Defaults = [new(null, "off", [0])],
            Range = SettingRange.AnyInt("not 0 = on"),
            Scope = SettingScope.Socket,
            ReadWhen = SettingRead.AtBind,
            Added = new(4, 2),
            Rules = ["TV302"],
            SeeAlso = ["ephemeral port", "ip_autobind_reuse", "EADDRINUSE"],
            Sources = [Cite.Ip7, "net/ipv4/af_inet.c __inet_bind"],
        },
    ];
}
