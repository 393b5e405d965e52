namespace TcpVet.Model;

/// <summary>The transport protocol of a socket, with its IP protocol number (IANA).</summary>
public enum Protocol : byte
{
    /// <summary>TCP, protocol 6 (RFC 9293).</summary>
    Tcp = 6,

    /// <summary>UDP, protocol 17 (RFC 768).</summary>
    Udp = 17,
}

/// <summary>The address family of a socket, with Linux's numbers (<c>include/linux/socket.h</c>).</summary>
public enum AddressFamily : byte
{
    /// <summary>AF_INET.</summary>
    IPv4 = 2,

    /// <summary>AF_INET6; such a socket may carry IPv4 as v4-mapped addresses (RFC 4291 §2.5.5.2).</summary>
    IPv6 = 10,
}
