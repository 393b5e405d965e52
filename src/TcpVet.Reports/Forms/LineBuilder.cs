using System.Buffers;
using System.Buffers.Text;
using System.Text;
using TcpVet.Model;

namespace TcpVet.Reports.Forms;

/// <summary>Puts text into a span step by step, without ever running over its end.</summary>
/// <param name="bytes">The room.</param>
public ref struct LineBuilder(Span<byte> bytes)
{
    private readonly Span<byte> bytes = bytes;

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    /// <summary>True once something did not fit: what is written lacks it, and the line must be built again in more room.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>What is written.</summary>
    public readonly ReadOnlySpan<byte> Written => bytes[..Length];

    /// <summary>Bytes that are UTF-8 already.</summary>
    public void Text(scoped ReadOnlySpan<byte> text)
    {
        bool fits = text.TryCopyTo(bytes[Length..]);
        Took(fits, text.Length);
    }

    /// <summary>A text.</summary>
    public void Text(scoped ReadOnlySpan<char> text)
    {
        bool fits = Encoding.UTF8.TryGetBytes(text, bytes[Length..], out int written);
        Took(fits, written);
    }

    /// <summary>A number in decimal.</summary>
    public void Number(ulong value)
    {
        bool fits = Utf8Formatter.TryFormat(value, bytes[Length..], out int written);
        Took(fits, written);
    }

    /// <summary>A number in hexadecimal, without a prefix.</summary>
    public void Hex(ulong value)
    {
        bool fits = Utf8Formatter.TryFormat(value, bytes[Length..], out int written, new StandardFormat('x'));
        Took(fits, written);
    }

    /// <summary>An address, without brackets.</summary>
    public void Address(InetAddress address)
    {
        bool fits = address.TryFormat(bytes[Length..], out int written);
        Took(fits, written);
    }

    // A piece is written whole or not at all: never half a UTF-8 sequence.
    private void Took(bool fits, int written)
    {
        Length += fits ? written : 0;
        Overflowed |= !fits;
    }
}
