using System.Globalization;

namespace TcpVet.Rules.Servers;

/// <summary>Versions of servers: <c>1.29.7</c>, <c>2.6.12-1+deb12u4</c>.</summary>
internal static class ServerVersion
{
    /// <summary>Whether a version is at least another; null when it is unknown or no version.</summary>
    public static bool? IsAtLeast(string? version, int major, int minor, int patch = 0)
    {
        string[] numbers = (version ?? "").Split(['.', '-', '+', '~'], 4);
        return numbers.Length >= 2 && Number(numbers[0]) is { } first && Number(numbers[1]) is { } second
            ? (first, second, numbers.Length > 2 ? Number(numbers[2]) ?? 0 : 0).CompareTo((major, minor, patch)) >= 0
            : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
