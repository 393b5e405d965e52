using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Durable;

/// <summary>
/// Files that are there whole or not at all, also after a crash or a power cut: written under another name in the same folder, brought to
/// the disk (fsync(2)), renamed over the old one, and the folder brought to the disk as well, without which the rename may be lost
/// (fsync(2), NOTES). </summary>
public static class AtomicFile
{
    /// <summary>The end of the name under which a file is written; what is left of it after a crash is overwritten by the next
    /// write.</summary>
    public const string Unfinished = ".tcpvet-new";

    /// <summary>Writes a file, or replaces it.</summary>
    /// <param name="path">Absolute; its folder must exist.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">The permissions, whatever the umask says.</param>
    /// <param name="reached">Is told what is done, for tests that stop there; null for nobody.</param>
    /// <exception cref="KernelException">It could not be written; what was there before is there still.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, uint mode, Action<string>? reached = null)
    {
        using OutputPlace place = OutputPlace.Find(path);
        if (place.IsSpecial)
        {
            throw new KernelException($"write {path}", Errno.EINVAL, "it is no ordinary file");
        }

        string name = place.Name + Unfinished;
        string unfinished = path + Unfinished;
        // What a killed run left, or a link that somebody put there to lead the write elsewhere.
        place.Remove(name);
        using (SafeFileHandle file = place.Create(name, mode))
        {
            reached?.Invoke($"created {unfinished}");
            WriteAll(file, content, unfinished);
            reached?.Invoke($"wrote {unfinished}");
            Check(Libc.fsync((int)file.DangerousGetHandle()), $"fsync {unfinished}");
        }

        reached?.Invoke($"synced {unfinished}");
        place.Replace(name);
        reached?.Invoke($"renamed {path}");
        place.SyncFolder();
    }

    /// <summary>Removes a file, if it is there, and brings that to the disk.</summary>
    /// <exception cref="KernelException">It is there and cannot be removed.</exception>
    public static void Delete(string path)
    {
        if (Libc.unlink(NativePath.From(path)) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.ENOENT)
            {
                return;
            }

            throw new KernelException($"remove {path}", errno);
        }

        SyncFolderOf(path);
    }

    private static unsafe void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> content, string path)
    {
        while (!content.IsEmpty)
        {
            nint written;
            fixed (byte* bytes = content)
            {
                written = Libc.write((int)file.DangerousGetHandle(), bytes, (nuint)content.Length);
            }

            int errno = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (written < 0 && errno != Errno.EINTR)
            {
                throw new KernelException($"write {path}", errno);
            }

            content = content[(int)Math.Max(0, written)..];
        }
    }

    private static void SyncFolderOf(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        using FileDescriptor descriptor = FileDescriptor.Open(folder);
        Check(Libc.fsync(descriptor.Number), $"fsync {folder}");
    }

    private static void Check(int result, string operation)
    {
        if (result < 0)
        {
            throw new KernelException(operation, Marshal.GetLastPInvokeError());
        }
    }
}
