using System.Globalization;

namespace TcpVet.Model;

/// <summary>Durations for people.</summary>
public static class Durations
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

    /// <summary>How long something took or waits, to be read in a sentence: <c>800 µs</c>, <c>40 ms</c>, <c>0.5 s</c>,
    /// <c>3 s</c>.</summary>
    public static string OfMicroseconds(long microseconds) => microseconds switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds} µs"),
        < 500_000 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000.0:0.#} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000.0:0.##} s"),
    };

    private static string Pair(int big, string bigUnit, int small, string smallUnit) =>
        small == 0 ? $"{big}{bigUnit}" : $"{big}{bigUnit}{small}{smallUnit}";
}
