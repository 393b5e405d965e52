using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Time;

/// <summary>The time since boot, which nobody sets and which goes on while the host sleeps (clock_gettime(2), CLOCK_BOOTTIME).</summary>
public static class BootClock
{
    /// <summary>Milliseconds since boot.</summary>
    public static long NowMs()
    {
        _ = Libc.clock_gettime(Libc.CLOCK_BOOTTIME, out Libc.timespec now);
        return (now.tv_sec * 1000) + (now.tv_nsec / 1_000_000);
    }

    /// <summary>Waits until a moment of this clock.</summary>
    /// <exception cref="KernelException">The process has no descriptor left.</exception>
    public static unsafe void WaitUntil(long ms)
    {
        using FileDescriptor alarm = AlarmAt(ms);
        pollfd entry = new() { fd = alarm.Number, events = Libc.POLLIN };
        while (Libc.poll(&entry, 1, -1) <= 0)
        {
            // A signal that is handled, such as SIGCONT.
        }
    }

    /// <summary>A descriptor that becomes readable at a moment of this clock.</summary>
    /// <exception cref="KernelException">The process has no descriptor left.</exception>
    internal static FileDescriptor AlarmAt(long ms)
    {
        int fd = Libc.timerfd_create(Libc.CLOCK_BOOTTIME, Libc.TFD_CLOEXEC);
        if (fd < 0)
        {
            throw new KernelException("timerfd_create", Marshal.GetLastPInvokeError());
        }

        FileDescriptor alarm = FileDescriptor.Own(fd);
        // 0 would disarm it (timerfd_create(2)).
        long at = Math.Max(1, ms);
        Libc.itimerspec value = new() { it_value = new() { tv_sec = at / 1000, tv_nsec = at % 1000 * 1_000_000 } };
        Set(alarm, value);
        return alarm;
    }

    private static unsafe void Set(FileDescriptor alarm, in Libc.itimerspec value)
    {
        if (Libc.timerfd_settime(alarm.Number, Libc.TFD_TIMER_ABSTIME, value, null) != 0)
        {
            throw new KernelException("timerfd_settime", Marshal.GetLastPInvokeError());
        }
    }
}
