using System.Globalization;
using TcpVet.Ebpf.Drops;
using TcpVet.Knowledge;
using TcpVet.Model;

namespace TcpVet.Operations.Drops;

/// <summary>What it means that these packets were thrown away, and what they were.</summary>
internal static class DropJudgement
{
    private const byte Icmp = 1;
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Icmp6 = 58;

    /// <summary>What the reason means for these packets.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="key">What they were counted by.</param>
    public static DropKind Kind(DropReason reason, in DropKey key)
    {
        if (key.Family is null)
        {
            return DropKind.Ordinary;
        }

        bool vague = reason.Name is DropReasonNames.NotSpecified;
        bool nobody = reason.Name == "no_socket";
        // What is sent to all is for whoever wants it.
        if (key.IsGroup && (vague || reason.Kind != DropKind.Loss))
        {
            return DropKind.Ordinary;
        }

        // The last packets of a connection that is gone here; a message of ICMP that this host does not answer.
        return (nobody && key is { Protocol: Tcp, IsOpening: false }) || (vague && key.Protocol is Icmp or Icmp6)
            ? DropKind.Ordinary : reason.Kind;
    }

    /// <summary>The protocol in a word.</summary>
    public static string Protocol(in DropKey key) => key switch
    {
        { Family: null } => string.Create(CultureInfo.InvariantCulture, $"frame 0x{key.Ethertype:x4}"),
        { Protocol: Tcp } => "tcp",
        { Protocol: Udp } => "udp",
        { Protocol: Icmp } => "icmp",
        { Protocol: Icmp6 } => "icmp6",
        { Protocol: 132 } => "sctp",
        { Protocol: 33 } => "dccp",
        { Protocol: 136 } => "udplite",
        { Protocol: 50 } => "esp",
        { Protocol: 47 } => "gre",
        _ => string.Create(CultureInfo.InvariantCulture, $"ip {key.Protocol}"),
    };

    /// <summary>The transport of a packet whose sockets sock_diag knows; null for others.</summary>
    public static Protocol? Transport(in DropKey key) => key.Protocol switch
    {
        Tcp => Model.Protocol.Tcp,
        Udp => Model.Protocol.Udp,
        _ => null,
    };
}
