using System.Globalization;
using TcpVet.Knowledge;

namespace TcpVet.Tuning.Planning;

/// <summary>Values of kernel settings as text: how the kernel spells them, whether two are the same, whether one was written in
/// part.</summary>
internal static class SettingValue
{
    /// <summary>The longest value: a list of reserved ports with every second port would be longer, and is no setting that anybody
    /// wants.</summary>
    public const int Longest = 4096;

    /// <summary>A value as the kernel shows it: numbers with single spaces, ports ascending; null when it is no value of this
    /// setting.</summary>
    public static string? Normalised(KernelSetting setting, string text)
    {
        string[] words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return text.Length > Longest ? null : setting.Range.Format switch
        {
            SettingFormat.PortList => words.Length <= 1 ? PortRanges.Normalised(words.Length == 0 ? "" : words[0]) : null,
            SettingFormat.Numbers => words.Length == 0 || words.Length > setting.Range.Count ? null : Numbers(words),
            _ => words.Length == 1 && words[0].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')
                ? words[0]
                : null,
        };
    }

    /// <summary>What the kernel will show after a write: of a vector that is given short, the other numbers stay.</summary>
    /// <param name="current">Normalised.</param>
    /// <param name="value">Normalised.</param>
    public static string AfterWrite(string current, string value)
    {
        string[] now = current.Split(' ');
        string[] then = value.Split(' ');
        return then.Length < now.Length ? string.Join(' ', then.Concat(now.Skip(then.Length))) : value;
    }

    /// <summary>True when a value is a mixture of two others: a write of one over the other that the kernel took in part, or two
    /// writers.</summary>
    public static bool IsMixture(string value, string first, string second)
    {
        string[] seen = value.Split(' ');
        string[] one = first.Split(' ');
        string[] other = second.Split(' ');
        return seen.Length > 1 && seen.Length == one.Length && seen.Length == other.Length
            && Sequence.Range(0, seen.Length).All(i => seen[i] == one[i] || seen[i] == other[i]);
    }

    /// <summary>Why a kernel would refuse a value by the range that it has; null when it would not.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="normalised">The value.</param>
    /// <param name="kernel">The kernel: ranges have changed.</param>
    public static string? Refusal(KernelSetting setting, string normalised, KernelVersion kernel)
    {
        SettingRange range = setting.RangeIn(kernel);
        return range.Format == SettingFormat.Numbers
            && normalised.Split(' ').Any(word => !range.Accepts(long.Parse(word, CultureInfo.InvariantCulture)))
            ? $"the kernel takes {range}" : null;
    }

    /// <summary>Which way a single number goes: +1 up, −1 down, 0 for neither or for several numbers.</summary>
    public static int Direction(string from, string to) =>
        Number(from) is { } first && Number(to) is { } second ? second.CompareTo(first) : 0;

    /// <summary>A single number; null for anything else.</summary>
    public static long? Number(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static string? Numbers(string[] words)
    {
        List<long> numbers = [];
        foreach (string word in words)
        {
            if (Number(word) is not { } number)
            {
                return null;
            }

            numbers.Add(number);
        }

        return string.Join(' ', numbers);
    }
}
