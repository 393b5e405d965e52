using System.Globalization;

namespace TcpVet.Knowledge;

/// <summary>A kernel's version as far as settings depend on it: <c>6.18</c>; the patch level is left out.</summary>
/// <param name="Major">The first number.</param>
/// <param name="Minor">The second number; for 2.6 kernels see <paramref name="Patch"/>.</param>
/// <param name="Patch">The third number, which named releases until 2.6.39; 0 from 3.0 on.</param>
public readonly record struct KernelVersion(int Major, int Minor, int Patch = 0) : IComparable<KernelVersion>
{
    /// <summary>Reads the beginning of <c>uname -r</c>: <c>6.18.44-foo</c> is 6.18, <c>2.6.32-754.el6</c> is 2.6.32.</summary>
    /// <param name="release">The kernel's release.</param>
    /// <param name="version">The version.</param>
    public static bool TryParse(string release, out KernelVersion version)
    {
        version = default;
        string[] parts = release.Split('.', 4);
        if (parts.Length < 2 || !Number(parts[0], out int major) || !Number(parts[1], out int minor))
        {
            return false;
        }

        int patch = 0;
        if (major < 3 && parts.Length > 2)
        {
            Number(parts[2], out patch);
        }

        version = new KernelVersion(major, minor, patch);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(KernelVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary>True when the left one is older.</summary>
    public static bool operator <(KernelVersion left, KernelVersion right) => left.CompareTo(right) < 0;

    /// <summary>True when the left one is newer.</summary>
    public static bool operator >(KernelVersion left, KernelVersion right) => left.CompareTo(right) > 0;

    /// <summary>True when the left one is not newer.</summary>
    public static bool operator <=(KernelVersion left, KernelVersion right) => left.CompareTo(right) <= 0;

    /// <summary>True when the left one is not older.</summary>
    public static bool operator >=(KernelVersion left, KernelVersion right) => left.CompareTo(right) >= 0;

    /// <summary><c>6.18</c>, <c>2.6.22</c>.</summary>
    public override string ToString() => Patch == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}")
        : string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private static bool Number(string part, out int number)
    {
        int digits = part.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(digits < 0 ? part : part[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
