using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Time;

/// <summary>Waits for a moment of <see cref="BootClock"/>, or until files of a folder are replaced: without looking again and
/// again.</summary>
public sealed unsafe class FolderVigil : IDisposable
{
    private readonly FileDescriptor changes;
    private readonly FileDescriptor alarm;

    /// <summary>Begins to watch: what is replaced from here on is not missed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="untilMs">The moment.</param>
    /// <exception cref="KernelException">The folder cannot be watched.</exception>
    public FolderVigil(string folder, long untilMs)
    {
        int fd = Libc.inotify_init1(Libc.IN_CLOEXEC | Libc.IN_NONBLOCK);
        if (fd < 0)
        {
            throw new KernelException("inotify_init1", Marshal.GetLastPInvokeError());
        }

        changes = FileDescriptor.Own(fd);
        if (Libc.inotify_add_watch(changes.Number, NativePath.From(folder), Libc.IN_MOVED_TO | Libc.IN_DELETE_SELF) < 0)
        {
            throw new KernelException($"watch {folder}", Marshal.GetLastPInvokeError());
        }

        alarm = BootClock.AlarmAt(untilMs);
    }

    /// <summary>Waits; true when the moment has come, false when something was replaced before.</summary>
    public bool Wait()
    {
        pollfd* entries = stackalloc pollfd[2];
        entries[0] = new() { fd = alarm.Number, events = Libc.POLLIN };
        entries[1] = new() { fd = changes.Number, events = Libc.POLLIN };
        while (Libc.poll(entries, 2, -1) <= 0)
        {
            // A signal that is handled, such as SIGCONT.
        }

        Span<byte> events = stackalloc byte[4096];
        while (changes.Read(events) > 0)
        {
            // Which file it was does not matter: whoever waits looks.
        }

        return (entries[0].revents & Libc.POLLIN) != 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        changes.Dispose();
        alarm.Dispose();
    }
}
