using System.Text;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Tests;

/// <summary>A folder that stands for /proc or another tree, removed at the end.</summary>
internal sealed class FixtureRoot : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tcpvet-fixture-").FullName;

    public ProcFsRoot Proc => new(Path);

    public FixtureRoot File(string relative, string content) => File(relative, Encoding.UTF8.GetBytes(content));

    public FixtureRoot File(string relative, byte[] content)
    {
        string path = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
        return this;
    }

    public FixtureRoot Folder(string relative)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, relative));
        return this;
    }

    /// <summary>A link to something that need not exist, as /proc/PID/fd has them.</summary>
    public FixtureRoot Link(string relative, string target)
    {
        string path = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.CreateSymbolicLink(path, target);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
