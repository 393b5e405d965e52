using System.Runtime.InteropServices;
using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Operations.Tests.Files;

/// <summary>What a source reads of the machine's own files.</summary>
public sealed partial class DiskTreeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-config").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_and_its_includes_are_read()
    {
        Write("main.conf", "main");
        Write("conf.d/b.conf", "b");
        Write("conf.d/a.conf", "a \u00e9");
        ConfigSource source = DiskTree.Source();
        ConfigText main = source.Open(Path.Combine(folder, "main.conf"))!;
        Assert.Equal(["a \u00e9", "b"], source.Include(main, 1, 1, "conf.d/*.conf", main.Folder).Select(text => text.Text));
    }

    [Fact]
    public void A_fifo_does_not_block()
    {
        string path = Path.Combine(folder, "fifo");
        Assert.Equal(0, mkfifo(path, 0x180));
        ConfigSource source = DiskTree.Source();
        Assert.Null(source.Open(path));
        Assert.Equal("it is no ordinary file", Assert.Single(source.Problems).Message);
        Assert.True(source.Problems[0].Fatal);
        Assert.False(source.Problems[0].Unread);
    }

    [Theory]
    [InlineData("/dev/zero", "it is no ordinary file")]
    [InlineData("/dev", "it is a folder")]
    [InlineData("/nonexistent/tcpvet", "no such file")]
    [InlineData("/dev/null/x", "no such file")]
    [InlineData("a\0b", "no such file")]
    public void What_is_no_file_is_refused(string path, string message)
    {
        ConfigSource source = DiskTree.Source();
        Assert.Null(source.Open(path));
        Assert.Equal(message, Assert.Single(source.Problems).Message);
    }

    [Fact]
    public void A_link_inside_may_not_lead_outside()
    {
        Write("site/main.conf", "main");
        Write("secret", "secret");
        File.CreateSymbolicLink(Path.Combine(folder, "site/link.conf"), "../secret");
        ConfigSource source = DiskTree.Source();
        ConfigText main = source.Open(Path.Combine(folder, "site/main.conf"))!;
        Assert.DoesNotContain(source.Include(main, 1, 1, "*.conf", main.Folder), text => text.Text != "main");
        ConfigProblem problem = Assert.Single(source.Problems);
        Assert.Contains("lies outside", problem.Message, StringComparison.Ordinal);
        Assert.True(problem.Unread);
    }

    // Between the look and the reading the file, or a folder on the way to it, becomes a link.
    [Theory]
    [InlineData("site/part.conf", "site/part.new", "../secret/part.conf")]
    [InlineData("site/in", "site/in.new", "../secret")]
    public void A_swapped_link_does_not_lead_outside(string swapped, string aside, string target)
    {
        Write("site/main.conf", "main");
        Write("site/in/part.conf", "ours");
        Write("site/part.conf", "ours");
        Write("secret/part.conf", "secret");
        using CancellationTokenSource end = new();
        (string path, string other) = (Path.Combine(folder, swapped), Path.Combine(folder, aside));
        Thread swapper = new(() =>
        {
            while (!end.IsCancellationRequested)
            {
                _ = rename(path, other);
                File.CreateSymbolicLink(path, target);
                File.Delete(path);
                _ = rename(other, path);
            }
        });
        swapper.Start();
        string include = swapped.EndsWith("in", StringComparison.Ordinal) ? "in/part.conf" : "part.conf";
        List<string> read = [];
        try
        {
            for (int i = 0; i < 3_000; i++)
            {
                ConfigSource source = DiskTree.Source();
                ConfigText main = source.Open(Path.Combine(folder, "site/main.conf"))!;
                read.AddRange(source.Include(main, 1, 1, include, main.Folder).Select(text => text.Text));
            }
        }
        finally
        {
            end.Cancel();
            swapper.Join();
        }

        Assert.Equal(["ours"], read.Distinct());
    }

    [Fact]
    public void A_system_root_is_not_left_by_absolute_links()
    {
        Write("root/etc/real.conf", "inside");
        File.CreateSymbolicLink(Path.Combine(folder, "root/etc/app.conf"), "/etc/real.conf");
        File.CreateSymbolicLink(Path.Combine(folder, "root/etc/up.conf"), "../../../../../../etc/real.conf");
        ConfigSource source = DiskTree.Source(new ConfigScope { SystemRoot = Path.Combine(folder, "root") });
        Assert.Equal("inside", source.Open("/etc/app.conf")?.Text);
        Assert.Equal("inside", source.Open("/etc/up.conf")?.Text);
        Assert.Equal(["/etc/app.conf", "/etc/up.conf"], source.Files);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_not_read_in_part()
    {
        Write("big", new string('x', 10_000));
        ConfigSource source = DiskTree.Source(new ConfigScope { Limits = new ConfigLimits { FileBytes = 9_999 } });
        Assert.Null(source.Open(Path.Combine(folder, "big")));
        Assert.True(source.Incomplete);
        source = DiskTree.Source(new ConfigScope { Limits = new ConfigLimits { FileBytes = 10_000 } });
        Assert.Equal(10_000, source.Open(Path.Combine(folder, "big"))?.Text.Length);
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);
}
