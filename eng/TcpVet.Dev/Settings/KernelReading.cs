using System.Globalization;
using TcpVet.Knowledge;
using TcpVet.Lab;

namespace TcpVet.Dev.Settings;

/// <summary>What the running kernel says of one setting, in a network namespace of its own.</summary>
/// <param name="Scope">For whom a value holds, as far as it shows; null when the setting is nowhere.</param>
/// <param name="Default">The numbers that a new namespace begins with; null when it is no number, or the host's.</param>
/// <param name="Range">The least and greatest number that is taken; null where it may not be tried.</param>
internal sealed record KernelReading(SettingScope? Scope, IReadOnlyList<long>? Default, (long Least, long Greatest)? Range)
{
    /// <summary>Reads a setting. Only what the new namespace owns is written.</summary>
    public static KernelReading Of(KernelSetting setting)
    {
        // A namespace for each: what one trial writes does not bound the next.
        using Sandbox sandbox = new(privateHash: false);
        string path = $"/proc/sys/{setting.Name.Replace('.', '/')}";
        string? outside = Text(path);
        string? inside = sandbox.Run(() => Text(path));
        SettingScope? scope = (outside, inside) switch
        {
            (null, null) => null,
            (_, null) => SettingScope.Host,
            _ when IsWritable(path) && !sandbox.Run(() => IsWritable(path)) => SettingScope.HostReadOnlyInside,
            _ => SettingScope.Namespace,
        };
        // fs.* is the host's and can be written from everywhere: it is left alone.
        bool own = (scope, setting.Scope) == (SettingScope.Namespace, SettingScope.Namespace)
            && setting.Name.StartsWith("net.", StringComparison.Ordinal);
        return new KernelReading(scope, own ? Numbers(inside!) : null,
            own && setting.Range is { Format: SettingFormat.Numbers, ReadOnly: false } && Numbers(inside!) is { } start
                ? sandbox.Run(() => Bounds(path, setting, start))
                : null);
    }

    // What is taken is one piece up to the ends of the kernel's type; beyond them some settings take what is left of the number.
    private static readonly long[] Below = [-1, int.MinValue - 1L, long.MinValue + 1];
    private static readonly long[] Above = [int.MaxValue + 1L, uint.MaxValue + 1L, long.MaxValue];

    private static (long Least, long Greatest)? Bounds(string path, KernelSetting setting, IReadOnlyList<long> start)
    {
        MakeRoom(setting.Name);
        long[] taken = [.. start.Where(number => Takes(path, number, setting.Range.Count))];
        return taken.Length == 0 ? null
            : (Edge(taken.Min(), Below, number => Takes(path, number, setting.Range.Count)),
                Edge(taken.Max(), Above, number => Takes(path, number, setting.Range.Count)));
    }

    // Halves the way from a value that is taken to the nearest of some that is not.
    private static long Edge(long taken, IReadOnlyList<long> ends, Func<long, bool> takes)
    {
        if (ends.All(takes))
        {
            return ends[^1];
        }

        long beyond = ends.First(end => !takes(end));
        while (Int128.Abs((Int128)beyond - taken) > 1)
        {
            long middle = (long)(((Int128)taken + beyond) / 2);
            (taken, beyond) = takes(middle) ? (middle, beyond) : (taken, middle);
        }

        return taken;
    }

    // Settings that bound each other get all the room that there is.
    private static void MakeRoom(string name)
    {
        _ = name switch
        {
            "net.ipv4.ip_local_port_range" => Write("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0"),
            "net.ipv4.ip_unprivileged_port_start" => Write("/proc/sys/net/ipv4/ip_local_port_range", "65535 65535"),
            "net.ipv4.tcp_reordering" => Write("/proc/sys/net/ipv4/tcp_max_reordering", "2147483647"),
            "net.ipv4.ipfrag_high_thresh" => Write("/proc/sys/net/ipv4/ipfrag_low_thresh", "0"),
            "net.ipv6.ip6frag_high_thresh" => Write("/proc/sys/net/ipv6/ip6frag_low_thresh", "0"),
            _ => true,
        };
    }

    private static bool Takes(string path, long number, int count) =>
        Write(path, string.Join(' ', Enumerable.Repeat(number.ToString(CultureInfo.InvariantCulture), count)));

    private static bool Write(string path, string text)
    {
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(file, System.Text.Encoding.ASCII.GetBytes(text), 0);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false; // EINVAL is an ArgumentException in one place and an IOException in the other
        }
    }

    // Opening for writing changes nothing.
    private static bool IsWritable(string path)
    {
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long[]? Numbers(string text)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && words.All(word => long.TryParse(word, CultureInfo.InvariantCulture, out _))
            ? [.. words.Select(word => long.Parse(word, CultureInfo.InvariantCulture))]
            : null;
    }
}
