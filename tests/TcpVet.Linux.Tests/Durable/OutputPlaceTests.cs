using System.Text;
using TcpVet.Linux.Durable;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Tests.Durable;

public sealed class OutputPlaceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-output-").FullName;

    [Theory]
    [InlineData("new", "new")]
    [InlineData("there", "there")]
    [InlineData("link", "there")]
    [InlineData("chain", "there")]
    [InlineData("absolute", "there")]
    [InlineData("dangling", "not-yet")]
    [InlineData("inner/up/there", "there")]
    [InlineData("inner/../there", "there")]
    [InlineData("./inner//new", "inner/new")]
    public void What_a_path_leads_to_is_replaced_and_no_link(string path, string target)
    {
        Furnish();
        AtomicFile.Write(Path.Combine(folder, path), "written"u8, 0x180);

        Assert.Equal("written", File.ReadAllText(Path.Combine(folder, target)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, target)));
        Assert.NotNull(new FileInfo(Path.Combine(folder, "link")).LinkTarget);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder, "*", SearchOption.TopDirectoryOnly), file =>
            file.EndsWith(AtomicFile.Unfinished, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("loop", Errno.ELOOP)]
    [InlineData("inner", Errno.EISDIR)]
    [InlineData("inner/up", Errno.EISDIR)]
    [InlineData("there/file", Errno.ENOTDIR)]
    [InlineData("absent/file", Errno.ENOENT)]
    [InlineData("..", Errno.EISDIR)]
    public void A_path_that_leads_nowhere_is_refused_as_the_kernel_would(string path, int errno)
    {
        Furnish();
        KernelException refusal = Assert.Throws<KernelException>(() => AtomicFile.Write(Path.Combine(folder, path), "x"u8, 0x180));

        Assert.Equal(errno, refusal.Errno);
    }

    [Theory]
    [InlineData("/dev/null", "null")]
    [InlineData("/proc/self/fd/0", "0")]
    [InlineData("/dev/fd/0", "0")]
    public void A_device_or_a_descriptor_is_written_to_and_not_replaced(string path, string name)
    {
        using OutputPlace place = OutputPlace.Find(path);

        Assert.Equal((true, name), (place.IsSpecial, place.Name));
        Assert.Equal(Errno.EINVAL, Assert.Throws<KernelException>(() => AtomicFile.Write(path, Encoding.ASCII.GetBytes("x"), 0x180)).Errno);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Furnish()
    {
        File.WriteAllText(Path.Combine(folder, "there"), "before");
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        foreach ((string name, string target) in new[]
        {
            ("link", "there"), ("chain", "inner/../link"), ("absolute", Path.Combine(folder, "link")), ("dangling", "not-yet"),
            ("inner/up", ".."), ("loop", "loop"),
        })
        {
            File.CreateSymbolicLink(Path.Combine(folder, name), target);
        }
    }
}
