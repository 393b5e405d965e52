using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>Standard input, output and error as the numbers 0, 1 and 2, without the framework's console: its streams throw when a
/// descriptor is closed, and switch the keypad's mode of a terminal.</summary>
public static unsafe class StandardDescriptors
{
    private const int Error = 2;

    /// <summary>
    /// Fills the ones that the caller closed (<c>2&gt;&amp;-</c>), so that no file or socket of this program gets their number and with it
    /// what was meant for a reader. They are opened for reading: a write is still refused, as it was.
    /// </summary>
    public static void Occupy()
    {
        int fd;
        do
        {
            fd = Libc.open("/dev/null\0"u8, Libc.O_RDONLY, 0);
        }
        while (fd is >= 0 and <= Error);
        if (fd >= 0)
        {
            _ = Libc.close(fd);
        }
    }

    /// <summary>Writes to standard error.</summary>
    /// <returns>False when nobody reads it: it is closed, full, or its reader has gone.</returns>
    public static bool TryWriteError(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int written = 0;
            while (written < bytes.Length)
            {
                nint step = Libc.write(Error, start + written, bytes.Length - written);
                if (step >= 0)
                {
                    written += (int)step;
                    continue;
                }

                switch (Marshal.GetLastPInvokeError())
                {
                    case Errno.EINTR:
                        break;
                    case Errno.EAGAIN:
                        // Whoever shares the descriptor made it non-blocking: wait for room.
                        _ = Libc.poll_one(Error, Libc.POLLOUT);
                        break;
                    default:
                        return false;
                }
            }
        }

        return true;
    }
}
