using System.Buffers.Text;
using System.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Reports.Forms;

/// <summary>Buffered UTF-8 bytes on their way to a reader. One that went away surfaces as <see cref="ClosedPipeException"/>.</summary>
public sealed class Utf8Output : IDisposable
{
    private const int FlushAt = 64 * 1024;
    private readonly Stream stream;
    private byte[] buffer = new byte[FlushAt + 8192];
    private readonly bool ascii;
    private int used;

    /// <summary>Writes to a stream, which it owns.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="ascii">Whether text is written as plain ASCII, for a reader whose character set is not UTF-8.</param>
    public Utf8Output(Stream stream, bool ascii = false) => (this.stream, this.ascii) = (stream, ascii);

    /// <summary>The sign of what was cut out of a word: one character, so that columns keep their width.</summary>
    public char Ellipsis => ascii ? '~' : '…';

    /// <summary>A text as it will be written, to be measured before.</summary>
    public string Plain(string text) => ascii ? AsciiText.Of(text) : text;

    /// <summary>Bytes that are UTF-8 already.</summary>
    public Utf8Output Text(ReadOnlySpan<byte> utf8)
    {
        if (ascii && !Ascii.IsValid(utf8))
        {
            return Text(AsciiText.Of(Encoding.UTF8.GetString(utf8)).AsSpan());
        }

        utf8.CopyTo(Reserve(utf8.Length));
        used += utf8.Length;
        return this;
    }

    /// <summary>A text.</summary>
    public Utf8Output Text(ReadOnlySpan<char> text)
    {
        if (ascii && !Ascii.IsValid(text))
        {
            text = AsciiText.Of(text.ToString());
        }

        // Reserve may empty the buffer, so what is in use is only known after it.
        int written = Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        used += written;
        return this;
    }

    /// <summary>A number in decimal.</summary>
    public Utf8Output Number(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        used += written;
        return this;
    }

    /// <summary>A number in decimal.</summary>
    public Utf8Output Number(ulong value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        used += written;
        return this;
    }

    /// <summary>Spaces, as many as asked for.</summary>
    public Utf8Output Spaces(int count)
    {
        if (count > 0)
        {
            Reserve(count)[..count].Fill((byte)' ');
            used += count;
        }

        return this;
    }

    /// <summary>A text and the end of the line.</summary>
    public Utf8Output Line(ReadOnlySpan<char> text) => Text(text).EndLine();

    /// <summary>Ends a line, and hands a full buffer on.</summary>
    public Utf8Output EndLine()
    {
        Reserve(1)[0] = (byte)'\n';
        used++;
        if (used >= FlushAt)
        {
            Flush();
        }

        return this;
    }

    /// <summary>Room for a writer of its own; <see cref="Advance"/> says how much it used.</summary>
    public Span<byte> Reserve(int size)
    {
        if (buffer.Length - used < size)
        {
            Flush();
            if (buffer.Length < size)
            {
                buffer = new byte[size];
            }
        }

        return buffer.AsSpan(used);
    }

    /// <summary>Takes what a writer put into the room that it reserved.</summary>
    public void Advance(int written) => used += written;

    /// <summary>Writes what is buffered.</summary>
    /// <exception cref="ClosedPipeException">The reader went away.</exception>
    public void Flush()
    {
        int length = used;
        used = 0;
        try
        {
            stream.Write(buffer, 0, length);
            stream.Flush();
        }
        catch (KernelException exception) when (exception.Errno == Errno.EPIPE)
        {
            throw new ClosedPipeException(exception);
        }
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => stream.Dispose();
}

/// <summary>Whoever read standard output has gone: the program ends quietly.</summary>
public sealed class ClosedPipeException(Exception inner) : Exception("the reader of standard output has gone", inner);
