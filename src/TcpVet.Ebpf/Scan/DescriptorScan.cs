using System.Globalization;
using System.Runtime.InteropServices;
using TcpVet.Ebpf.Interop;
using TcpVet.Ebpf.Loading;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Ebpf.Scan;

/// <summary>bpf/owners.bpf.c: who holds which socket, without a path look-up for each descriptor.</summary>
public static class DescriptorScan
{
    private const string Purpose = "walk the descriptors of all processes";

    /// <summary>Finds the owners.</summary>
    /// <param name="root">Where proc(5) is mounted.</param>
    /// <param name="options">What to look for. Nothing ends the walk early.</param>
    /// <param name="cancellation">Ends the walk with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Null where the kernel, or whoever guards it, does not allow it, and where /proc is that of another pid namespace.</returns>
    public static OwnerTable? TryBuild(ProcFsRoot root, OwnerOptions options, CancellationToken cancellation = default)
    {
        if (!IsOfThisPidNamespace(root))
        {
            return null;
        }

        try
        {
            using EbpfObject program = EbpfObject.Open("owners", Purpose);
            program.Load();
            OwnerCollector owners = new(root, options);
            using KernelIterator descriptors = program.Iterate("list_descriptors");
            for (ReadOnlySpan<byte> bytes = descriptors.Read(); !bytes.IsEmpty; bytes = descriptors.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (ref readonly tcpvet_descriptor descriptor in MemoryMarshal.Cast<byte, tcpvet_descriptor>(bytes))
                {
                    owners.Add(descriptor.pid, descriptor.fd, descriptor.inode);
                }
            }

            return owners.Finish();
        }
        catch (Exception exception) when (exception is KernelException or DllNotFoundException)
        {
            return null;
        }
    }

    // The program tells the numbers of this process's pid namespace, /proc those of the one that it was mounted in. proc(5): NSpid has
    // a number for each namespace from that of /proc down to the process's own.
    private static bool IsOfThisPidNamespace(ProcFsRoot root)
    {
        const string Head = "NSpid:";
        try
        {
            string? line = File.ReadLines(root.At("thread-self/status")).FirstOrDefault(line => line.StartsWith(Head, StringComparison.Ordinal));
            return line is not null
                && int.TryParse(line.AsSpan(Head.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
