using System.Globalization;

namespace TcpVet.Tuning.Planning;

/// <summary>A set of ports as ip_local_reserved_ports takes it: <c>8080,9148,10000-10100</c> (kernel/sysctl.c
/// <c>proc_do_large_bitmap</c>).</summary>
internal static class PortRanges
{
    /// <summary>The set in the kernel's own spelling: ascending, neighbours as ranges; null when the text is none.</summary>
    public static string? Normalised(string text) => Parse(text) is { } ranges ? Text(ranges) : null;

    /// <summary>The ports of both sets.</summary>
    public static string? Union(string first, string second) =>
        Parse(first) is { } left && Parse(second) is { } right ? Text([.. left, .. right]) : null;

    private static List<(int Low, int High)>? Parse(string text)
    {
        List<(int Low, int High)> ranges = [];
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !Port(ends[0], out ushort low) || !Port(ends[^1], out ushort high) || low > high)
            {
                return null;
            }

            ranges.Add((low, high));
        }

        return ranges;
    }

    private static string Text(List<(int Low, int High)> ranges)
    {
        List<(int Low, int High)> merged = [];
        foreach ((int low, int high) in ranges.Order())
        {
            if (merged.Count > 0 && low <= merged[^1].High + 1)
            {
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, high));
            }
            else
            {
                merged.Add((low, high));
            }
        }

        return string.Join(',', merged.Select(range => range.Low == range.High ? $"{range.Low}" : $"{range.Low}-{range.High}"));
    }

    private static bool Port(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
