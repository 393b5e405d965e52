using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TcpVet.Knowledge.Tests;

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
    public static int Write(string name, string value)
    {
        int fd = open(File(name), 1 /* O_WRONLY */);
        if (fd < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        byte[] text = Encoding.ASCII.GetBytes(value);
        int error = write(fd, text, text.Length) == text.Length ? 0 : Marshal.GetLastPInvokeError();
        _ = close(fd);
        return error;
    }

    /// <summary>A sysctl of the calling thread's namespace as numbers.</summary>
    public static long[] Read(string name) =>
        [.. System.IO.File.ReadAllText(File(name)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    /// <summary>The path of a sysctl.</summary>
    public static string File(string name) => "/proc/sys/" + name.Replace('.', '/');

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, byte[] buffer, nint count);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
