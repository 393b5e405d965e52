using System.Net;
using System.Net.Sockets;
using TcpVet.Linux.Cgroups;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Sysctl;
using TcpVet.Model;
using AddressFamily = TcpVet.Model.AddressFamily;

namespace TcpVet.Linux.Filters;

/// <summary>Looks names up on this host, in the namespaces of the calling thread.</summary>
internal static unsafe class HostLookups
{
    // net/ipv4/af_inet.c inet_init_net.
    private static readonly PortRange DefaultEphemeralPorts = new(32768, 60999);

    /// <summary>The addresses of a host; empty when the resolver knows none or does not answer.</summary>
    internal static IReadOnlyList<InetAddress> Addresses(string name, AddressFamily? family)
    {
        try
        {
            return [.. Dns.GetHostAddresses(name).Select(Convert).Where(address => family is null || address.Family == family)];
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return [];
        }
    }

    internal static ulong? Cgroup(ProcFsRoot root, string path)
    {
        using CgroupPaths paths = CgroupPaths.Open(root);
        return paths.IdOf(path);
    }

    internal static uint? User(string name)
    {
        byte[] buffer = new byte[16384];
        fixed (byte* text = buffer)
        {
            passwd entry;
            passwd* found;
            return Libc.getpwnam_r(NativePath.From(name), &entry, text, buffer.Length, &found) == 0 && found != null ? entry.pw_uid : null;
        }
    }

    internal static PortRange EphemeralPorts(ProcFsRoot root)
    {
        string[] fields = (new SysctlReader(root).Read("net.ipv4.ip_local_port_range") ?? "").Split(' ');
        return fields is [var low, var high] && ushort.TryParse(low, out ushort first) && ushort.TryParse(high, out ushort last)
            ? new PortRange(first, last)
            : DefaultEphemeralPorts;
    }

    private static InetAddress Convert(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return InetAddress.Read(length == 4 ? AddressFamily.IPv4 : AddressFamily.IPv6, bytes);
    }
}
