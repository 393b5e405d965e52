using TcpVet.Configs.Text;

namespace TcpVet.Configs.HAProxy;

/// <summary>Which configuration an HAProxy reads, from its argument vector (Management Guide, 3). Nothing is started.</summary>
/// <param name="Paths">Files and folders in their order, absolute where that can be told; empty when none was named.</param>
public sealed record HAProxyInvocation(IReadOnlyList<string> Paths)
{
    // src/haproxy.c init_args: these take the next word. -sf, -st and -x come with a reload.
    private static readonly HashSet<string> WithValue =
        new(StringComparer.Ordinal) { "-f", "-C", "-n", "-N", "-m", "-p", "-L", "-S", "-x", "-cc" };

    /// <summary>Reads an argument vector (/proc/PID/cmdline, split at its zero bytes). Master and workers show the same.</summary>
    /// <param name="arguments">The words, the program's own name first.</param>
    /// <param name="directory">The process's current folder; null when it is not known.</param>
    public static HAProxyInvocation Of(IReadOnlyList<string> arguments, string? directory)
    {
        List<string> paths = [];
        for (int i = 1; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (word == "--")
            {
                paths.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (word is "-sf" or "-st")
            {
                // Pids follow, up to the next option.
                while (i + 1 < arguments.Count && arguments[i + 1] is [>= '0' and <= '9', ..])
                {
                    i++;
                }
            }
            else if (WithValue.Contains(word) && i + 1 < arguments.Count)
            {
                string value = arguments[++i];
                directory = word == "-C" ? Under(directory, value) : directory;
                paths.AddRange(word == "-f" ? [value] : []);
            }
        }

        // The folder of -C is entered before any file is opened, wherever the option stands.
        return new HAProxyInvocation([.. paths.Where(path => path.Length > 0).Select(path => Under(directory, path) ?? path)]);
    }

    /// <summary>The version in the bytes of the program file, <c>2.6.12</c>; null when it was not found.</summary>
    /// <remarks>src/version.c keeps one text for this purpose: <c> version 2.6.12-1+deb12u4, released 2026/10/17</c>.</remarks>
    public static string? VersionOf(ReadOnlySpan<byte> program)
    {
        ReadOnlySpan<byte> mark = " version "u8;
        while (program.IndexOf(", released "u8) is >= 0 and int at)
        {
            ReadOnlySpan<byte> before = program[Math.Max(0, at - 80)..at];
            if (before.LastIndexOf(mark) is >= 0 and int version && ProgramText.Leading(before[(version + mark.Length)..]) is { } found)
            {
                return found;
            }

            program = program[(at + 1)..];
        }

        return null;
    }

    private static string? Under(string? folder, string path) =>
        path.StartsWith('/') ? path : folder is null ? null : $"{folder.TrimEnd('/')}/{path}";
}
