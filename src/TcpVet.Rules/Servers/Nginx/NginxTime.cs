using System.Globalization;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>Durations of nginx (src/core/ngx_parse.c <c>ngx_parse_time</c>): <c>75</c>, <c>75s</c>, <c>1m30s</c>, <c>500ms</c>; without a
/// unit seconds.</summary>
internal static class NginxTime
{
    private static readonly (string Unit, double Ms)[] Units =
        [("ms", 1), ("y", 31_536_000_000), ("M", 2_592_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000),
            ("s", 1_000)];

    /// <summary>Milliseconds; null when the text is no duration: a variable, a mistake.</summary>
    public static double? Ms(string? text)
    {
        if (text is not { Length: > 0 and < 64 })
        {
            return null;
        }

        double total = 0;
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            ReadOnlySpan<char> number = digits < 0 ? rest : rest[..digits];
            if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            {
                return null;
            }

            rest = rest[number.Length..].TrimStart(' ');
            if (Take(ref rest) is not { } scale)
            {
                return null;
            }

            total += value * scale;
            rest = rest.TrimStart(' ');
        }

        return total;
    }

    // The longer unit first: "ms" begins with "m".
    private static double? Take(ref ReadOnlySpan<char> rest)
    {
        if (rest.Length == 0)
        {
            return 1_000;
        }

        foreach ((string unit, double ms) in Units)
        {
            if (rest.StartsWith(unit, StringComparison.Ordinal))
            {
                rest = rest[unit.Length..];
                return ms;
            }
        }

        return null;
    }
}
