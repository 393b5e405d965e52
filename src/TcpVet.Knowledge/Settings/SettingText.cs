using System.Globalization;

namespace TcpVet.Knowledge;

/// <summary>What a kernel makes of the text that is written to a setting of numbers.</summary>
/// <param name="Numbers">The numbers that it takes over, in order; those before a refused one are taken over all the same.</param>
/// <param name="Refusal">Why it answers EINVAL; null when it does not.</param>
public sealed record SettingText(IReadOnlyList<long> Numbers, string? Refusal)
{
    // kernel/sysctl.c TMPBUFLEN, with the sign.
    private const int MostDigits = 21;

    /// <summary>True when the kernel refuses the text and has changed something before it did.</summary>
    public bool IsPartial => Refusal is not null && Numbers.Count > 0;

    /// <summary>
    /// Reads a text as kernel/sysctl.c <c>__do_proc_dointvec</c> and <c>proc_get_long</c> do: numbers between blanks, a minus, <c>0x…</c>
    /// and octal <c>0…</c>; what follows the last wanted number is passed over, so that <c>30 # seconds</c> is 30; fewer numbers leave the
    /// rest as it is. </summary>
    /// <param name="text">The text.</param>
    /// <param name="range">How many numbers there are and what they may be.</param>
    /// <param name="hz">CONFIG_HZ; 100 refuses only what every kernel refuses.</param>
    public static SettingText Parse(string text, SettingRange range, int hz = 100)
    {
        List<long> numbers = [];
        ReadOnlySpan<char> rest = text;
        while (numbers.Count < range.Count)
        {
            rest = rest.TrimStart(" \t\n\v\f\r");
            if (rest.IsEmpty)
            {
                return new SettingText(numbers, numbers.Count == 0 ? "there is no number" : null);
            }

            int length = Number(rest, out long number);
            if (length == 0)
            {
                return new SettingText(numbers, $"'{Quoted(rest)}' is no whole number");
            }

            if (!range.Accepts(number, hz))
            {
                (long? min, long? max) = range.Bounds(hz);
                return new SettingText(numbers, string.Create(CultureInfo.InvariantCulture, $"{number} is {(number < min ? $"less than {min}" : $"more than {max}")}"));
            }

            numbers.Add(number);
            rest = rest[length..];
        }

        return new SettingText(numbers, null);
    }

    // The length of the number at the beginning; 0 for none.
    private static int Number(ReadOnlySpan<char> text, out long number)
    {
        bool negative = text[0] == '-';
        int start = negative ? 1 : 0;
        int numeralBase = Base(text[start..], ref start);
        UInt128 value = 0;
        int at = start;
        while (at < text.Length && Digit(text[at]) is int digit && digit < numeralBase)
        {
            value = UInt128.Min((value * (uint)numeralBase) + (uint)digit, ulong.MaxValue);
            at++;
        }

        number = value > long.MaxValue ? long.MaxValue : (long)value;
        number = negative ? -number : number;
        return at == start || at > MostDigits || (at < text.Length && !" \t\n".Contains(text[at], StringComparison.Ordinal)) ? 0 : at;
    }

    // lib/kstrtox.c _parse_integer_fixup_radix, with base 0. An octal number keeps its leading zero as a digit.
    private static int Base(ReadOnlySpan<char> text, ref int start)
    {
        if (text.Length < 2 || text[0] != '0')
        {
            return 10;
        }

        if (text[1] is not ('x' or 'X') || text.Length < 3 || !char.IsAsciiHexDigit(text[2]))
        {
            return 8;
        }

        start += 2;
        return 16;
    }

    private static int Digit(char character) => char.IsAsciiDigit(character) ? character - '0'
        : char.IsAsciiHexDigit(character) ? (character | 0x20) - 'a' + 10
        : int.MaxValue;

    private static string Quoted(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = end < 0 ? text : text[..end];
        return word.Length > 24 ? $"{word[..24]}…" : word.ToString();
    }
}
