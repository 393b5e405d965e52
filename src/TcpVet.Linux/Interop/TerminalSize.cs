using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>
/// The size of a terminal, asked from the kernel (ioctl_tty(2)). The framework's console would send the terminal its
/// initialisation string first, in the midst of what the program has to say.
/// </summary>
public static unsafe class TerminalSize
{
    // include/uapi/asm-generic/ioctls.h; the same on x86_64 and aarch64.
    private const nuint TIOCGWINSZ = 0x5413;

    /// <summary>The columns of the terminal behind a descriptor; null when it is none or does not tell.</summary>
    public static int? Columns(int descriptor)
    {
        winsize size = default;
        return Libc.ioctl(descriptor, TIOCGWINSZ, (nint)(&size)) == 0 && size.ws_col > 0 ? size.ws_col : null;
    }

#pragma warning disable CS8981, IDE1006 // the kernel's own name
    [StructLayout(LayoutKind.Sequential)]
    private struct winsize
    {
        public ushort ws_row;
        public ushort ws_col;
        public ushort ws_xpixel;
        public ushort ws_ypixel;
    }
#pragma warning restore CS8981, IDE1006
}
