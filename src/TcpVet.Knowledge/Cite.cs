namespace TcpVet.Knowledge;

/// <summary>Sources that many entries cite.</summary>
internal static class Cite
{
    public const string IpSysctl = "Documentation/networking/ip-sysctl.rst";
    public const string Sysctl = "net/ipv4/sysctl_net_ipv4.c (range)";
    public const string SkInit = "net/ipv4/tcp_ipv4.c tcp_sk_init (default)";
    public const string NetSysctl = "Documentation/admin-guide/sysctl/net.rst";
    public const string FsSysctl = "Documentation/admin-guide/sysctl/fs.rst";
    public const string CtSysctl = "Documentation/networking/nf_conntrack-sysctl.rst";
    public const string Tcp7 = "tcp(7)";
    public const string Ip7 = "ip(7)";
    public const string Rfc9293 = "RFC 9293";
    public const string Measured = "measured on Linux 6.18 in a namespace of its own";
}
