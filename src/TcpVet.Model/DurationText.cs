using System.Globalization;

namespace TcpVet.Model;

/// <summary>Durations as the command line and the settings files write them.</summary>
public static class DurationText
{
    /// <summary>Reads <c>500ms</c>, <c>2s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c> or plain seconds, up to 1e9 s; false when the text is no
    /// duration.</summary>
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
        if (scale is null
            || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            || value * scale > 1e9)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(value * scale.Value);
        return true;
    }
}
