using System.Diagnostics;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using static TcpVet.Linux.Interop.Libc;

namespace TcpVet.Probes.Engine;

/// <summary>One epoll set and one heap of timers for all sockets of a run: a thread for each port would cost a megabyte each.</summary>
internal sealed class EventLoop : IDisposable
{
    private const int EventsAtOnce = 256;

    private readonly int epoll;
    private readonly int wake;
    private readonly Dictionary<int, Action<uint>> handlers = [];
    private readonly PriorityQueue<LoopTimer, long> timers = new();
    private readonly byte[] events = new byte[EventsAtOnce * EpollEvents.Stride];
    private readonly CancellationTokenRegistration registration;

    /// <param name="cancellation">Ends a wait at once.</param>
    /// <exception cref="KernelException">No descriptor is left.</exception>
    public EventLoop(CancellationToken cancellation)
    {
        epoll = Libc.epoll_create1(EPOLL_CLOEXEC);
        wake = epoll < 0 ? -1 : Libc.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (wake < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            _ = epoll < 0 ? 0 : Libc.close(epoll);
            throw new KernelException("make an epoll set", errno);
        }

        _ = SocketCalls.Watch(epoll, EPOLL_CTL_ADD, wake, EPOLLIN, unchecked((ulong)wake));
        registration = cancellation.Register(() => SocketCalls.Wake(wake));
    }

    /// <summary>The time, in microseconds since some moment.</summary>
    public static long NowUs => Stopwatch.GetTimestamp() * 1_000_000 / Stopwatch.Frequency;

    /// <summary>Room for one received datagram of any size; whoever is called back may use it until it returns.</summary>
    public byte[] Buffer { get; } = new byte[64 * 1024];

    /// <summary>Calls back when something happens to a socket.</summary>
    public void Watch(int fd, uint interest, Action<uint> handler)
    {
        handlers[fd] = handler;
        int errno = SocketCalls.Watch(epoll, EPOLL_CTL_ADD, fd, interest, (ulong)fd);
        if (errno != 0)
        {
            throw new KernelException("watch a socket", errno);
        }
    }

    /// <summary>Changes what a watched socket is watched for.</summary>
    public void Change(int fd, uint interest) => _ = SocketCalls.Watch(epoll, EPOLL_CTL_MOD, fd, interest, (ulong)fd);

    /// <summary>Stops watching, before the socket is closed.</summary>
    public void Forget(int fd)
    {
        if (handlers.Remove(fd))
        {
            _ = SocketCalls.Watch(epoll, EPOLL_CTL_DEL, fd, 0, 0);
        }
    }

    /// <summary>Calls back at a time; the timer that is returned can be stopped.</summary>
    /// <param name="atUs">In the scale of <see cref="NowUs"/>.</param>
    /// <param name="action">What to call.</param>
    public LoopTimer At(long atUs, Action action)
    {
        LoopTimer timer = new(action);
        timers.Enqueue(timer, atUs);
        return timer;
    }

    /// <summary>Waits until something happens, a timer fires, or a moment comes, and calls back.</summary>
    /// <param name="untilUs">The moment; <see cref="long.MaxValue"/> for none.</param>
    public void Turn(long untilUs)
    {
        while (timers.TryPeek(out LoopTimer? stopped, out _) && stopped.IsStopped)
        {
            timers.Dequeue();
        }

        long until = timers.TryPeek(out _, out long first) ? Math.Min(first, untilUs) : untilUs;
        long waitUs = until == long.MaxValue ? 1_000_000 : Math.Clamp(until - NowUs, 0, 3_600_000_000);
        // Rounded up: a wait that ends too early would spin.
        int count = SocketCalls.Wait(epoll, events, (int)((waitUs + 999) / 1000));
        EpollEvents ready = new(events);
        for (int i = 0; i < count; i++)
        {
            // A handler may end another one whose event is in the same batch.
            if (handlers.TryGetValue((int)ready.Data(i), out Action<uint>? handler))
            {
                handler(ready.Events(i));
            }
        }

        Fire();
    }

    public void Dispose()
    {
        registration.Dispose();
        _ = Libc.close(wake);
        _ = Libc.close(epoll);
    }

    private void Fire()
    {
        long now = NowUs;
        while (timers.TryPeek(out LoopTimer? timer, out long at) && (timer.IsStopped || at <= now))
        {
            timers.Dequeue();
            timer.Fire();
        }
    }
}
