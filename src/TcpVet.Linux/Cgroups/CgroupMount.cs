using System.Text;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Cgroups;

/// <summary>Finds the unified hierarchy in /proc/self/mountinfo (proc(5)).</summary>
public static class CgroupMount
{
    /// <summary>Where cgroup2 is mounted: /sys/fs/cgroup, or /sys/fs/cgroup/unified on hybrid hosts; null when it is not.</summary>
    public static string? Find(ProcFsRoot root) => Parse(root.TryRead("self/mountinfo", out _));

    /// <summary>The first mount of type cgroup2 that shows the hierarchy's root, or the first one at all.</summary>
    public static string? Parse(ReadOnlySpan<byte> mountinfo)
    {
        string? any = null;
        TextLines lines = new(mountinfo);
        while (lines.Next())
        {
            // 36 35 98:0 /root /mount/point options [tags…] - type source options
            TextFields fields = new(lines.Current);
            if (!fields.Skip(4))
            {
                continue;
            }

            bool whole = fields.Current.SequenceEqual("/"u8);
            if (!fields.Next())
            {
                continue;
            }

            ReadOnlySpan<byte> point = fields.Current;
            bool separator = false;
            while (fields.Next() && !separator)
            {
                separator = fields.Current.SequenceEqual("-"u8);
            }

            if (!separator || !fields.Current.SequenceEqual("cgroup2"u8))
            {
                continue;
            }

            if (whole)
            {
                return Unescape(point);
            }

            any ??= Unescape(point);
        }

        return any;
    }

    /// <summary>Space, tab, newline and backslash are written as three octal digits (fs/proc_namespace.c <c>mangle</c>).</summary>
    private static string Unescape(ReadOnlySpan<byte> text)
    {
        byte[] plain = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'\\' && i + 3 < text.Length && Octal(text.Slice(i + 1, 3)) is { } value)
            {
                plain[length++] = value;
                i += 3;
            }
            else
            {
                plain[length++] = text[i];
            }
        }

        return Encoding.UTF8.GetString(plain, 0, length);
    }

    private static byte? Octal(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value * 8) + digit - '0';
        }

        return value <= byte.MaxValue ? (byte)value : null;
    }
}
