using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Sockets;

/// <summary>Refusals that come from this host before a packet leaves, in words: they say nothing about the target.</summary>
internal static class LocalRefusal
{
    /// <summary>What a refused bind(2) of the source address means.</summary>
    public static string OfBind(InetAddress source, int errno) => errno switch
    {
        Errno.EADDRNOTAVAIL => $"the source address {source} is not one of this host's: nothing was sent (EADDRNOTAVAIL)",
        Errno.EACCES or Errno.EPERM => $"this user may not send from {source} ({Errno.Name(errno)}): nothing was sent",
        _ => $"cannot bind the source address {source}: {Text(errno)}",
    };

    /// <summary>What a refused connect(2) or send(2) means.</summary>
    /// <returns>The verdict and why.</returns>
    public static (ProbeVerdict Verdict, string Why) OfSend(InetEndpoint peer, int errno) => errno switch
    {
        // __inet_hash_connect of TCP, inet_autobind of UDP: no local port is free towards this destination.
        Errno.EADDRNOTAVAIL or Errno.EAGAIN => (ProbeVerdict.Error, $"this host, not the target, is the problem: no local port is free towards {peer} ({Name(errno)}); see tcpvet explain TV301"),
        Errno.ENETUNREACH => (ProbeVerdict.Error, $"this host has no route to {peer.Addr}: nothing was sent (ENETUNREACH)"),
        Errno.EHOSTUNREACH => (ProbeVerdict.Error, $"a route of this host says that {peer.Addr} is unreachable: nothing was sent (EHOSTUNREACH)"),
        Errno.EINVAL => (ProbeVerdict.Error, $"the kernel refuses to send to {peer.Addr}: a blackhole route of this host, or no destination for packets (EINVAL)"),
        Errno.EACCES => (ProbeVerdict.Error, $"a route of this host forbids packets to {peer.Addr}, or it is a broadcast address: nothing was sent (EACCES)"),
        // A netfilter verdict of the output hook comes back as EPERM (NF_DROP_GETERR, ip_local_out).
        Errno.EPERM => (ProbeVerdict.Filtered, "a firewall rule of this host forbids sending it: nothing left the host (EPERM)"),
        Errno.ENETDOWN => (ProbeVerdict.Error, $"the interface towards {peer.Addr} is down: nothing was sent (ENETDOWN)"),
        Errno.ENODEV => (ProbeVerdict.Error, $"the interface towards {peer.Addr} has gone: nothing was sent (ENODEV)"),
        Errno.EMSGSIZE => (ProbeVerdict.Error, "the payload is larger than a datagram may be (EMSGSIZE)"),
        _ => (ProbeVerdict.Error, $"cannot send to {peer}: {Text(errno)}"),
    };

    private static string Name(int errno) => errno == Errno.EADDRNOTAVAIL ? nameof(Errno.EADDRNOTAVAIL) : Errno.Name(errno);

    private static string Text(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} ({Errno.Name(errno)})";
}
