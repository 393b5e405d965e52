using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Sysctl;

/// <summary>
/// Writes kernel settings. As with <see cref="SysctlReader"/>, those under <c>net.</c> are of the calling thread's network namespace.
/// </summary>
/// <param name="root">Where proc(5) is mounted.</param>
public sealed class SysctlWriter(ProcFsRoot root)
{
    /// <summary>
    /// Writes a value, whole and in one write(2): the kernel takes each write for a value of its own (kernel/sysctl.c,
    /// <c>SYSCTL_WRITES_STRICT</c>). A refused vector may have been taken in part, so that whoever writes reads back.
    /// </summary>
    /// <param name="name">With dots: <c>net.ipv4.tcp_tw_reuse</c>.</param>
    /// <param name="value">The text; empty for an empty list.</param>
    /// <returns>0, or the kernel's refusal (errno(3)).</returns>
    public int Write(string name, string value)
    {
        if (!SysctlReader.IsName(name))
        {
            return Errno.ENOENT;
        }

        using FileDescriptor? file = FileDescriptor.TryOpenForWriting(root.At($"sys/{name.Replace('.', '/')}"), out int errno);
        if (file is null)
        {
            return errno;
        }

        byte[] bytes = Encoding.ASCII.GetBytes(value + "\n");
        int written = file.Write(bytes);
        return written < 0 ? -written : written == bytes.Length ? 0 : Errno.EIO;
    }
}
