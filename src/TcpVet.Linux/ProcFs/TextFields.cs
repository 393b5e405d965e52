using System.Buffers.Text;

namespace TcpVet.Linux.ProcFs;

/// <summary>The lines of a text, without their ends; a last line without an end counts.</summary>
/// <param name="text">Bytes of a /proc file.</param>
internal ref struct TextLines(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> rest = text;

    /// <summary>The line that <see cref="Next"/> moved to.</summary>
    internal ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Moves to the next line.</summary>
    internal bool Next()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        int end = rest.IndexOf((byte)'\n');
        Current = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }
}

/// <summary>The fields of a line, separated by spaces and tabs.</summary>
/// <param name="line">One line.</param>
internal ref struct TextFields(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> rest = line;

    /// <summary>The field that <see cref="Next"/> moved to.</summary>
    internal ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Moves to the next field.</summary>
    internal bool Next()
    {
        rest = rest.TrimStart(" \t"u8);
        if (rest.IsEmpty)
        {
            return false;
        }

        int end = rest.IndexOfAny((byte)' ', (byte)'\t');
        Current = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..];
        return true;
    }

    /// <summary>Moves past fields.</summary>
    /// <returns>False when the line ends before.</returns>
    internal bool Skip(int count)
    {
        while (count-- > 0)
        {
            if (!Next())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the next field as a decimal number; false when it is none.</summary>
    internal bool NextNumber(out long value)
    {
        value = 0;
        return Next() && TextNumber.TryDecimal(Current, out value);
    }
}

/// <summary>Numbers as the kernel prints them: the whole field or nothing.</summary>
internal static class TextNumber
{
    /// <summary>A signed decimal number; a 64-bit unsigned one beyond the signed range becomes <see cref="long.MaxValue"/>.</summary>
    internal static bool TryDecimal(ReadOnlySpan<byte> field, out long value)
    {
        if (Utf8Parser.TryParse(field, out value, out int used) && used == field.Length)
        {
            return true;
        }

        bool beyond = Utf8Parser.TryParse(field, out ulong _, out used) && used == field.Length && used > 0;
        value = beyond ? long.MaxValue : 0;
        return beyond;
    }

    /// <summary>A hexadecimal number of up to eight digits.</summary>
    internal static bool TryHex(ReadOnlySpan<byte> field, out uint value)
    {
        value = 0;
        if (field.IsEmpty || field.Length > 8)
        {
            return false;
        }

        foreach (byte digit in field)
        {
            int nibble = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                _ => -1,
            };
            if (nibble < 0)
            {
                return false;
            }

            value = (value << 4) | (uint)nibble;
        }

        return true;
    }
}
