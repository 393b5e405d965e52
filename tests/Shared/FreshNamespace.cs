using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TcpVet.Testing;

/// <summary>Runs code on a thread of its own in a new network namespace, which goes away with the thread.</summary>
internal static partial class FreshNamespace
{
    public const int InvalidArgument = 22;

    private const int CloneNewNet = 0x40000000;

    /// <summary>Runs an action in a new network namespace; skips the test when that is not allowed.</summary>
    public static void Run(Action action)
    {
        Exception? thrown = null;
        bool refused = false;
        Thread thread = new(() =>
        {
            try
            {
                refused = unshare(CloneNewNet) != 0;
                if (!refused)
                {
                    action();
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                thrown = exception;
            }
        });
        thread.Start();
        thread.Join();
        Assert.SkipWhen(refused, "a network namespace needs root");
        if (thrown is not null)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }
    }

    /// <summary>Writes a sysctl of the calling thread's namespace in one write().</summary>
    /// <returns>0, or errno.</returns>
    public static int Write(string name, string value) => Write(File(name), Encoding.ASCII.GetBytes(value), whole: false);

    /// <summary>Writes a sysctl as sysctl(8) does: a line, and what the first write() leaves is written on.</summary>
    /// <returns>0, or errno.</returns>
    public static int WriteLine(string name, string value) => Write(File(name), Encoding.UTF8.GetBytes(value + "\n"), whole: true);

    /// <summary>A sysctl of the calling thread's namespace as numbers.</summary>
    public static long[] Read(string name) =>
        [.. System.IO.File.ReadAllText(File(name)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    /// <summary>The path of a sysctl.</summary>
    public static string File(string name) => "/proc/sys/" + name.Replace('.', '/');

    private static int Write(string path, byte[] text, bool whole)
    {
        int fd = open(path, 1 /* O_WRONLY */);
        if (fd < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        int error = 0;
        for (int at = 0; at < text.Length && error == 0;)
        {
            nint done = write(fd, text[at..], text.Length - at);
            error = done > 0 && (whole || done == text.Length) ? 0 : Marshal.GetLastPInvokeError();
            at += (int)Math.Max(done, 1);
        }

        _ = close(fd);
        return error;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, byte[] buffer, nint count);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
