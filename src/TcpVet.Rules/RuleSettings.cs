using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules;

/// <summary>The thresholds that differ from their defaults, by <see cref="Threshold.Key"/>.</summary>
public sealed class RuleSettings
{
    private readonly Dictionary<string, double> values;

    private RuleSettings(Dictionary<string, double> values) => this.values = values;

    /// <summary>Every threshold at its default.</summary>
    public static RuleSettings Default { get; } = new([]);

    /// <summary>Reads keys and values as a settings file has them.</summary>
    /// <exception cref="RuleSettingException">A key is unknown (the message names the near ones), or a value is no number from 0.</exception>
    public static RuleSettings From(IEnumerable<KeyValuePair<string, string>> entries)
    {
        Dictionary<string, double> values = new(StringComparer.Ordinal);
        foreach ((string key, string text) in entries)
        {
            Threshold threshold = Known(key);
            if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            {
                throw new RuleSettingException($"{threshold.Key} must be a number from 0 ({threshold.Unit}), not '{text}'");
            }

            values[threshold.Key] = value;
        }

        return new RuleSettings(values);
    }

    /// <summary>The value in force.</summary>
    public double this[Threshold threshold] => values.GetValueOrDefault(threshold.Key, threshold.Default);

    private static Threshold Known(string key)
    {
        IEnumerable<Threshold> all = RuleCatalog.All.SelectMany(rule => rule.Thresholds);
        if (all.FirstOrDefault(threshold => threshold.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        IReadOnlyList<string> near = TextDistance.Nearest(key.ToLowerInvariant(), all.Select(threshold => threshold.Key), name => name.ToLowerInvariant(), most: 3);
        string hint = near.Count > 0 ? $"near ones: {string.Join(", ", near)}" : "tcpvet explain CODE lists a rule's thresholds";
        throw new RuleSettingException($"'{key}' is not a threshold; {hint}");
    }
}

/// <summary>A settings file names a threshold that does not exist, or gives it no number.</summary>
public sealed class RuleSettingException(string message) : Exception(message);
