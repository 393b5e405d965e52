using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules.Engine;

/// <summary>The thresholds that were given a value, by <see cref="Threshold.Key"/>.</summary>
public sealed class RuleSettings
{
    private readonly Dictionary<string, ThresholdInForce> values;

    private RuleSettings(Dictionary<string, ThresholdInForce> values) => this.values = values;

    /// <summary>Every threshold at its default.</summary>
    public static RuleSettings Default { get; } = new([]);

    /// <summary>The thresholds that were given a value, by code and name.</summary>
    public IEnumerable<ThresholdInForce> InForce => values.Values.OrderBy(entry => entry.Threshold.Key, StringComparer.Ordinal);

    /// <summary>The same with one more threshold; a later value of a key replaces the earlier one.</summary>
    /// <param name="threshold">Which.</param>
    /// <param name="text">A number from 0 in the threshold's unit, or a duration such as <c>60s</c> where that is a time.</param>
    /// <param name="origin">Where it comes from, for people: a file and line, an option.</param>
    /// <exception cref="RuleSettingException">The text is no such value.</exception>
    public RuleSettings With(Threshold threshold, string text, string origin)
    {
        if (!TryRead(text, threshold.Unit, out double value))
        {
            string duration = MillisecondsIn(threshold.Unit) is null ? "" : ", or a duration such as 500ms, 2s, 5m, 2h";
            throw new RuleSettingException($"{threshold.Key} must be a number from 0 ({threshold.Unit}){duration}, not '{text}'");
        }

        return new RuleSettings(new Dictionary<string, ThresholdInForce>(values) { [threshold.Key] = new(threshold, value, origin) });
    }

    /// <summary>The value in force.</summary>
    public double this[Threshold threshold] =>
        values.TryGetValue(threshold.Key, out ThresholdInForce? entry) ? entry.Value : threshold.Default;

    private static bool TryRead(string text, string unit, out double value)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
        {
            return double.IsFinite(value);
        }

        bool read = DurationText.TryParse(text, out TimeSpan duration);
        value = duration.TotalMilliseconds / (MillisecondsIn(unit) ?? 1);
        return read && MillisecondsIn(unit) is not null;
    }

    private static double? MillisecondsIn(string unit) => unit switch { "ms" => 1, "s" => 1_000, _ => null };
}

/// <summary>A threshold that was given a value.</summary>
/// <param name="Threshold">Which.</param>
/// <param name="Value">The value, in the threshold's unit.</param>
/// <param name="Origin">Where it comes from: a file and line, an option.</param>
public sealed record ThresholdInForce(Threshold Threshold, double Value, string Origin);

/// <summary>A settings file names a threshold or a rule that does not exist, or gives a threshold no number.</summary>
public sealed class RuleSettingException(string message) : Exception(message);
