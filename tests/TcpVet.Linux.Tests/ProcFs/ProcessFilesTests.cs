using System.Text;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Tests.ProcFs;

public class ProcessFilesTests
{
    internal const string Stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 1550 4096 50 18446744073709551615\n";
    internal const string Status = "Name:\ta\nUmask:\t0022\nUid:\t1000\t1001\t1002\t1003\nGid:\t5\t5\t5\t5\n";
    internal const string Limits =
        "Limit                     Soft Limit           Hard Limit           Units     \n" +
        "Max cpu time              unlimited            unlimited            seconds   \n" +
        "Max open files            1024                 524288               files     \n";

    internal const string Cgroup = "9:name=systemd:/x\n4:memory:/y\n0::/system.slice/nginx.service\n";

    [Fact]
    public void The_start_is_counted_from_the_last_bracket() => Assert.Equal(15.5, ProcessFiles.ParseStart(Bytes(Stat)));

    [Theory]
    [InlineData("2 (kthreadd) S 0 0 0 0 -1 2129984 0", true)]
    [InlineData(Stat, false)]
    [InlineData("2 (kthreadd", false)]
    [InlineData("", false)]
    public void A_thread_of_the_kernel_is_known_by_its_flag(string stat, bool expected) =>
        Assert.Equal(expected, ProcessFiles.ParseIsKernelThread(Bytes(stat)));

    [Fact]
    public void The_effective_user_is_the_second_number() => Assert.Equal(1001u, ProcessFiles.ParseUid(Bytes(Status)));

    [Fact]
    public void The_soft_limit_of_files_is_read() => Assert.Equal(1024, ProcessFiles.ParseFilesLimit(Bytes(Limits)));

    [Fact]
    public void An_unlimited_number_of_files_is_the_largest_number() =>
        Assert.Equal(long.MaxValue, ProcessFiles.ParseFilesLimit(Bytes(Limits.Replace("1024     ", "unlimited", StringComparison.Ordinal))));

    [Fact]
    public void The_unified_cgroup_is_read() => Assert.Equal("/system.slice/nginx.service", ProcessFiles.ParseCgroup(Bytes(Cgroup)));

    [Fact]
    public void Arguments_are_joined_by_single_spaces() =>
        Assert.Equal("java -Dx=a b -jar x", ProcessFiles.ParseCommandLine(Bytes("java\0-Dx=a  b\0\0-jar\0x\0\0")));

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("  ")]
    public void A_process_without_arguments_has_no_command_line(string text) => Assert.Null(ProcessFiles.ParseCommandLine(Bytes(text)));

    [Fact]
    public void A_long_command_line_is_shortened_and_keeps_characters_whole()
    {
        Assert.EndsWith(" org.apache.catalina.startup.Bootstrap start", ProcessFiles.ParseCommandLine(Bytes($"java\0-classpath\0{new string('/', 5000)}\0org.apache.catalina.startup.Bootstrap\0start\0")), StringComparison.Ordinal);
        string line = ProcessFiles.ParseCommandLine(Bytes("x" + string.Concat(Enumerable.Repeat("😀", 300))))!;
        Assert.True(line.Length <= ProcessFiles.CommandLineLimit);
        Assert.Contains("😀…😀", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', line);
    }

    [Fact]
    public void A_name_keeps_escape_sequences_and_newlines_raw() =>
        Assert.Equal("a\u001b[31m\nb", ProcessFiles.ParseName(Bytes("a\u001b[31m\nb\n")));

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced() => Assert.Equal("a\uFFFD", ProcessFiles.ParseName([(byte)'a', 0xFF, (byte)'\n']));

    [Fact]
    public void What_is_cut_off_is_unknown()
    {
        Assert.Null(ProcessFiles.ParseStart(Bytes("42 (a) S 1 2")));
        Assert.Null(ProcessFiles.ParseUid(Bytes("Uid:\t1000")));
        Assert.Null(ProcessFiles.ParseUid(Bytes("Uid:\t1\t99999999999")));
        Assert.Null(ProcessFiles.ParseFilesLimit(Bytes("Max open files")));
        Assert.Null(ProcessFiles.ParseCgroup(Bytes("4:memory:/y\n")));
    }

    [Fact]
    public void Hostile_text_never_breaks_the_parsers()
    {
        Fuzz.Survives(Stat, text => ProcessFiles.ParseStart(text));
        Fuzz.Survives(Stat, text => ProcessFiles.ParseIsKernelThread(text));
        Fuzz.Survives(Status, text => ProcessFiles.ParseUid(text));
        Fuzz.Survives(Limits, text => ProcessFiles.ParseFilesLimit(text));
        Fuzz.Survives(Cgroup, text => ProcessFiles.ParseCgroup(text));
        Fuzz.Survives("nginx: worker", text => ProcessFiles.ParseName(text));
        Fuzz.Survives("java\0-jar\0  x y\0", text =>
            Assert.True((ProcessFiles.ParseCommandLine(text)?.Length ?? 1) is > 0 and <= ProcessFiles.CommandLineLimit));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
