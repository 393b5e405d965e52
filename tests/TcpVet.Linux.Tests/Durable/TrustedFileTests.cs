using System.Text;
using TcpVet.Linux.Durable;

namespace TcpVet.Linux.Tests.Durable;

/// <summary>Settings are root's or the caller's own, whatever somebody put in their place; nothing there hangs the reader.</summary>
public sealed class TrustedFileTests : IDisposable
{
    private const int Most = 1000;
    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-trusted-").FullName;

    [Fact]
    public void Ones_own_file_is_read_through_ones_own_links()
    {
        Shell("echo mine > file; ln -s file link; mkdir inner; ln -s ../link inner/link; ln -s \"$PWD/inner\" over");

        foreach (string name in (string[])["file", "link", "inner/link", "over/link", "./inner/../file"])
        {
            Assert.Equal(("mine\n", "", false), Read(name));
        }
    }

    [Fact]
    public void Nothing_is_nothing()
    {
        Shell("ln -s nowhere dangling; touch file");

        foreach (string name in (string[])["file/inner", "absent", "absent/file", "dangling"])
        {
            Assert.Equal((null, "", false), Read(name));
        }
    }

    [Theory]
    [InlineData("mkfifo it", "is no ordinary file")]
    [InlineData("mkdir it", "is a directory")]
    [InlineData("ln -s it it", "Too many levels of symbolic links")]
    [InlineData("ln -s /dev/zero it", "is no ordinary file")]
    [InlineData("ln -s /proc/self/fd/0 it", "is no ordinary file")]
    [InlineData("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"it\")' 2>/dev/null || mkfifo it", "is no ordinary file")]
    public void What_is_no_file_is_refused_at_once(string script, string refusal)
    {
        Shell(script);

        Assert.Equal((null, refusal, false), Read("it"));
    }

    [Theory]
    [InlineData("touch it; chmod 664 it", "others than its owner may write to it (mode 664)")]
    [InlineData("touch it; chmod 646 it", "others than its owner may write to it (mode 646)")]
    [InlineData("mkdir open; chmod 775 open; touch open/it; ln -s open/it it", "others than its owner may write to the folder *open")]
    [InlineData("mkdir open; chmod 777 open; mkdir open/in; touch open/in/it; ln -s open/in/it it", "others than its owner may write to the folder *open")]
    public void What_others_may_write_to_is_not_read(string script, string refusal)
    {
        Shell(script);

        Foreign(refusal);
    }

    [Theory]
    [InlineData("touch it; chown 65534 it", "it belongs to uid 65534")]
    [InlineData("mkdir theirs; touch theirs/it; chown 65534 theirs; ln -s theirs/it it", "the folder *theirs belongs to uid 65534")]
    [InlineData("mkdir theirs; mkfifo theirs/it; chown 65534 theirs; ln -s theirs/it it", "the folder *theirs belongs to uid 65534")]
    [InlineData("ln -s /etc/shadow it; chown -h 65534 it", "the link it belongs to uid 65534")]
    [InlineData("mkdir theirs; ln -s /etc/shadow theirs/it; chown 65534 theirs; ln -s theirs/it it", "the folder *theirs belongs to uid 65534")]
    [InlineData("mkdir theirs; ln -s it theirs/it; chown -Rh 65534 theirs; ln -s theirs/it it", "the folder *theirs belongs to uid 65534")]
    public void What_another_user_wrote_or_chose_is_not_read(string script, string refusal)
    {
        Require.Root();
        Shell(script);

        Foreign(refusal);
    }

    // In a folder such as /tmp nobody else can put another file in the place of one's own.
    [Fact]
    public void Ones_own_file_in_a_sticky_folder_is_read()
    {
        Shell("mkdir tmp; chmod 1777 tmp; echo mine > tmp/it");

        Assert.Equal(("mine\n", "", false), Read("tmp/it"));
    }

    [Fact]
    public void Only_what_everybody_may_read_is_quoted()
    {
        Require.Root();
        Shell("touch private public; chmod 640 private; chmod 644 public");

        Assert.False(TrustedFile.Read($"{folder}/private", Most).IsQuotable);
        Assert.True(TrustedFile.Read($"{folder}/public", Most).IsQuotable);
    }

    [Fact]
    public void Reading_stops_behind_the_limit()
    {
        Shell("head -c 5000 /dev/zero > it");

        Assert.InRange(TrustedFile.Read($"{folder}/it", Most).Content!.Length, Most + 1, 4999);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Foreign(string refusal)
    {
        (string? content, string said, bool foreign) = Read("it");
        Assert.Equal((null, true), (content, foreign));
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(refusal).Replace("\\*", ".*/", StringComparison.Ordinal)}$", said);
    }

    private (string? Content, string Refusal, bool Foreign) Read(string name)
    {
        TrustedFile file = TrustedFile.Read(Path.Combine(folder, name), Most);
        return (file.Content is { } bytes ? Encoding.UTF8.GetString(bytes) : null, file.Refusal, file.IsForeign);
    }

    private void Shell(string script)
    {
        using System.Diagnostics.Process shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("sh", ["-c", "umask 022; " + script]) { WorkingDirectory = folder })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
