using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>Socket calls over spans: what was returned, or the negative error number. EINTR is repeated.</summary>
internal static unsafe class SocketCalls
{
    internal static int LocalName(int fd, ref sockaddr_in6 address)
    {
        uint length = (uint)sizeof(sockaddr_in6);
        fixed (sockaddr_in6* pointer = &address)
        {
            return Libc.getsockname(fd, pointer, &length) < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
    }

    internal static int SetOption(int fd, int level, int name, int value) =>
        Libc.setsockopt(fd, level, name, &value, sizeof(int)) < 0 ? Marshal.GetLastPInvokeError() : 0;

    internal static void SetLinger(int fd, int seconds)
    {
        linger value = new() { l_onoff = 1, l_linger = seconds };
        _ = Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_LINGER, &value, (uint)sizeof(linger));
    }

    internal static int GetOption(int fd, int level, int name)
    {
        int value = 0;
        uint length = sizeof(int);
        return Libc.getsockopt(fd, level, name, &value, &length) < 0 ? Marshal.GetLastPInvokeError() : value;
    }

    /// <summary>Reads tcp_info as far as kernel and buffer go; the bytes read.</summary>
    internal static int TcpInfo(int fd, Span<byte> buffer)
    {
        uint length = (uint)buffer.Length;
        fixed (byte* bytes = buffer)
        {
            return Libc.getsockopt(fd, Libc.IPPROTO_TCP, Libc.TCP_INFO, bytes, &length) < 0 ? 0 : (int)length;
        }
    }

    internal static int Bind(int fd, sockaddr_in6 address) =>
        Libc.bind(fd, &address, address.Length) < 0 ? Marshal.GetLastPInvokeError() : 0;

    internal static int Connect(int fd, sockaddr_in6 address) =>
        Libc.connect(fd, &address, address.Length) < 0 ? Marshal.GetLastPInvokeError() : 0;

    internal static int Send(int fd, ReadOnlySpan<byte> data)
    {
        fixed (byte* bytes = data)
        {
            nint sent;
            do
            {
                sent = Libc.send(fd, bytes, (nuint)data.Length, Libc.MSG_NOSIGNAL);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return sent < 0 ? -Marshal.GetLastPInvokeError() : (int)sent;
        }
    }

    internal static int SendTo(int fd, ReadOnlySpan<byte> data, sockaddr_in6 address)
    {
        fixed (byte* bytes = data)
        {
            nint sent;
            do
            {
                sent = Libc.sendto(fd, bytes, (nuint)data.Length, Libc.MSG_NOSIGNAL, &address, address.Length);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return sent < 0 ? -Marshal.GetLastPInvokeError() : (int)sent;
        }
    }

    /// <summary>recvmsg(2).</summary>
    /// <param name="fd">The socket.</param>
    /// <param name="buffer">For the data.</param>
    /// <param name="from">The sender, when the kernel names one.</param>
    /// <param name="control">For the ancillary data; may be empty.</param>
    /// <param name="flags">MSG_ERRQUEUE and its like.</param>
    /// <param name="controlUsed">How much ancillary data there is.</param>
    internal static int Receive(int fd, Span<byte> buffer, ref sockaddr_in6 from, Span<byte> control, int flags, out int controlUsed)
    {
        fixed (byte* bytes = buffer)
        fixed (byte* ancillary = control)
        fixed (sockaddr_in6* sender = &from)
        {
            iovec part = new() { iov_base = bytes, iov_len = (nuint)buffer.Length };
            msghdr message = new()
            {
                msg_name = sender,
                msg_namelen = (uint)sizeof(sockaddr_in6),
                msg_iov = &part,
                msg_iovlen = 1,
                msg_control = ancillary,
                msg_controllen = (nuint)control.Length,
            };
            nint received;
            do
            {
                received = Libc.recvmsg(fd, &message, flags);
            }
            while (received < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            controlUsed = received < 0 ? 0 : (int)Math.Min(message.msg_controllen, (nuint)control.Length);
            return received < 0 ? -Marshal.GetLastPInvokeError() : (int)received;
        }
    }

    /// <summary>Adds, changes or takes a descriptor from an epoll set; 0, or the error number.</summary>
    internal static int Watch(int epoll, int operation, int fd, uint events, ulong data)
    {
        byte* entry = stackalloc byte[16];
        EpollEvents.Write(new Span<byte>(entry, 16), events, data);
        return Libc.epoll_ctl(epoll, operation, fd, entry) < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>Waits; the number of events, 0 also after a signal.</summary>
    internal static int Wait(int epoll, Span<byte> events, int timeoutMs)
    {
        fixed (byte* bytes = events)
        {
            int count = Libc.epoll_wait(epoll, bytes, events.Length / EpollEvents.Stride, timeoutMs);
            return Math.Max(count, 0);
        }
    }

    /// <summary>Wakes whoever waits for an eventfd.</summary>
    internal static void Wake(int eventfd)
    {
        ulong one = 1;
        _ = Libc.write(eventfd, (byte*)&one, sizeof(ulong));
    }

    /// <summary>The soft limit of descriptors.</summary>
    internal static int DescriptorLimit()
    {
        rlimit limit;
        return Libc.getrlimit(Libc.RLIMIT_NOFILE, &limit) < 0 ? 1024 : (int)Math.Min(limit.rlim_cur, 1 << 20);
    }
}
