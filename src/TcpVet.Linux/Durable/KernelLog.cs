using System.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Durable;

/// <summary>The kernel's log (dmesg(1), and the journal that reads it): where a process speaks that has no terminal.</summary>
public static class KernelLog
{
    // syslog(3): the facility of daemons and the level of warnings, as printk's prefix has them (Documentation/ABI/testing/dev-kmsg).
    private const string DaemonWarning = "<28>";
    private const int LongestLine = 900;

    /// <summary>Writes a line, if this process may: control characters are replaced, a long line is cut.</summary>
    /// <param name="line">The line.</param>
    public static void Warn(string line)
    {
        int fd = Libc.open("/dev/kmsg\0"u8, Libc.O_WRONLY | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0);
        if (fd < 0)
        {
            return;
        }

        using FileDescriptor log = FileDescriptor.Own(fd);
        StringBuilder plain = new(DaemonWarning);
        foreach (char letter in line.Length > LongestLine ? line[..LongestLine] : line)
        {
            plain.Append(char.IsControl(letter) ? ' ' : letter);
        }

        _ = log.Write(Encoding.UTF8.GetBytes(plain.ToString()));
    }
}
