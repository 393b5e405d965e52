namespace TcpVet.Rules.Facts;

/// <summary>UDP ports by what is spoken there: whether whoever sends waits for an answer.</summary>
internal static class OneWayPorts
{
    /// <summary>The protocol of a port where nobody answers by design; null for others.</summary>
    /// <remarks>IANA's service names and port numbers, and programs' own defaults (statsd, Graylog, collectd, Jaeger).</remarks>
    public static string? Name(ushort port) => port switch
    {
        9 => "discard",
        162 => "SNMP traps",
        514 => "syslog",
        2055 or 9995 or 9996 => "NetFlow",
        4739 => "IPFIX",
        6343 => "sFlow",
        6831 or 6832 => "Jaeger",
        8089 or 8094 => "InfluxDB line protocol",
        8125 or 8126 => "statsd",
        12201 => "GELF",
        25826 => "collectd",
        _ => null,
    };

    /// <summary>The protocol of a port where each request has an answer; null for others.</summary>
    public static string? Answered(ushort port) => port switch
    {
        53 => "DNS",
        88 => "Kerberos",
        111 => "rpcbind",
        123 => "NTP",
        161 => "SNMP",
        389 => "CLDAP",
        443 => "QUIC",
        500 or 4500 => "IKE",
        623 => "IPMI",
        853 => "DNS over QUIC",
        1194 => "OpenVPN",
        1812 or 1813 => "RADIUS",
        3478 => "STUN",
        5060 => "SIP",
        5683 => "CoAP",
        _ => null,
    };
}
