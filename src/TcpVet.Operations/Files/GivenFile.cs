using TcpVet.Linux.Interop;

namespace TcpVet.Operations.Files;

/// <summary>A file that the command line names: an ordinary one, or what the shell has opened for the program (<c>&lt;(…)</c>).</summary>
internal static class GivenFile
{
    /// <summary>True for a path of a descriptor: a pipe behind it was opened for us, and has an end.</summary>
    public static bool IsDescriptor(string path) => path == "/dev/stdin"
        || path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    /// <summary>Opens it, without waiting for the other end of a FIFO.</summary>
    /// <exception cref="IOException">It is a FIFO or a device, is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a folder, or may not be read.</exception>
    public static Stream Open(string path) => IsDescriptor(path) ? File.OpenRead(path) : OrdinaryFile.Open(path);
}
