using TcpVet.Model;
using TcpVet.Probes.Udp.Questions;

namespace TcpVet.Probes.Udp.Payloads;

/// <summary>The protocols that can be asked, and those that are known to keep silent.</summary>
public static class UdpQuestions
{
    /// <summary>All, sorted by name.</summary>
    public static IReadOnlyList<UdpQuestion> All { get; } =
    [
        .. new UdpQuestion[]
        {
            new CoapQuestion(),
            new DhcpQuestion(),
            new DnsQuestion(),
            new DtlsQuestion(),
            new GtpQuestion(),
            new IkeQuestion(),
            new IpmiQuestion(),
            new KerberosQuestion(),
            new LdapQuestion(),
            new MdnsQuestion(),
            new MemcachedQuestion(),
            new NatPmpQuestion(),
            new NetBiosQuestion(),
            new NtpQuestion(),
            new PcpQuestion(),
            new QuicQuestion(),
            new RadiusQuestion(),
            new RpcQuestion(),
            new SipQuestion(),
            new SnmpQuestion(),
            new SsdpQuestion(),
            new StunQuestion(),
            new TftpQuestion(),
        }.Concat(SilentProtocol.All).OrderBy(question => question.Name, StringComparer.Ordinal),
    ];

    /// <summary>Those at home on a port; none for most ports.</summary>
    /// <param name="port">In host order.</param>
    public static IReadOnlyList<UdpQuestion> For(ushort port) => [.. All.Where(question => question.Ports.Contains(port))];

    /// <summary>The one of a name or alias, in any spelling of case; null when there is none.</summary>
    public static UdpQuestion? Find(string name) => All.FirstOrDefault(question =>
        question.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            || question.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>The names near a word that is none: at most three, nearest first.</summary>
    public static IReadOnlyList<string> Near(string word) =>
        TextDistance.Nearest(word.ToLowerInvariant(), All.Select(question => question.Name), name => name, most: 3);
}
