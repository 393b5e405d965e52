using TcpVet.Model;
using TcpVet.Rules.Closing;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Catalog;

/// <summary>The thresholds of all rules, by the keys that settings files and the command line name them with.</summary>
public static class RuleThresholds
{
    /// <summary>The threshold of a key, in either case.</summary>
    /// <exception cref="RuleSettingException">The key is unknown; the message names the near ones.</exception>
    public static Threshold Find(string key)
    {
        IEnumerable<Threshold> all = RuleCatalog.All.SelectMany(rule => rule.Thresholds);
        if (all.FirstOrDefault(threshold => threshold.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        IReadOnlyList<string> near =
            TextDistance.Nearest(key.ToLowerInvariant(), all.Select(threshold => threshold.Key), name => name.ToLowerInvariant(), most: 3);
        string hint = near.Count > 0 ? $"near ones: {string.Join(", ", near)}" : "tcpvet explain CODE lists a rule's thresholds";
        throw new RuleSettingException($"'{key}' is not a threshold; {hint}");
    }

    /// <summary>The same settings with one more threshold; a later value of a key replaces the earlier one.</summary>
    /// <param name="settings">The settings so far.</param>
    /// <param name="key">The rule's code and the threshold's name, in either case.</param>
    /// <param name="text">A number from 0 in the threshold's unit, or a duration such as <c>60s</c> where that is a time.</param>
    /// <param name="origin">Where it comes from, for people: a file and line, an option.</param>
    /// <exception cref="RuleSettingException">The key is unknown (the message names the near ones), or the value is none.</exception>
    public static RuleSettings With(this RuleSettings settings, string key, string text, string origin) =>
        settings.With(Find(key), text, origin);

    /// <summary>The silence from which a capture counts an established connection as idle (TV113.idle_ms).</summary>
    public static TimeSpan IdleThreshold(this RuleSettings settings) =>
        TimeSpan.FromMilliseconds(Math.Min(settings[IdleWithoutKeepalive.IdleMs], int.MaxValue));
}
