using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>
/// What the names in filters mean. Each answer is asked for only when such a name occurs; the default answers know no
/// name at all.
/// </summary>
public sealed class FilterNames
{
    /// <summary>Knows no names: numbers and addresses only, and Linux's default ephemeral ports.</summary>
    public static FilterNames None { get; } = new();

    /// <summary>The port of a service by name; null when there is none (getservbyname(3)).</summary>
    public Func<string, Protocol, ushort?> Service { get; init; } = static (_, _) => null;

    /// <summary>The index of an interface by name; null when there is none. In the namespace to be scanned.</summary>
    public Func<string, uint?> Interface { get; init; } = static _ => null;

    /// <summary>The addresses of a host by name, of one family or of both; empty when it has none.</summary>
    public Func<string, AddressFamily?, IReadOnlyList<InetAddress>> Host { get; init; } = static (_, _) => [];

    /// <summary>The id of a cgroup (version 2) by path; null when there is none.</summary>
    public Func<string, ulong?> Cgroup { get; init; } = static _ => null;

    /// <summary>The number of a user by name; null when there is none.</summary>
    public Func<string, uint?> User { get; init; } = static _ => null;

    /// <summary>net.ipv4.ip_local_port_range of the namespace to be scanned.</summary>
    public Func<PortRange> EphemeralPorts { get; init; } = static () => new PortRange(32768, 60999);

    /// <summary>True when service names of TCP are looked up.</summary>
    public bool Tcp { get; init; } = true;

    /// <summary>True when service names of UDP are looked up.</summary>
    public bool Udp { get; init; }

    /// <summary>The family that the user prefers (<c>-4</c>, <c>-6</c>): addresses and host names are of this one; null for both.</summary>
    public AddressFamily? Family { get; init; }

    /// <summary>The names of the host and network namespace that the calling thread is in.</summary>
    /// <param name="root">Where proc(5) is mounted.</param>
    /// <param name="tcp">Look up service names of TCP.</param>
    /// <param name="udp">Look up service names of UDP.</param>
    /// <param name="family">The family that the user prefers.</param>
    public static FilterNames FromHost(ProcFsRoot root, bool tcp = true, bool udp = false, AddressFamily? family = null)
    {
        Lazy<ServicesFile> services = new(static () => ServicesFile.Read("/etc/services"));
        return new FilterNames
        {
            Service = (name, protocol) => services.Value.PortOf(name, protocol),
            Interface = Interfaces.IndexOf,
            Host = HostLookups.Addresses,
            Cgroup = path => HostLookups.Cgroup(root, path),
            User = HostLookups.User,
            EphemeralPorts = () => HostLookups.EphemeralPorts(root),
            Tcp = tcp,
            Udp = udp,
            Family = family,
        };
    }
}
