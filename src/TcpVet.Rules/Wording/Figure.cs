using TcpVet.Model;

namespace TcpVet.Rules.Wording;

/// <summary>Figures of findings, as arguments of a <see cref="Phrase"/>.</summary>
internal static class Figure
{
    /// <summary><c>28,232</c>.</summary>
    public static Phrase Of(long value) => Phrase.Number(value);

    /// <summary><c>0.5</c>, <c>12.3</c>, <c>1,200</c>: whole from 100 on.</summary>
    public static Phrase Of(double value) => Phrase.Decimal(value);

    /// <summary><c>86 %</c>, rounded down so that 100 % means all; 0 of 0 is 0 %.</summary>
    public static Phrase Percent(long part, long whole) => Phrase.Percent(whole > 0 ? (long)(part * 100.0 / whole) : 0);

    /// <summary>A length of time in its largest fitting unit: <c>850 ms</c>, <c>12 s</c>, <c>5 min</c>, <c>2.5 h</c>, <c>3 d</c>.</summary>
    public static Phrase Time(double ms) => Phrase.Duration(ms);

    /// <summary><c>512 B</c>, <c>64 KB</c>, <c>5 MB</c>, in steps of 1024.</summary>
    public static Phrase Bytes(long bytes) => Phrase.Bytes(bytes);

    /// <summary><c>1 connection</c>, <c>20 connections</c>.</summary>
    public static Phrase Count(long value, string one, string? many = null) => Phrase.Count(value, one, many);
}
