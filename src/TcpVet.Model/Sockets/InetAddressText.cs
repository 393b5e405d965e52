namespace TcpVet.Model;

/// <summary>
/// Writes addresses as text without allocating: RFC 5952, and dotted IPv4 at the end of v4-mapped and v4-compatible addresses as
/// inet_ntop(3) writes it.
/// </summary>
internal static class InetAddressText
{
    /// <summary>Writes dotted decimal.</summary>
    /// <returns>The number of bytes written, at most 15.</returns>
    public static int WriteIPv4(uint bits, Span<byte> text)
    {
        int length = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            ((byte)(bits >> shift)).TryFormat(text[length..], out int digits);
            length += digits;
            if (shift > 0)
            {
                text[length++] = (byte)'.';
            }
        }

        return length;
    }

    /// <summary>Writes the shortest form: the first longest run of at least two zero groups becomes <c>::</c>.</summary>
    /// <returns>The number of bytes written, at most <see cref="InetAddress.MaxTextLength"/>.</returns>
    public static int WriteIPv6(UInt128 bits, Span<byte> text)
    {
        (int runStart, int runLength) = LongestZeroRun(bits);
        bool dotted = runStart == 0 && (runLength == 6 || (runLength == 5 && Group(bits, 5) == 0xFFFF));
        int groups = dotted ? 6 : 8;
        int length = 0;
        for (int i = 0; i < groups; i++)
        {
            if (runLength > 1 && i == runStart)
            {
                text[length++] = (byte)':';
                text[length++] = (byte)':';
                i += runLength - 1;
                continue;
            }

            if (i > 0 && i != runStart + runLength)
            {
                text[length++] = (byte)':';
            }

            Group(bits, i).TryFormat(text[length..], out int digits, "x");
            length += digits;
        }

        if (!dotted)
        {
            return length;
        }

        if (text[length - 1] != ':')
        {
            text[length++] = (byte)':';
        }

        return length + WriteIPv4((uint)bits, text[length..]);
    }

    private static (int Start, int Length) LongestZeroRun(UInt128 bits)
    {
        (int Start, int Length) best = (-1, 0);
        for (int i = 0; i < 8; i++)
        {
            int length = 0;
            while (i + length < 8 && Group(bits, i + length) == 0)
            {
                length++;
            }

            if (length > best.Length)
            {
                best = (i, length);
            }

            i += length;
        }

        return best.Length > 1 ? best : (-1, 0);
    }

    private static ushort Group(UInt128 bits, int index) => (ushort)(bits >> (112 - (16 * index)));
}
