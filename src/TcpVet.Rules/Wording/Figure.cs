using System.Globalization;

namespace TcpVet.Rules.Wording;

/// <summary>Figures as findings write them, in the invariant culture.</summary>
internal static class Figure
{
    /// <summary><c>28,232</c>.</summary>
    public static string Of(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>0.5</c>, <c>12.3</c>, <c>1,200</c>: whole from 100 on.</summary>
    public static string Of(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "N0" : "#,0.#", CultureInfo.InvariantCulture);

    /// <summary><c>86 %</c>, rounded down so that 100 % means all; 0 of 0 is 0 %.</summary>
    public static string Percent(long part, long whole) => $"{Of(whole > 0 ? (long)(part * 100.0 / whole) : 0)} %";

    /// <summary>A length of time in its largest fitting unit: <c>850 ms</c>, <c>12 s</c>, <c>5 min</c>, <c>2.5 h</c>, <c>3 d</c>.</summary>
    public static string Time(double ms) => ms switch
    {
        < 1_000 => $"{Of((long)ms)} ms",
        < 120_000 => $"{Of((long)(ms / 1_000))} s",
        < 7_200_000 => $"{Of((long)(ms / 60_000))} min",
        < 172_800_000 => $"{Of(Math.Floor(ms / 360_000) / 10)} h",
        _ => $"{Of((long)(ms / 86_400_000))} d",
    };

    /// <summary><c>512 B</c>, <c>64 KB</c>, <c>5 MB</c>, in steps of 1024.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => $"{bytes >> 10} KB",
        _ => $"{Of(bytes >> 20)} MB",
    };

    /// <summary><c>1 connection</c>, <c>20 connections</c>.</summary>
    public static string Count(long value, string one, string? many = null) => $"{Of(value)} {(value == 1 ? one : many ?? one + "s")}";
}
