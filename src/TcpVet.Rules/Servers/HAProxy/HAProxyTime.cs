using System.Globalization;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>A duration of HAProxy (src/tools.c <c>parse_time_err</c>): without a unit milliseconds, but for the few keywords that say
/// otherwise.</summary>
/// <param name="Ms">Milliseconds.</param>
/// <param name="HasUnit">False when the text is a bare number.</param>
internal readonly record struct HAProxyTime(double Ms, bool HasUnit)
{
    /// <summary>Reads a duration; null when the text is none: a variable, a mistake.</summary>
    public static HAProxyTime? Parse(string? text)
    {
        int digits = (text ?? "").AsSpan().IndexOfAnyExceptInRange('0', '9');
        string unit = digits < 0 ? "" : text![digits..];
        double? scale = unit switch { "" or "ms" => 1, "us" => 0.001, "s" => 1_000, "m" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => null };
        string number = digits < 0 ? text ?? "" : text![..digits];
        return scale is { } known && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? new HAProxyTime(value * known, unit.Length > 0)
            : null;
    }
}
