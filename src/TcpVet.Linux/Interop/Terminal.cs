using System.Runtime.InteropServices;
using System.Text;

namespace TcpVet.Linux.Interop;

/// <summary><c>struct winsize</c> (ioctl_tty(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
#pragma warning disable CS8981 // the kernel's name
internal struct winsize
#pragma warning restore CS8981
{
    internal ushort ws_row;
    internal ushort ws_col;
    internal ushort ws_xpixel;
    internal ushort ws_ypixel;
}

/// <summary>
/// The little that this program asks of a terminal. The framework's console would switch the keypad's mode (<c>\e[?1h</c>) as soon as
/// it is asked for the width, colours or not.
/// </summary>
public static unsafe class Terminal
{
    private const int LongestAnswer = 4096;

    /// <summary>The columns of the terminal behind standard output (ioctl_tty(2), TIOCGWINSZ); null when there is none or it does not
    /// say.</summary>
    public static int? Columns()
    {
        winsize size = default;
        return Libc.ioctl(1, Libc.TIOCGWINSZ, (nint)(&size)) == 0 && size.ws_col > 0 ? size.ws_col : null;
    }

    /// <summary>The rows of the terminal behind standard output; null when there is none or it does not say.</summary>
    public static int? Rows()
    {
        winsize size = default;
        return Libc.ioctl(1, Libc.TIOCGWINSZ, (nint)(&size)) == 0 && size.ws_row > 0 ? size.ws_row : null;
    }

    /// <summary>Reads one line from standard input; null at its end.</summary>
    public static string? ReadLine()
    {
        List<byte> line = [];
        Span<byte> next = stackalloc byte[1];
        while (Libc.read(0, next, 1) == 1)
        {
            if (next[0] == '\n' || line.Count >= LongestAnswer)
            {
                return Encoding.UTF8.GetString([.. line]);
            }

            line.Add(next[0]);
        }

        return line.Count > 0 ? Encoding.UTF8.GetString([.. line]) : null;
    }
}
