using System.Buffers.Text;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.ProcFs;

/// <summary>The processes of a /proc.</summary>
internal static class ProcessList
{
    /// <summary>Every process that this /proc shows.</summary>
    /// <exception cref="KernelException">/proc itself cannot be listed.</exception>
    internal static List<int> Of(ProcFsRoot root)
    {
        List<int> pids = [];
        using FileDescriptor folder = FileDescriptor.Open(root.Path);
        byte[] listing = new byte[32 << 10];
        while (true)
        {
            nint length = Libc.getdents64(folder.Number, listing, listing.Length);
            if (length < 0)
            {
                throw new KernelException($"list {root.Path}", Marshal.GetLastPInvokeError());
            }

            if (length == 0)
            {
                return pids;
            }

            DirectoryEntries entries = new(listing.AsSpan(0, (int)length));
            while (entries.Next())
            {
                if (Utf8Parser.TryParse(entries.Name, out int pid, out int used) && used == entries.Name.Length && pid > 0)
                {
                    pids.Add(pid);
                }
            }
        }
    }

    /// <summary>True for a thread of the kernel: its files are closed to others than root, and it has nothing to hide.</summary>
    internal static bool IsKernelThread(ProcFsRoot root, int pid) => ProcessFiles.ParseIsKernelThread(root.TryRead($"{pid}/stat", out _));
}
