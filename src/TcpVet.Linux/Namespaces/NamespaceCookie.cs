using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Namespaces;

/// <summary>
/// A namespace's number that no other one gets while the host is up (net/core/net_namespace.c <c>net_gen_cookie</c>). Its inode is given to
/// another one soon after it has gone (fs/proc/generic.c <c>proc_alloc_inum</c> takes the lowest free one).
/// </summary>
public static unsafe class NamespaceCookie
{
    /// <summary>The cookie of the calling thread's network namespace; null before Linux 5.14.</summary>
    public static ulong? OfCallingThread()
    {
        int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            return null;
        }

        using FileDescriptor socket = FileDescriptor.Own(fd);
        ulong cookie = 0;
        uint length = sizeof(ulong);
        return Libc.getsockopt(socket.Number, Libc.SOL_SOCKET, Libc.SO_NETNS_COOKIE, &cookie, &length) == 0 ? cookie : null;
    }
}
