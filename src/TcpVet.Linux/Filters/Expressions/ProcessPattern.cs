using System.Globalization;
using System.Text;

namespace TcpVet.Linux.Filters;

/// <summary>The process that a filter asks for: a pid, or the name in /proc/PID/comm.</summary>
public sealed class ProcessPattern
{
    // TASK_COMM_LEN is 16 with the final NUL (include/linux/sched.h): the kernel cuts longer names.
    private const int LongestName = 15;
    private readonly byte[] name;

    private ProcessPattern(int? pid, string text)
    {
        Pid = pid;
        Text = text;
        name = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>The pid; null when a name was given.</summary>
    public int? Pid { get; }

    /// <summary>The pattern as the user wrote it.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern: digits alone are a pid, anything else is a name.</summary>
    public static ProcessPattern Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? new(pid, text) : new(null, text);

    /// <summary>True when the process is the one asked for.</summary>
    /// <param name="pid">Its pid.</param>
    /// <param name="comm">Its name, the bytes of /proc/PID/comm without the line's end.</param>
    public bool Matches(int pid, ReadOnlySpan<byte> comm) =>
        Pid is { } wanted
            ? pid == wanted
            : comm.SequenceEqual(name) || (name.Length > LongestName && comm.SequenceEqual(name.AsSpan(0, LongestName)));

    /// <summary>True when the process is the one asked for.</summary>
    /// <param name="pid">Its pid.</param>
    /// <param name="comm">Its name as text.</param>
    public bool Matches(int pid, ReadOnlySpan<char> comm)
    {
        if (Pid is { } wanted)
        {
            return pid == wanted;
        }

        if (comm.SequenceEqual(Text))
        {
            return true;
        }

        // Names longer than the kernel keeps are compared as bytes: the cut may lie inside a character.
        Span<byte> bytes = stackalloc byte[4 * LongestName];
        return name.Length > LongestName && Encoding.UTF8.TryGetBytes(comm, bytes, out int written) && Matches(pid, bytes[..written]);
    }
}
