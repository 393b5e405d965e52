using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TcpVet.Ebpf.Interop;
using TcpVet.Linux.Interop;

namespace TcpVet.Ebpf.Loading;

/// <summary>Gets a record, valid until it returns.</summary>
internal delegate void RecordReader(ReadOnlySpan<byte> record);

/// <summary>
/// The reading end of a ring buffer between programs and this process. Its size is fixed: a reader that is slow loses records, which
/// the programs count, and nothing grows.
/// </summary>
internal sealed unsafe class RingBuffer : IDisposable
{
    private readonly GCHandle self;
    private RecordReader? current; // while Read runs
    private ExceptionDispatchInfo? failure;
    private nint handle;

    /// <param name="map">The map's descriptor.</param>
    /// <exception cref="KernelException">The buffer cannot be mapped.</exception>
    public RingBuffer(int map)
    {
        self = GCHandle.Alloc(this);
        handle = Libbpf.ring_buffer__new(map, &OnRecord, GCHandle.ToIntPtr(self), 0);
        if (handle == 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            self.Free();
            throw new KernelException("map the ring buffer", errno);
        }
    }

    /// <summary>Waits until the programs wake the reader, or for the time given, and hands on every record that is there.</summary>
    /// <param name="milliseconds">How long to wait at the most.</param>
    /// <param name="reader">Gets each record, on the calling thread.</param>
    /// <returns>The number of records.</returns>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public int Read(int milliseconds, RecordReader reader)
    {
        current = reader;
        int woken = Libbpf.ring_buffer__poll(handle, milliseconds);
        Check(woken);

        // The programs wake for many records only: what waits is read at each call.
        int more = Libbpf.ring_buffer__consume(handle);
        Check(more);
        return woken + more;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (handle != 0)
        {
            Libbpf.ring_buffer__free(handle);
            handle = 0;
            self.Free();
        }
    }

    private void Check(int result)
    {
        if (failure is not null)
        {
            ExceptionDispatchInfo thrown = failure;
            failure = null;
            thrown.Throw();
        }

        if (result < 0 && result != -Errno.EINTR)
        {
            throw new KernelException("read the ring buffer", -result);
        }
    }

    // No exception may pass through C.
    [UnmanagedCallersOnly]
    private static int OnRecord(nint context, byte* bytes, nuint size)
    {
        RingBuffer ring = (RingBuffer)GCHandle.FromIntPtr(context).Target!;
        try
        {
            ring.current!(new ReadOnlySpan<byte>(bytes, (int)size));
            return 0;
        }
#pragma warning disable CA1031 // Whatever it is, Read throws it again.
        catch (Exception exception)
        {
            ring.failure = ExceptionDispatchInfo.Capture(exception);
            return -Errno.EIO;
        }
#pragma warning restore CA1031
    }
}
