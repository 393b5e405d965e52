using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using TcpVet.Linux.Interop;

namespace TcpVet.Ebpf.Loading;

/// <summary>What a program writes while the kernel walks objects with it; reading makes the kernel walk.</summary>
/// <param name="file">The iterator's descriptor, which this takes over.</param>
/// <param name="purpose">What it is for, for messages.</param>
internal sealed unsafe class KernelIterator(SafeFileHandle file, string purpose) : IDisposable
{
    // As much as the kernel gathers (kernel/bpf/bpf_iter.c bpf_seq_read: eight pages): so no record is cut in two.
    private readonly byte[] buffer = new byte[8 * Environment.SystemPageSize];

    /// <summary>Reads some records; empty at the end.</summary>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public ReadOnlySpan<byte> Read()
    {
        while (true)
        {
            nint length;
            fixed (byte* bytes = buffer)
            {
                length = Libc.read(file, bytes, (nuint)buffer.Length);
            }

            if (length >= 0)
            {
                return buffer.AsSpan(0, (int)length);
            }

            // EAGAIN: a million objects were visited and nothing was written (MAX_ITER_OBJECTS). It is not the end.
            int errno = Marshal.GetLastPInvokeError();
            if (errno is not (Errno.EAGAIN or Errno.EINTR))
            {
                throw new KernelException(purpose, errno);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
