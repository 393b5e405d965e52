using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TcpVet.Model;
using AddressFamily = TcpVet.Model.AddressFamily;

namespace TcpVet.Linux.Filters;

/// <summary>Looks names up on this host, in the namespaces of the calling thread.</summary>
internal static unsafe partial class HostLookups
{
    private const int AT_FDCWD = -100;

    // net/ipv4/af_inet.c inet_init_net.
    private static readonly PortRange DefaultEphemeralPorts = new(32768, 60999);

    internal static uint? Interface(string name) => if_nametoindex(name) is > 0 and uint index ? index : null;

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

    /// <summary>The id of a cgroup: a path in the file system, as ss takes it, or one in the hierarchy: <c>/system.slice/a.service</c>.</summary>
    internal static ulong? Cgroup(string path)
    {
        if (CgroupMount(ReadOrEmpty("/proc/self/mountinfo")) is not { } mount)
        {
            return null;
        }

        bool inside = path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal);
        return KernfsId(inside ? path : $"{mount}/{path.TrimStart('/')}");
    }

    /// <summary>Where cgroup2 is mounted, from the text of /proc/PID/mountinfo (proc_pid_mountinfo(5)); null when nowhere.</summary>
    internal static string? CgroupMount(string mountinfo)
    {
        foreach (string line in mountinfo.Split('\n'))
        {
            int optional = line.IndexOf(" - ", StringComparison.Ordinal);
            string[] fields = line.Split(' ');
            if (optional > 0 && fields.Length > 4 && line.AsSpan(optional + 3).StartsWith("cgroup2 "))
            {
                return fields[4].Replace("\\040", " ", StringComparison.Ordinal);
            }
        }

        return null;
    }

    internal static uint? User(string name)
    {
        byte[] buffer = new byte[16384];
        fixed (byte* text = buffer)
        {
            passwd_entry entry;
            passwd_entry* found;
            return getpwnam_r(name, &entry, text, buffer.Length, &found) == 0 && found != null ? entry.pw_uid : null;
        }
    }

    internal static PortRange EphemeralPorts()
    {
        string[] fields = ReadOrEmpty("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
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

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // A cgroup's id is the 64-bit node id in its file handle (fs/kernfs/mount.c kernfs_encode_fh).
    private static ulong? KernfsId(string path)
    {
        file_handle handle = new() { handle_bytes = sizeof(ulong) };
        int mount;
        return name_to_handle_at(AT_FDCWD, path, &handle, &mount, 0) == 0 && handle.handle_bytes == sizeof(ulong) ? handle.id : null;
    }

#pragma warning disable IDE1006 // names of the C library
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint if_nametoindex(string name);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int name_to_handle_at(int directory, string path, file_handle* handle, int* mount, int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int getpwnam_r(string name, passwd_entry* entry, byte* buffer, nint size, passwd_entry** result);

    // struct file_handle of open_by_handle_at(2), with room for a kernfs handle.
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct file_handle
    {
        public uint handle_bytes;
        public int handle_type;
        public ulong id;
    }

    // struct passwd of getpwnam(3), alike in glibc and musl.
    [StructLayout(LayoutKind.Sequential)]
    private struct passwd_entry
    {
        public byte* pw_name;
        public byte* pw_passwd;
        public uint pw_uid;
        public uint pw_gid;
        public byte* pw_gecos;
        public byte* pw_dir;
        public byte* pw_shell;
    }
#pragma warning restore IDE1006
}
