using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>
/// Standard output by write(2). A <see cref="FileStream"/> writes regular files at offsets of its own (pwrite), so that two
/// programs that share the file overwrite each other; the console's stream hides that the reader has gone.
/// </summary>
public sealed unsafe class StandardOutputStream : Stream
{
    private const int Descriptor = 1;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="KernelException">EPIPE when the reader has gone; others as write(2) has them.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            int written = 0;
            while (written < buffer.Length)
            {
                nint step = Libc.write(Descriptor, bytes + written, buffer.Length - written);
                if (step >= 0)
                {
                    written += (int)step;
                    continue;
                }

                int errno = Marshal.GetLastPInvokeError();
                switch (errno)
                {
                    case Errno.EINTR:
                        break;
                    case Errno.EAGAIN:
                        // Whoever shares the descriptor made it non-blocking: wait for room.
                        _ = Libc.poll_one(Descriptor, Libc.POLLOUT);
                        break;
                    default:
                        throw new KernelException("write to standard output", errno);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
