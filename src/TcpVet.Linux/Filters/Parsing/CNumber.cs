using System.Globalization;

namespace TcpVet.Linux.Filters;

/// <summary>Whole numbers as strtoul(3) with base 0 reads them, and so ss: <c>80</c>, <c>0x50</c>, octal <c>0120</c>.</summary>
internal static class CNumber
{
    /// <summary>Reads a number that takes the whole text and fits 64 bits; no sign, no spaces.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out ulong number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        }

        if (text.Length < 2 || text[0] != '0')
        {
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        }

        number = 0;
        foreach (char digit in text)
        {
            if (digit is < '0' or > '7' || number > ulong.MaxValue >> 3)
            {
                return false;
            }

            number = (number << 3) | (uint)(digit - '0');
        }

        return true;
    }

    /// <summary>Reads a number up to a limit.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, uint limit, out uint number)
    {
        bool read = TryParse(text, out ulong wide) && wide <= limit;
        number = read ? (uint)wide : 0;
        return read;
    }
}
