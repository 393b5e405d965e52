using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

/// <summary>
/// Standard output, or standard error, by write(2). A <see cref="FileStream"/> writes regular files at offsets of its own (pwrite), so that
/// two programs that share the file overwrite each other; the console's stream hides that the reader has gone, and needs a spare
/// descriptor (dup(2)) to write at all.
/// </summary>
public sealed unsafe class StandardOutputStream : Stream
{
    private readonly int descriptor;
    private readonly string operation;

    private StandardOutputStream(int descriptor, string operation)
    {
        this.descriptor = descriptor;
        this.operation = operation;
    }

    /// <summary>Whether bytes went out through this stream.</summary>
    public bool HasWritten { get; private set; }

    /// <summary>Whether a new line begins: nothing went out yet, or a line feed was the last.</summary>
    public bool AtLineStart { get; private set; } = true;

    /// <summary>Standard output.</summary>
    public static StandardOutputStream Output() => new(1, "write to standard output");

    /// <summary>Standard error.</summary>
    public static StandardOutputStream Error() => new(2, "write to standard error");

    /// <summary>
    /// Fills standard descriptors that the caller closed, so that no file or socket of the program's own gets their numbers and is
    /// written to. Standard output is filled for reading: a write there fails (EBADF), as it would have.
    /// </summary>
    public static void FillClosed()
    {
        for (int number = 0; number <= 2; number++)
        {
            if (Libc.fcntl(number, Libc.F_GETFD) < 0)
            {
                // open(2) takes the lowest free number, which is this one.
                _ = Libc.open("/dev/null\0"u8, number == 1 ? Libc.O_RDONLY : Libc.O_RDWR, 0);
            }
        }
    }

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
                nint step = Libc.write(descriptor, bytes + written, (nuint)(buffer.Length - written));
                if (step >= 0)
                {
                    written += (int)step;
                    HasWritten |= step > 0;
                    AtLineStart = written == 0 ? AtLineStart : buffer[written - 1] == '\n';
                    continue;
                }

                int errno = Marshal.GetLastPInvokeError();
                switch (errno)
                {
                    case Errno.EINTR:
                        break;
                    case Errno.EAGAIN:
                        // Whoever shares the descriptor made it non-blocking: wait for room.
                        _ = Libc.poll_one(descriptor, Libc.POLLOUT);
                        break;
                    default:
                        throw new KernelException(operation, errno);
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
