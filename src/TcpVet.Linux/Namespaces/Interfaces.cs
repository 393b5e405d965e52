using System.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Namespaces;

/// <summary>
/// Network interfaces of the calling thread's namespace, asked through a socket (SIOCGIFNAME, netdevice(7)):
/// /sys/class/net shows those of the namespace that mounted sysfs, whatever thread reads it.
/// </summary>
public static class Interfaces
{
    /// <summary>The name of an interface, hostile text; null for 0 and for an index that nothing has.</summary>
    public static string? NameOf(uint index)
    {
        Span<byte> name = stackalloc byte[Libc.IF_NAMESIZE];
        if (index == 0 || Libc.if_indextoname(index, name) == 0)
        {
            return null;
        }

        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }

    /// <summary>The index of an interface by name; null when there is none.</summary>
    public static uint? IndexOf(string name) =>
        !name.Contains('\0', StringComparison.Ordinal) && Libc.if_nametoindex(NativePath.From(name)) is > 0 and uint index ? index : null;
}
