using System.Globalization;

namespace TcpVet.Cli.Output;

/// <summary>Durations for people, and as the command line reads them.</summary>
internal static class Durations
{
    /// <summary>Two figures at the most: <c>340ms</c>, <c>12s</c>, <c>3m5s</c>, <c>2h10m</c>, <c>4d3h</c>.</summary>
    public static string Short(long milliseconds)
    {
        // A record may claim more than a TimeSpan holds (29,000 years).
        const long Longest = 900_000_000_000_000;
        milliseconds = Math.Clamp(milliseconds, -Longest, Longest);
        TimeSpan time = TimeSpan.FromMilliseconds(milliseconds);
        return time switch
        {
            { TotalSeconds: < 1 } => $"{milliseconds}ms",
            { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#}s"),
            { TotalMinutes: < 1 } => $"{time.Seconds}s",
            { TotalHours: < 1 } => Pair(time.Minutes, "m", time.Seconds, "s"),
            { TotalDays: < 1 } => Pair(time.Hours, "h", time.Minutes, "m"),
            _ => Pair(time.Days, "d", time.Hours, "h"),
        };
    }

    /// <summary>Reads <c>500ms</c>, <c>2s</c>, <c>5m</c>, <c>2h</c> or plain seconds.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        int unitAt = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (unitAt >= 0 && text[unitAt] == '.')
        {
            int after = text.AsSpan(unitAt + 1).IndexOfAnyExceptInRange('0', '9');
            unitAt = after < 0 ? -1 : unitAt + 1 + after;
        }

        string unit = unitAt < 0 ? "s" : text[unitAt..];
        string number = unitAt < 0 ? text : text[..unitAt];
        double? scale = unit switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, "d" => 86400, _ => null };
        if (scale is null || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || value * scale > 1e9)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(value * scale.Value);
        return true;
    }

    private static string Pair(int big, string bigUnit, int small, string smallUnit) =>
        small == 0 ? $"{big}{bigUnit}" : $"{big}{bigUnit}{small}{smallUnit}";
}
