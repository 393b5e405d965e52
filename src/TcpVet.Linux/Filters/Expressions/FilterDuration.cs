using System.Globalization;

namespace TcpVet.Linux.Filters;

/// <summary>Durations in filters: <c>500ms</c>, <c>2s</c>, <c>5m</c>, <c>2h</c>, or plain seconds.</summary>
internal static class FilterDuration
{
    private static readonly (string Suffix, ulong Milliseconds)[] Units = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a duration; false when it is none, or too long for 64 bits of milliseconds.</summary>
    internal static bool TryParse(string text, out ulong milliseconds)
    {
        milliseconds = 0;
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        string suffix = digits < 0 ? "s" : text[digits..];
        ReadOnlySpan<char> number = digits < 0 ? text : text.AsSpan(0, digits);
        foreach ((string unit, ulong size) in Units)
        {
            if (unit == suffix)
            {
                bool read = ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong count)
                    && count <= ulong.MaxValue / size;
                milliseconds = read ? count * size : 0;
                return read;
            }
        }

        return false;
    }

    /// <summary>The duration in the largest unit that divides it.</summary>
    internal static string Format(ulong milliseconds)
    {
        if (milliseconds == 0)
        {
            return "0s";
        }

        foreach ((string suffix, ulong size) in Units)
        {
            if (milliseconds % size == 0)
            {
                return $"{milliseconds / size}{suffix}";
            }
        }

        return $"{milliseconds}ms";
    }
}
